import { describe, expect, it } from 'vitest'
import { epochTicks, valueScale } from './chartScale'

const points = (...values: number[]) => values.map((value, epoch) => ({ epoch, value }))

describe('scales of the training’s charts', () => {
  it('epochs are whole, at most eleven ticks', () => {
    expect(epochTicks(1)).toEqual([0, 1])
    expect(epochTicks(5)).toEqual([0, 1, 2, 3, 4, 5])
    expect(epochTicks(20)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20])
    for (let epochs = 1; epochs <= 1000; epochs++) {
      const ticks = epochTicks(epochs)
      expect(ticks.length).toBeLessThanOrEqual(11)
      expect(ticks.every(Number.isInteger)).toBe(true)
    }
  })

  it('losses begin at zero, and the highest is inside', () => {
    expect(valueScale(points(0.31, 0.05))).toEqual({
      ticks: [0, 0.1, 0.2, 0.3, 0.4],
      domain: [0, 0.4],
    })
    expect(valueScale([]).ticks.length).toBeGreaterThan(1)
    expect(valueScale(points(0, 0)).domain[0]).toBe(0)
  })

  it('accuracies end at a hundred percent, and the lowest is inside', () => {
    const { ticks, domain } = valueScale(points(91.2, 98.6), 100)
    expect(domain).toEqual([90, 100])
    expect(ticks).toEqual([90, 92, 94, 96, 98, 100])
    expect(valueScale(points(100), 100).domain[0]).toBeLessThan(100)
    for (let lowest = 0; lowest < 100; lowest += 0.7)
      expect(valueScale(points(lowest), 100).domain[0]).toBeLessThanOrEqual(lowest)
  })
})
