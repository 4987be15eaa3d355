// By which measure channels stay where a layer gets narrower, and what it rests on.

import { memo } from 'react'
import { useStore } from 'zustand'
import {
  channelJob,
  channelNews,
  mayMeasure,
  measuredChannels,
  usedMeasure,
} from '../../store/channels'
import type { Design, ImportanceChoice } from '../../store/project'
import { samples } from '../../store/samples'
import { formatCount } from '../format'
import { useDesignPart } from '../parts/useStores'
import { useLate } from '../parts/useLate'
import { ChoiceField } from './ChoiceField'
import type { Option } from './ChoiceField'

const words: Readonly<Record<ImportanceChoice, string>> = {
  auto: 'Automatic',
  l1: 'Weights (L1)',
  batchNorm: 'Batch norm scale',
  activation: 'Activation',
  contribution: 'Contribution',
  elimination: 'Elimination',
}

const notes: Readonly<Record<ImportanceChoice, string>> = {
  auto: 'the best for what is known',
  l1: 'sum of |w|',
  batchNorm: '|γ|, weights where there is none',
  activation: 'mean |x|',
  contribution: 'how much it moves the next layer',
  elimination: 'what others can’t stand for',
}

const measured: ReadonlySet<ImportanceChoice> = new Set([
  'activation',
  'contribution',
  'elimination',
])

function hintFor(
  { base, importance }: Pick<Design, 'base' | 'importance'>,
  hasSamples: boolean,
  waits: boolean,
): string {
  const known = measuredChannels(base)
  const used = words[usedMeasure(base, importance)].toLowerCase().replace('(l1)', '(L1)')
  const auto = importance === 'auto' ? `Now by ${used}. ` : ''
  if (known)
    return `${auto}Measured on ${formatCount(known.count)} samples (${known.source}); layers behind make up for what goes.`
  if (!hasSamples) return `${auto}With samples to run, layers behind could make up for what goes.`
  return waits
    ? `${auto}Samples are run once a layer is narrower.`
    : `${auto}The samples could not be run, so weights decide.`
}

function Measuring() {
  const running = useStore(channelJob.store, (job) => job.running)
  const late = useLate(running !== null)
  if (!running || !late) return null
  return (
    <p className="measuring" role="status">
      <span>Measuring channels …</span>
      <progress value={running.share} aria-label="Measuring channels" />
      <button className="link" type="button" onClick={running.stop}>
        Stop
      </button>
    </p>
  )
}

/** Renders only when something that it shows changes: a slider's moves do not. */
export const ImportanceField = memo(function ImportanceField() {
  const base = useDesignPart((one) => one.base)
  const importance = useDesignPart((one) => one.importance)
  const waits = useDesignPart((one) => mayMeasure(one.base))
  useStore(channelNews)
  const hasSamples = useStore(samples, ({ datasets }) => datasets.length > 0)
  const options = (Object.keys(words) as ImportanceChoice[]).map((value): Option => {
    const blocked = measured.has(value) && !hasSamples
    return {
      value,
      label: words[value],
      note: blocked ? 'needs samples' : notes[value],
      disabled: blocked,
    }
  })
  return (
    <>
      <ChoiceField
        label="Channels that stay"
        value={importance}
        options={options}
        live={false}
        change={(value) => (one) => ({ ...one, importance: value as ImportanceChoice })}
        changeLabel={({ label }) => `channels that stay: ${label.toLowerCase()}`}
      />
      <Measuring />
      <p className="hint">{hintFor({ base, importance }, hasSamples, waits)}</p>
    </>
  )
})
