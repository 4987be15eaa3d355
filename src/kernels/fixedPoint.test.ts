import { afterAll, expect, test } from 'vitest'
import { seededRandom } from '../lib/random'
import { quantizeMultiplier, requantize } from './fixedPoint'
import { requantizeReference } from './testing/reference'
import { compileNative } from './testing/runCases'

const edges = [0, 1, 2, 3, 127, 128, 65535, 65536, 2 ** 24, 2 ** 30, 2 ** 31 - 2, 2 ** 31 - 1]
const sums = [...edges, ...edges.map((x) => -x), -(2 ** 31)]
const multipliers = [2 ** 30, 2 ** 30 + 1, 1518500249, 2 ** 31 - 2, 2 ** 31 - 1]

const native = compileNative()
afterAll(native.remove)

/** [x, multiplier, shift]… */
function expectReference(cases: readonly (readonly [number, number, number])[]): void {
  const inC = native.requantize(new Int32Array(cases.flat()))
  const results = cases.map((values, i) => {
    const wanted = requantizeReference(...values)
    return { values, wanted, typescript: requantize(...values), c: inC[i] }
  })
  expect(
    results.filter(({ wanted, typescript, c }) => typescript !== wanted || c !== wanted),
  ).toEqual([])
}

test('rounds as the reference at every edge and shift', () => {
  const shifts = Array.from({ length: 62 }, (_, i) => i - 31)
  const pairs = sums.flatMap((x) => multipliers.map((m) => [x, m] as const))
  const cases = pairs.flatMap(([x, m]) => shifts.map((shift) => [x, m, shift] as const))
  expect(cases.length).toBe(7750)
  expectReference(cases)
})

test('rounds as the reference for random values', () => {
  const unit = seededRandom(1)
  const cases = Array.from({ length: 50_000 }, () => {
    const x = Math.floor((unit() - 0.5) * 2 ** (1 + 32 * unit())) | 0
    return [x, 2 ** 30 + Math.floor(unit() * 2 ** 30), Math.floor(unit() * 62) - 31] as const
  })
  expectReference(cases)
})

test('halves go away from zero, after the first rounding', () => {
  expect(requantize(3, 2 ** 30, 0)).toBe(2) // 1.5
  expect(requantize(-3, 2 ** 30, 0)).toBe(-1) // −1.5: the high multiply rounds halves up
  expect(requantize(6, 2 ** 30, -1)).toBe(2) // 3 / 2
  expect(requantize(-6, 2 ** 30, -1)).toBe(-2)
  expect(requantize(2 ** 20, 2 ** 31 - 1, 30)).toBe(2 ** 31 - 2) // saturated
})

test('a real becomes 31 bits and a shift', () => {
  expect(quantizeMultiplier(1)).toEqual({ multiplier: 2 ** 30, shift: 1 })
  expect(quantizeMultiplier(0.5)).toEqual({ multiplier: 2 ** 30, shift: 0 })
  expect(quantizeMultiplier(0.75)).toEqual({ multiplier: 3 * 2 ** 29, shift: 0 })
  expect(quantizeMultiplier(1 - 2 ** -40)).toEqual({ multiplier: 2 ** 30, shift: 1 })
  expect(quantizeMultiplier(0.0037)).toEqual({ multiplier: 2034096511, shift: -8 })
  expect(quantizeMultiplier(2 ** -32)).toEqual({ multiplier: 2 ** 30, shift: -31 })
})

test('what no shift can hold goes to the ends', () => {
  for (const tiny of [2 ** -40, Number.MIN_VALUE]) {
    const { multiplier, shift } = quantizeMultiplier(tiny)
    expect([multiplier, shift]).toEqual([2 ** 30, -31])
    for (const x of [1, 2 ** 30, 2 ** 31 - 2, -(2 ** 31 - 2)])
      expect(requantize(x, multiplier, shift)).toBeCloseTo(0)
  }
  expect(quantizeMultiplier(2 ** 31)).toEqual({ multiplier: 2 ** 31 - 1, shift: 30 })
  expect(quantizeMultiplier(Number.MAX_VALUE).shift).toBe(30)
  for (const real of [0, -1, NaN, Infinity])
    expect(() => quantizeMultiplier(real)).toThrow('no multiplier')
})

test('every multiplier is normal and within half a unit of its real', () => {
  const unit = seededRandom(2)
  for (let i = 0; i < 5000; i++) {
    const real = 2 ** (unit() * 58 - 29)
    const { multiplier, shift } = quantizeMultiplier(real)
    expect(multiplier).toBeGreaterThanOrEqual(2 ** 30)
    expect(multiplier).toBeLessThan(2 ** 31)
    expect(Math.abs(real * 2 ** (31 - shift) - multiplier)).toBeLessThanOrEqual(0.5)
  }
})
