import { expect, test } from 'vitest'
import { exp, roundHalfAway, sigmoid, tanh } from './math'

test('exp is as good as the engine’s', () => {
  for (let x = -700; x < 700; x += 0.37) {
    const error = Math.abs(exp(x) / Math.exp(x) - 1)
    expect(error).toBeLessThan(1e-15)
  }
  expect([exp(0), exp(-1000), exp(1000), exp(NaN)]).toEqual([1, 0, Infinity, NaN])
})

test('tanh and sigmoid are as good as the engine’s', () => {
  for (let x = -25; x < 25; x += 0.013) {
    expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(3e-16)
    expect(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-16)
  }
  expect([tanh(0), tanh(99), tanh(-99), sigmoid(0)]).toEqual([0, 1, -1, 0.5])
})

test('halves go away from zero', () => {
  const rounded = [-2.5, -1.5, -0.4, 0.49999999999999994, 0.5, 2.5, 2.4, 7].map(roundHalfAway)
  expect(rounded.map((x) => x + 0)).toEqual([-3, -2, 0, 0, 1, 3, 2, 7])
})
