// What the search is to stay within, what it may do, how long it may take, and on which samples.

import { useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { FitBudgets } from '../../fit/fitOptions'
import { fitting } from '../../store/fitting'
import { samples } from '../../store/samples'
import { sampleUse } from '../../store/sampleUse'
import type { SampleUse } from '../../store/sampleUse'
import { formatCapacity, formatCount, formatLeft, formatTime } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { NumberInput } from '../parts/NumberInput'
import { useFitting } from './useFitting'

const KB = 1024

function Budgets() {
  const { plan, state } = useFitting()
  const { budgets } = state.options
  const set = (part: Partial<FitBudgets>) => fitting.change({ budgets: { ...budgets, ...part } })
  const bytes = (label: string, id: 'flashBytes' | 'ramBytes', limitBytes: number) => (
    <label>
      <span>{label}, at most KB</span>
      <NumberInput
        label={`${label} at most, in KB`}
        value={budgets[id] === undefined ? undefined : budgets[id] / KB}
        min={0.1}
        max={limitBytes / KB}
        empty={formatCapacity(limitBytes).replace(/\s.*/, '')}
        onCommit={(value) =>
          set({ [id]: value === undefined ? undefined : Math.floor(value * KB) })
        }
      />
    </label>
  )
  return (
    <>
      {bytes('Flash', 'flashBytes', plan.flash.limitBytes)}
      {bytes('RAM', 'ramBytes', plan.ram.limitBytes)}
      {plan.latency && (
        <label>
          <span title={`Now ${formatTime(plan.latency.seconds)}`}>Latency, at most ms</span>
          <NumberInput
            label="Latency at most, in ms"
            value={budgets.latencySeconds === undefined ? undefined : 1000 * budgets.latencySeconds}
            min={0.1}
            max={1e7}
            empty="any"
            onCommit={(value) =>
              set({ latencySeconds: value === undefined ? undefined : value / 1000 })
            }
          />
        </label>
      )}
    </>
  )
}

function sampleSentence(use: SampleUse | undefined): string {
  const by = 'Channels go by their importance'
  const near = 'candidates are judged by how often their answer is the one of now'
  if (!use) return `No samples, so nothing is trained. ${by} on random inputs, and ${near}.`
  const { labelled, source, train, judge, test } = use
  if (!labelled) return `${source} has no labels, so nothing is trained. ${by}, and ${near}.`
  const used = `From ${source}, ${formatCount(train)} samples are learned from and ${formatCount(judge)} judge`
  return test.cut
    ? `${used}; ${formatCount(test.count)} are set apart for good, and accuracy is tested on those alone.`
    : `${used}. The search never looks at ${test.name}: accuracy is tested on it afterwards.`
}

/** How long it will take here, by the step that was timed. */
function Estimate({ labelled }: { labelled: boolean }) {
  const { state, key } = useFitting()
  const timing = useStore(fitting.timing.store, (job) => job.running !== null)
  const ms = state.msPerStep.get(key)
  if (!labelled) return <>Seconds: nothing is trained.</>
  if (timing) return <>Timing a step…</>
  if (ms === undefined) return null
  return (
    <>
      Here {formatLeft(ms * state.options.steps)} at most: {formatTime(ms / 1000)} per step.
    </>
  )
}

export function FitSettings() {
  const { plan, state, key } = useFitting()
  const { datasets } = useStore(samples)
  const error = useStore(fitting.job.store, (job) => job.error)
  const use = useMemo(() => sampleUse(datasets), [datasets])
  const labelled = use?.labelled ?? false
  useEffect(() => {
    if (labelled) void fitting.time()
  }, [labelled, key])
  const { structure, steps, seed } = state.options
  return (
    <div className="fit-how">
      <h3>Make it fit the {plan.board.name}</h3>
      <div className="fit-fields">
        <Budgets />
        {labelled && (
          <label>
            <span title="Of 32 samples, over all that the search does">Training steps</span>
            <NumberInput
              label="Training steps"
              value={steps}
              min={50}
              max={200_000}
              whole
              onCommit={(value) => value !== undefined && fitting.change({ steps: value })}
            />
          </label>
        )}
        <label>
          <span title="The same seed and samples give the same models">Seed</span>
          <NumberInput
            label="Seed"
            value={seed}
            min={0}
            max={999_999}
            whole
            onCommit={(value) => value !== undefined && fitting.change({ seed: value })}
          />
        </label>
        <label className="check" title="Separable convolutions, pooling instead of Flatten">
          <input
            type="checkbox"
            checked={structure}
            onChange={(event) => fitting.change({ structure: event.target.checked })}
          />
          <span>May change the structure</span>
        </label>
      </div>
      <div className="row">
        <button className="btn primary" type="button" onClick={() => void fitting.start()}>
          Make it fit
        </button>
        <span className="hint">
          <Estimate labelled={labelled} />
        </span>
      </div>
      {error && <DiagnosticList diagnostics={error} />}
      <p className="hint">{sampleSentence(use)}</p>
    </div>
  )
}
