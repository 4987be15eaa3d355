// What trains, and what training must never see. The parts of a data set are always the same: what
// one training learned from must not judge the next one.

import { chooseParts } from '../datasets/chooseParts'
import type { Dataset } from '../datasets/dataset'
import { fail } from '../lib/diagnostics'
import { splitSamples } from './splitSamples'
import type { Shares, Split } from './splitSamples'

export const defaultShares: Shares = { validation: 0.1, test: 0.2 }
export const partsSeed = 20200731

/** What trains: the training part; without one a share of the only data set, the rest is for the test. */
export function chooseTrainingPart(
  datasets: readonly Dataset[],
  shares: Shares,
): { dataset: Dataset; parts: Split } {
  const { train, test } = chooseParts(datasets)
  const dataset = train ?? test
  if (!dataset) return fail('train/no-data', 'There is no data to train on.')
  const own = train ? { ...shares, test: 0 } : shares
  return { dataset, parts: splitSamples(dataset.count, own, partsSeed, dataset.labels) }
}
