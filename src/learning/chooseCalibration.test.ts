import { describe, expect, it } from 'vitest'
import { chooseCalibration, pick } from './chooseCalibration'

describe('chooseCalibration', () => {
  it('takes 500 training samples where there are any', () => {
    const choice = chooseCalibration({ trainCount: 60_000, testCount: 10_000, digitsPercent: 90 })
    expect(choice.from).toBe('train')
    expect(choice.from === 'train' && choice.indices).toHaveLength(500)
  })
  it('takes fewer of them for a network with many values, but not below 32', () => {
    const count = (valuesPerSample: number) => {
      const choice = chooseCalibration({ trainCount: 60_000, testCount: 0, valuesPerSample })
      return choice.from === 'train' ? choice.indices.length : -1
    }
    expect([count(1e4), count(1e6), count(1e8)]).toEqual([500, 200, 32])
  })
  it('takes all of few training samples', () => {
    expect(chooseCalibration({ trainCount: 3, testCount: 9 })).toEqual({
      from: 'train',
      indices: [0, 1, 2],
    })
  })
  it('takes built-in digits only for a network that can read them', () => {
    const test = { trainCount: 0, testCount: 10_000 }
    expect(chooseCalibration({ ...test, digitsPercent: 81 })).toEqual({
      from: 'digits',
      count: 1000,
    })
    expect(chooseCalibration({ ...test, digitsPercent: 12 }).from).toBe('held-out')
  })
  it('holds out one in twenty, at most 200', () => {
    const heldOut = (testCount: number) => {
      const choice = chooseCalibration({ trainCount: 0, testCount })
      return choice.from === 'held-out' ? choice.indices.length : -1
    }
    expect([heldOut(500), heldOut(10_000), heldOut(20)]).toEqual([25, 200, 1])
  })
  it('guesses without samples, or with hardly any', () => {
    const guess = { from: 'guess', count: 64 }
    expect(chooseCalibration({ trainCount: 0, testCount: 0 })).toEqual(guess)
    expect(chooseCalibration({ trainCount: 0, testCount: 19 })).toEqual(guess)
  })
})

describe('pick', () => {
  it('gives different numbers in order, the same every time', () => {
    const picked = pick(200, 10_000)
    expect(new Set(picked).size).toBe(200)
    expect(picked).toEqual([...picked].sort((a, b) => a - b))
    expect(picked.every((i) => i >= 0 && i < 10_000)).toBe(true)
    expect(pick(200, 10_000)).toEqual(picked)
    expect(pick(5, 3)).toEqual([0, 1, 2])
  })
})
