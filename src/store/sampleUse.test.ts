import { expect, it } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { keepTestApart } from '../project/keepTestApart'
import { sampleUse } from './sampleUse'

const digits = { ...generateDigits(200, 3), name: 'digits' }

it('counts what trains, judges and stays unseen', () => {
  expect(sampleUse([])).toBeUndefined()
  const alone = sampleUse([digits])
  expect(alone).toMatchObject({ labelled: true, source: 'digits', test: { cut: true } })
  expect(alone!.train + alone!.judge + alone!.test.count).toBe(200)
  // As it will be once it is cut.
  expect(sampleUse(keepTestApart([digits]))).toEqual({
    ...alone,
    test: { ...alone!.test, name: 'digits, test part', cut: false },
  })
  const { labels: _, ...unlabelled } = digits
  expect(sampleUse([unlabelled])?.labelled).toBe(false)
})

it('has few judge, however many there are', () => {
  const labels = new Uint8Array(30_000).map((_, i) => i % 10)
  const many = { ...digits, part: 'train' as const, count: 30_000, labels }
  const use = sampleUse([many, { ...digits, part: 'test' }])
  expect(use).toMatchObject({ train: 28_000, judge: 2000, test: { count: 200, cut: false } })
})
