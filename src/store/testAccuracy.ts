// Runs float and int8 on the samples. The answer belongs to a model and a set of samples; both change
// under it, and then it is stale.

import type { Dataset } from '../datasets/dataset'
import { chooseParts } from '../project/samples'
import type { Evaluation } from '../project/evaluate'
import { modelKey, settledModel } from './derive'
import { createJob } from './jobs'
import { project } from './project'
import type { Design } from './project'
import { samples, setSamples } from './samples'
import { studio } from '../workers/studio'

export interface Outcome {
  readonly evaluation: Evaluation
  /** What the evaluation's indices count in. */
  readonly test: Dataset
  readonly labels?: readonly string[]
}

/** Starts the threads while the user still looks around. */
export function prepareTesting(): void {
  studio.warmUp()
}

export const accuracyJob = createJob<Outcome>()

// A stale result is worth showing, another project's is not.
project.subscribe((state, before) => {
  if (state.id !== before.id) accuracyJob.clear()
})

/** The page is as before any data was there. */
export function removeSamples(): void {
  accuracyJob.clear()
  setSamples([])
}

/** Names the question: which model, which samples. */
export function accuracyKey(design: Design, samplesId: number): string {
  return `${modelKey(design)} ${samplesId}`
}

export async function testAccuracy(): Promise<void> {
  const { design } = project.getState()
  const { id, datasets } = samples.getState()
  const { test } = chooseParts(datasets)
  if (!design || !test) return
  await accuracyJob.run(
    'Testing float and int8',
    accuracyKey(design, id),
    async (signal, progress) => ({
      evaluation: await studio.evaluateModel(
        await settledModel(design, progress),
        datasets,
        signal,
        progress,
      ),
      test,
      ...(design.labels ? { labels: design.labels } : {}),
    }),
  )
}

/** The result for this design and these samples, if it was tested. */
export function currentOutcome(design: Design): Outcome | undefined {
  const { result } = accuracyJob.store.getState()
  return result?.key === accuracyKey(design, samples.getState().id) ? result.value : undefined
}
