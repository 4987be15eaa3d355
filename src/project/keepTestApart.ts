// Keeps samples apart that training never sees, so that accuracy can be measured on them.

import { chooseParts } from '../datasets/chooseParts'
import type { Dataset } from '../datasets/dataset'
import { defaultShares, partsSeed } from '../learning/chooseTrainingPart'
import { splitSamples } from '../learning/splitSamples'
import { fail } from '../lib/diagnostics'
import { selectSamples } from './samples'

export interface PartCounts {
  readonly train: number
  /** Chooses the best epoch. */
  readonly validation: number
  readonly test: number
  /** The only data set is going to be cut in two. */
  readonly cut: boolean
}

/** How many samples train, choose and test, before any of it is cut. */
export function countParts(datasets: readonly Dataset[]): PartCounts {
  const { train, test } = chooseParts(datasets)
  const { count = 0, labels } = train ?? test ?? {}
  const classes = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    const label = labels?.[i] ?? 0
    classes.set(label, (classes.get(label) ?? 0) + 1)
  }
  let [validation, tested] = [0, 0]
  for (const members of classes.values()) {
    const held = train ? 0 : Math.round(members * defaultShares.test)
    tested += held
    validation += Math.round((members - held) * defaultShares.validation)
  }
  return {
    train: count - validation - tested,
    validation,
    test: train ? (test?.count ?? 0) : tested,
    cut: !train && count > 0,
  }
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
