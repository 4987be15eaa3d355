import { describe, expect, it } from 'vitest'
import type { Dataset } from '../datasets/dataset'
import { UserError } from '../lib/diagnostics'
import { chooseTrainingPart, defaultShares } from '../learning/chooseTrainingPart'
import { chooseParts } from './samples'
import { countParts, keepTestApart } from './keepTestApart'

/** Every sample is one pixel, its own number. */
function numbered(name: string, count: number, part: Dataset['part'], classes = 2): Dataset {
  const pixels = Uint8Array.from({ length: count }, (_, i) => i)
  const labels = pixels.map((i) => i % classes)
  return { name, count, shape: [1, 1, 1], pixels, labels, classCount: classes, part }
}

const numbersOf = ({ pixels = new Uint8Array() }: Dataset) => [...pixels]
const trained = (datasets: readonly Dataset[]) => {
  const { dataset, parts } = chooseTrainingPart(datasets, defaultShares)
  const own = numbersOf(dataset)
  const pick = (indices: Uint32Array) => Array.from(indices, (i) => own[i]!)
  return { train: pick(parts.train), validation: pick(parts.validation), test: pick(parts.test) }
}

describe('parts for training', () => {
  it('a training part trains, and nothing of it is kept for the test', () => {
    const parts = trained([numbered('a', 100, 'train'), numbered('b', 20, 'test')])
    expect(parts.train).toHaveLength(90)
    expect(parts.validation).toHaveLength(10)
    expect(parts.test).toEqual([])
  })

  it('an only data set is cut in two, each class in both', () => {
    const only = numbered('digits.csv', 100, 'unknown')
    const apart = keepTestApart([only])
    const { train, test } = chooseParts(apart)
    expect([train!.count, test!.count]).toEqual([80, 20])
    expect([...numbersOf(train!), ...numbersOf(test!)].sort((a, b) => a - b)).toEqual(
      numbersOf(only),
    )
    expect(test!.labels!.filter((label) => label === 1)).toHaveLength(10)
    expect(test!.labels).toEqual(test!.pixels!.map((i) => i % 2))
    expect(test!.name).toBe('digits.csv, test part')
    const { train: trains, validation } = trained(apart)
    expect([...trains, ...validation].some((i) => numbersOf(test!).includes(i))).toBe(false)
    expect(keepTestApart(apart)).toBe(apart)
  })

  it('counts are known before anything is cut', () => {
    for (const datasets of [
      [numbered('digits.csv', 137, 'unknown', 3)],
      [numbered('a', 103, 'train', 4), numbered('b', 20, 'test')],
    ]) {
      const counts = countParts(datasets)
      const { train, validation } = trained(keepTestApart(datasets))
      const { test } = chooseParts(keepTestApart(datasets))
      expect(counts).toMatchObject({
        train: train.length,
        validation: validation.length,
        test: test!.count,
      })
    }
    expect(countParts([])).toEqual({ train: 0, validation: 0, test: 0, cut: false })
  })

  it('the parts are the same each time', () => {
    const only = [numbered('digits.csv', 200, 'test')]
    expect(keepTestApart(only)).toEqual(keepTestApart(only))
    expect(trained(keepTestApart(only))).toEqual(trained(keepTestApart(only)))
  })

  it('another data set beside a test part trains', () => {
    const [more, test] = [numbered('more.csv', 50, 'unknown'), numbered('test.csv', 10, 'test')]
    expect(chooseParts([more, test])).toEqual({ train: more, test })
    expect(keepTestApart([more, test])).toEqual([more, test])
  })

  it('too few samples are refused, with numbers', () => {
    const few = () => keepTestApart([numbered('few.csv', 4, 'unknown', 4)])
    expect(few).toThrow(UserError)
    expect(few).toThrow(/few\.csv has 4 samples/)
  })
})
