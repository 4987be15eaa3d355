// How to prune, and the start of the measurement.

import { useStore } from 'zustand'
import { mostDeviations, mostSparsity } from '../../store/pruneSteps'
import type { PruneBy } from '../../store/pruneSteps'
import { measurePruning, pruningJob, setPruneChoice, sizesJob } from '../../store/pruning'
import { drawDigits } from '../../store/openContent'
import { show } from '../../store/session'
import { fitsDigits } from '../accuracy/fitsDigits'
import { formatBytes, formatCount } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { JobProgress } from '../parts/JobProgress'
import { NumberInput } from '../parts/NumberInput'
import { Segments } from '../parts/Segments'
import { chooseFiles } from '../parts/chooseFiles'
import { LayerPicker } from './LayerPicker'
import { usePruning } from './usePruning'

const ways: readonly { value: PruneBy; label: string }[] = [
  { value: 'levels', label: 'Levels' },
  { value: 'threshold', label: 'Threshold' },
  { value: 'sparsity', label: 'Sparsity' },
]

const says: Record<PruneBy, string> = {
  levels:
    'Weights below a threshold become zero. It rises level by level, in units of σ, the standard deviation of',
  threshold: 'Weights below a threshold become zero, in units of σ, the standard deviation of',
  sparsity: 'The smallest weights become zero, down to a share of',
}

function OwnValue() {
  const { by, deviations, sparsity } = usePruning().state.choice
  if (by === 'levels') return null
  return (
    <label className="own-value">
      <span>{by === 'threshold' ? 'One’s own, in σ' : 'One’s own, in %'}</span>
      {by === 'threshold' ? (
        <NumberInput
          label="Threshold in standard deviations"
          value={deviations}
          min={0}
          max={mostDeviations}
          empty="none"
          onCommit={(own) => setPruneChoice({ deviations: own })}
        />
      ) : (
        <NumberInput
          label="Zeros in percent"
          value={sparsity === undefined ? undefined : 100 * sparsity}
          min={0}
          max={100 * mostSparsity}
          empty="none"
          onCommit={(own) =>
            setPruneChoice({ sparsity: own === undefined ? undefined : own / 100 })
          }
        />
      )}
    </label>
  )
}

async function chooseData(): Promise<void> {
  if (await chooseFiles()) show({ tab: 'prune' })
}

/** What will be, is or was measured. */
function Measuring() {
  const { plan, table, hasData } = usePruning()
  const { running, error } = useStore(pruningJob.store)
  const sizing = useStore(sizesJob.store)
  const { source } = table
  if (running) return <JobProgress running={running} />
  if (!hasData)
    return (
      <div className="prune-measuring">
        <p>Accuracy needs samples. Without them there are the sizes only.</p>
        <div className="row">
          <button className="btn primary" type="button" onClick={() => void chooseData()}>
            Choose data files
          </button>
          {fitsDigits(plan) && (
            <button className="btn" type="button" onClick={() => void drawDigits()}>
              Generate digits
            </button>
          )}
        </div>
      </div>
    )
  const complete = table.rows.every(({ int8Percent }) => int8Percent !== undefined)
  return (
    <div className="prune-measuring">
      {sizing.running && <JobProgress running={sizing.running} />}
      {[error, sizing.error].map(
        (found, at) => found && <DiagnosticList key={at} diagnostics={found} />,
      )}
      {!complete && (
        <div className="row">
          <button className="btn primary" type="button" onClick={() => void measurePruning()}>
            {source ? 'Measure again' : 'Measure accuracy'}
          </button>
        </div>
      )}
      {source && (
        <p className="hint">
          {formatCount(source.samples)}
          {source.samples < source.of && ` of ${formatCount(source.of)}`} samples of {source.name}
          {source.labelled
            ? ''
            : ', which have no labels: the percentages say how often the answer is that of the unpruned float model'}
          . int8 ranges from {source.calibration.source}, none of which is measured.
        </p>
      )}
    </div>
  )
}

export function PruneControls() {
  const { plan, state } = usePruning()
  const { by, global } = state.choice
  const scope = global ? 'all layers’ weights together.' : 'each layer’s weights.'
  return (
    <div className="prune-how">
      <Segments
        label="Prune by"
        choices={ways}
        value={by}
        onChange={(next) => setPruneChoice({ by: next })}
      />
      <div className="row prune-scope">
        <Segments
          label="Layers"
          choices={[
            { value: 'layer', label: 'Per layer' },
            { value: 'global', label: 'Global' },
          ]}
          value={global ? 'global' : 'layer'}
          onChange={(next) => setPruneChoice({ global: next === 'global' })}
        />
        <LayerPicker />
      </div>
      <OwnValue />
      <p className="hint">
        {says[by]} {scope}
      </p>
      <Measuring />
      <p className="hint honest">
        <span className="long">
          <b>Stored</b> is what weights and their indices would take, each layer in its smallest
          form: dense, bitmap or run lengths.{' '}
        </span>
        Sketches store weights dense, so flash stays at {formatBytes(plan.flash.bytes)} however many
        are zero.
      </p>
    </div>
  )
}
