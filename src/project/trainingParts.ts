// Which samples train, which choose the best epoch, and which are never seen, so that accuracy can be
// measured on them. The parts of a data set are always the same, whatever was trained before.

import type { Dataset } from '../datasets/dataset'
import { splitSamples } from '../learning/splitSamples'
import type { Shares, Split } from '../learning/splitSamples'
import { fail } from '../lib/diagnostics'
import { chooseParts, selectSamples } from './samples'

export const defaultShares: Shares = { validation: 0.1, test: 0.2 }

const partsSeed = 20200731

export interface TrainingPart {
  readonly dataset: Dataset
  /** Indices into `dataset`. */
  readonly parts: Split
}

/** What trains: the training part; without one a share of the only data set, the rest is for the test. */
export function chooseTrainingPart(
  datasets: readonly Dataset[],
  shares: Shares = defaultShares,
): TrainingPart {
  const { train, test } = chooseParts(datasets)
  const dataset = train ?? test
  if (!dataset) return fail('train/no-data', 'There is no data to train on.')
  const own = train ? { ...shares, test: 0 } : shares
  return { dataset, parts: splitSamples(dataset.count, own, partsSeed, dataset.labels) }
}

/**
 * The data sets with a training part and a test part: where there is only one data set it is cut in
 * two, and from then on accuracy is measured on the smaller one. Throws UserError where it is too small.
 */
export function keepTestApart(datasets: readonly Dataset[]): readonly Dataset[] {
  const { train, test } = chooseParts(datasets)
  if (train || !test) return datasets
  const shares = { validation: 0, test: defaultShares.test }
  const split = splitSamples(test.count, shares, partsSeed, test.labels)
  if (split.test.length === 0 || split.train.length === 0)
    fail(
      'train/too-few',
      `${test.name} has ${test.count} samples: too few to train on some and test with others.`,
      { hint: 'Drop more samples, at least five of each class, or a training and a test part.' },
    )
  return [
    { ...selectSamples(test, [...split.train]), part: 'train' },
    { ...selectSamples(test, [...split.test]), name: `${test.name}, test part`, part: 'test' },
  ]
}
