import { describe, expect, it } from 'vitest'
import { binValues } from './weightHistogram'

describe('binValues', () => {
  it('counts every value once, both ends included', () => {
    const bins = binValues([-1, -0.5, 0, 0.5, 1], 4)
    expect(bins).toEqual({ min: -1, max: 1, counts: [1, 1, 1, 2] })
  })

  it('has room around a single value and none at all', () => {
    expect(binValues([3, 3], 2)).toEqual({ min: 2.5, max: 3.5, counts: [0, 2] })
    expect(binValues([], 2)).toEqual({ min: -0.5, max: 0.5, counts: [0, 0] })
  })
})
