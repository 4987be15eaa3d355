// Before anything is learned a part is set aside that nothing learns from, so that accuracy can be
// measured on it.

import type { Dataset } from '../datasets/dataset'
import { chooseTrainingPart, defaultShares, partsSeed } from '../learning/chooseTrainingPart'
import { splitSamples } from '../learning/splitSamples'
import { fail } from '../lib/diagnostics'
import { chooseParts, selectSamples } from './samples'

export { chooseTrainingPart, defaultShares }

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
