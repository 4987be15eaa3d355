// The samples that may judge a model which was trained on others of them.

import { chooseParts } from '../datasets/chooseParts'
import type { Dataset } from '../datasets/dataset'
import type { Split } from '../learning/splitSamples'
import { selectSamples } from './samples'

/**
 * Of a single data set its parts as two: what trained (and may calibrate), and the test. Data sets that
 * came apart, and those that trained nothing (`parts` undefined), stay as they are.
 */
export function keepTestApart(
  datasets: readonly Dataset[],
  parts: Split | undefined,
): readonly Dataset[] {
  const { train, test } = chooseParts(datasets)
  if (!parts || train || !test) return datasets
  const seen = [...parts.train, ...parts.validation].sort((a, b) => a - b)
  return [
    { ...selectSamples(test, seen), part: 'train' },
    { ...selectSamples(test, [...parts.test]), part: 'test' },
  ]
}
