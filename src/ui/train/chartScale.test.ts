import { describe, expect, it } from 'vitest'
import { epochTicks, placeLabels, valueScale } from './chartScale'

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
      digits: 1,
    })
    expect(valueScale([]).ticks.length).toBeGreaterThan(1)
    expect(valueScale(points(0, 0)).domain[0]).toBe(0)
  })

  it('names of lines stay inside the plot and a line apart', () => {
    const box = { left: 50, right: 450, top: 10, bottom: 210, epochs: 5, line: 15 }
    const plot = { ...box, domain: [0, 100] as const }
    for (const [a, b] of [
      [0, 0],
      [100, 99],
      [50, 51],
      [2, 1],
    ] as const)
      for (const epoch of [1, 5]) {
        const ends = [
          { epoch, value: a },
          { epoch: Math.floor(epoch), value: b },
        ]
        const places = placeLabels(ends, plot)
        const [first, second] = places.map(({ y }) => y) as [number, number]
        expect(Math.abs(first - second)).toBeGreaterThanOrEqual(15)
        expect(first < second).toBe(a >= b)
        for (const { y, x } of places) {
          expect(y).toBeGreaterThanOrEqual(20)
          expect(y).toBeLessThanOrEqual(210)
          expect(x).toBeLessThanOrEqual(450)
        }
        expect(places[0]!.textAnchor).toBe(epoch === 5 ? 'end' : 'start')
      }
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
