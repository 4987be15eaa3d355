import { describe, expect, it } from 'vitest'
import { UserError } from '../lib/diagnostics'
import { measureRanges, percentileRange, roundTo12Bits } from './measureRanges'

const ramp = Float32Array.from({ length: 10_000 }, (_, i) => i / 10_000)

describe('measureRanges', () => {
  it('sees smallest and largest over all batches', () => {
    const { outputs, measured } = measureRanges((visit) => {
      visit('a', Float32Array.of(-1, 0.5))
      visit('a', Float32Array.of(2, 0))
      visit('b', Float32Array.of(3))
      return 'outputs'
    })
    expect(outputs).toBe('outputs')
    expect(measured[0]?.method).toBe('min-max')
    expect(measured[0]?.ranges).toEqual({ a: { min: -1, max: 2 }, b: { min: 3, max: 3 } })
  })

  it('leaves outliers out by percentile', () => {
    const values = new Float32Array(10 * ramp.length)
    for (let i = 0; i < 10; i++) values.set(ramp, i * ramp.length)
    values[5000] = 100
    const [all, most] = measureRanges((visit) => visit('a', values)).measured
    expect(all?.ranges['a']).toEqual({ min: 0, max: 100 })
    expect(most?.ranges['a']?.min).toBe(0)
    expect(most?.ranges['a']?.max).toBeLessThan(1.1)
  })

  it('measures the same from values that were kept and from a second run', () => {
    let runs = 0
    const run = (visit: (op: string, values: Float32Array) => void) => {
      runs++
      for (const scale of [1, 3, 2])
        visit(
          'a',
          ramp.map((x) => scale * x - 1),
        )
    }
    const kept = measureRanges(run)
    expect(runs).toBe(1)
    expect(measureRanges(run, undefined, 2 * ramp.length)).toEqual(kept)
    expect(runs).toBe(3)
    expect(kept.measured.at(-1)?.ranges).not.toEqual(kept.measured[0]?.ranges)
  })

  it('says which layer computes no number', () => {
    const run = () => measureRanges((visit) => visit('dense_3', Float32Array.of(NaN)))
    expect(run).toThrow(UserError)
    expect(run).toThrow('dense_3')
  })
})

describe('percentileRange', () => {
  it('keeps a range whose values lie at its ends', () => {
    expect(percentileRange([500, 0, 0, 500], { min: 0, max: 4 }, 0.999)).toEqual({ min: 0, max: 4 })
  })
  it('cuts both tails', () => {
    const counts = [1, 0, 99_998, 1]
    expect(percentileRange(counts, { min: 0, max: 4 }, 0.9999)).toEqual({ min: 2, max: 3 })
  })
})

describe('roundTo12Bits', () => {
  it('keeps 12 significant bits', () => {
    expect(roundTo12Bits(0)).toBe(0)
    expect(roundTo12Bits(1)).toBe(1)
    expect(roundTo12Bits(-4095)).toBe(-4095)
    expect(roundTo12Bits(4097)).toBe(4098)
    expect(roundTo12Bits(1 + 2 ** -13)).toBe(1)
    expect(roundTo12Bits(1e-310)).toBe(0)
  })
  it('is within 2^-12 of the value', () => {
    for (const x of [0.1, 1 / 3, 123.456, 2 ** 40 / 7])
      expect(Math.abs(roundTo12Bits(x) / x - 1)).toBeLessThanOrEqual(2 ** -12)
  })
})
