// Runs float and int8 on the samples. The answer belongs to a model and a set of samples; both change
// under it, and then it is stale.

import type { Dataset } from '../datasets/dataset'
import type { Model } from '../model/model'
import { chooseParts } from '../project/samples'
import type { Evaluation } from '../project/evaluate'
import { editedModel } from './derive'
import { createJob } from './jobs'
import { project } from './project'
import type { Design } from './project'
import { samples } from './samples'
import { studio } from '../workers/studio'

export interface Outcome {
  readonly evaluation: Evaluation
  /** What the evaluation's indices count in. */
  readonly test: Dataset
  readonly labels?: readonly string[]
}

export const accuracyJob = createJob<Outcome>()

const baseIds = new WeakMap<Model, number>()
let lastBaseId = 0

function baseId(model: Model): number {
  const known = baseIds.get(model)
  if (known !== undefined) return known
  baseIds.set(model, ++lastBaseId)
  return lastBaseId
}

/** Names the question: which model, which samples. The board does not matter to accuracy. */
export function accuracyKey(design: Design, samplesId: number): string {
  const widths = Object.entries(design.widths).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${baseId(design.base)} ${JSON.stringify(widths)} ${samplesId}`
}

export async function testAccuracy(): Promise<void> {
  const { design } = project.getState()
  const { id, datasets } = samples.getState()
  const { test } = chooseParts(datasets)
  if (!design || !test) return
  const model = editedModel(design)
  await accuracyJob.run(
    'Testing float and int8',
    accuracyKey(design, id),
    async (signal, progress) => ({
      evaluation: await studio.evaluateModel(model, datasets, signal, progress),
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
