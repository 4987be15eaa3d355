import { expect, test } from 'vitest'
import { fromLayout, toLayout } from './layout'

test('rows × channels × columns, each value 128 larger', () => {
  const values = Int8Array.from([-128, -127, 0, 1, 126, 127, 2, 3, 4, 5, 6, 7])
  const stored = toLayout(values, [2, 3, 2], 'rows')
  const bytes = [0, 128, 254, 1, 129, 255, 130, 132, 134, 131, 133, 135]
  expect([...new Uint8Array(stored.buffer)]).toEqual(bytes)
  expect(fromLayout(stored, [2, 3, 2], 'rows')).toEqual(values)
  expect(toLayout(values, [2, 3, 2], 'nhwc')).toBe(values)
})

test('two pictures behind each other, one channel, one column, a vector', () => {
  const values = Int8Array.from({ length: 24 }, (_, i) => 7 * i - 90)
  const first = toLayout(values.subarray(0, 12), [2, 3, 2], 'rows')
  const both = toLayout(values, [2, 3, 2], 'rows')
  expect(both.subarray(0, 12)).toEqual(first)
  for (const shape of [[2, 3, 2], [4, 6, 1], [6, 1, 4], [24], [4, 6]]) {
    expect(fromLayout(toLayout(values, shape, 'rows'), shape, 'rows')).toEqual(values)
    if (shape.join() !== '2,3,2')
      expect(toLayout(values, shape, 'rows')).toEqual(values.map((q) => q + 128))
  }
})
