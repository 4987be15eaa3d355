// What samples say of the channels of a trained model: measured in a thread when sizes are first
// edited, once per model and set of samples. Until then, and without samples, weights decide which
// channels stay; budgets do not depend on it.

import { createStore } from 'zustand/vanilla'
import type { Importance } from '../edits/importance'
import { importanceByWeights } from '../edits/importance'
import type { Model } from '../model/model'
import type { MeasuredBy, MeasuredChannels } from '../project/measureChannels'
import { createJob } from './jobs'
import { project } from './project'
import type { Design, ImportanceChoice } from './project'
import { samples } from './samples'
import { studio } from '../workers/studio'

interface Known {
  /** Of the set of samples. */
  readonly samplesId: number
  /** Null where there is nothing to measure on, it failed or was stopped. */
  readonly measured: MeasuredChannels | null
  readonly importances: Partial<Record<MeasuredBy, Importance>>
}

const known = new WeakMap<Model, Known>()

/** Changes with every answer, so that the page looks again. */
export const channelNews = createStore(() => ({ answers: 0 }))
export const lookAgain = () => channelNews.setState(({ answers }) => ({ answers: answers + 1 }))
export const channelJob = createJob<MeasuredChannels | null>()

function knownOf(base: Model): Known | undefined {
  const found = known.get(base)
  return found?.samplesId === samples.getState().id ? found : undefined
}

/** Undefined until it was measured, or where it can't be. */
export function measuredChannels(base: Model): MeasuredChannels | undefined {
  return knownOf(base)?.measured ?? undefined
}

const byNorm: Importance = { by: 'batchNorm' }

/** What a choice means now: `auto` is the best of docs/pruning.md for what is known. */
export function usedMeasure(
  base: Model,
  choice: ImportanceChoice,
): Exclude<ImportanceChoice, 'auto'> {
  const measured = measuredChannels(base)
  if (choice === 'auto') return measured ? 'elimination' : 'l1'
  return measured || choice === 'batchNorm' ? choice : 'l1'
}

/** The same object as long as nothing changes: scores are cached by it. */
export function importanceOf(base: Model, choice: ImportanceChoice): Importance {
  const by = usedMeasure(base, choice)
  if (by === 'l1') return importanceByWeights
  if (by === 'batchNorm') return byNorm
  const own = knownOf(base)
  const scores = own?.measured?.scores[by]
  if (!own || !scores) return importanceByWeights
  return (own.importances[by] ??= { by: 'scores', scores })
}

/** Are there samples that this model's channels were not measured on yet? */
export function mayMeasure(base: Model): boolean {
  return samples.getState().datasets.length > 0 && knownOf(base) === undefined
}

/** Samples matter only where channels go. */
export function wantsMeasuring({ base, widths }: Design): boolean {
  return Object.keys(widths).length > 0 && mayMeasure(base)
}

let waiting:
  { readonly base: Model; readonly samplesId: number; readonly done: Promise<void> } | undefined

/** Ends once this model's channels are known on these samples, or can't be. Never rejects. */
export function measureChannels(base: Model): Promise<void> {
  const { id: samplesId, datasets } = samples.getState()
  if (datasets.length === 0 || knownOf(base)) return Promise.resolve()
  if (waiting?.base === base && waiting.samplesId === samplesId) return waiting.done
  const measure = async () => {
    const measured = await channelJob.run('Measuring channels', '', (signal, progress) =>
      studio.measureChannels(base, datasets, signal, progress),
    )
    // Replaced by a newer question, this one may be asked again.
    if (waiting?.done !== done) return
    waiting = undefined
    known.set(base, { samplesId, measured: measured ?? null, importances: {} })
    lookAgain()
  }
  const done: Promise<void> = measure()
  waiting = { base, samplesId, done }
  return done
}

/** Measures as soon as an edit makes it worth while. */
export function startMeasuring(): void {
  const look = () => {
    const { design, preview } = project.getState()
    if (design && !preview && wantsMeasuring(design)) void measureChannels(design.base)
  }
  project.subscribe(look)
  samples.subscribe(look)
  look()
}
