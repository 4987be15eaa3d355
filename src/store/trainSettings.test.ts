import { describe, expect, it } from 'vitest'
import { randomModel } from '../layers/randomModel'
import { changeSettings, defaultSettings, toTrainOptions } from './trainSettings'
import { createCurve } from './trainCurve'

describe('settings of a training', () => {
  it('numbers out of range go to the nearest end, what is none changes nothing', () => {
    const changed = changeSettings(defaultSettings, { epochs: 5000, batch: 0, learningRate: NaN })
    expect(changed.epochs).toBe(1000)
    expect(changed.batch).toBe(1)
    expect(changed.learningRate).toBe(defaultSettings.learningRate)
    expect(changeSettings(defaultSettings, { batch: 16.4 }).batch).toBe(16)
  })

  it('usual values follow the optimizer and the start, chosen ones stay', () => {
    const sgd = changeSettings(defaultSettings, { optimizer: 'sgd' })
    expect(sgd.learningRate).toBeGreaterThan(defaultSettings.learningRate)
    expect(changeSettings(sgd, { optimizer: 'adam' })).toEqual(defaultSettings)
    const own = changeSettings(defaultSettings, { learningRate: 0.01 })
    expect(changeSettings(own, { optimizer: 'sgd' }).learningRate).toBe(0.01)
    expect(changeSettings(defaultSettings, { start: 'scratch' }).epochs).toBeGreaterThan(
      defaultSettings.epochs,
    )
  })

  it('become options: percents are shares, what is switched off is not there', () => {
    const teacher = randomModel(1)
    const plain = toTrainOptions(defaultSettings, teacher)
    expect(plain.augmentation ?? plain.distillation ?? plain.quantization).toBeUndefined()
    const all = { augments: true, shiftPercent: 10, distills: true, quantizationAware: true }
    const options = toTrainOptions({ ...defaultSettings, ...all }, teacher)
    expect(options.augmentation?.shift).toBeCloseTo(0.1)
    expect(options.distillation).toEqual({ teacher, temperature: 4, weight: 0.5 })
    expect(options.quantization).toBeDefined()
  })
})

describe('curve', () => {
  const step = (n: number, steps: number) => ({
    ...{ step: n, steps, epoch: 1, epochs: 2, learningRate: 0.1 },
    loss: n,
    accuracyPercent: 50,
  })

  it('thousands of steps are a few means, in epochs', () => {
    const curve = createCurve()
    for (let n = 1; n <= 1600; n++) curve.add(step(n, 1600))
    const points = curve.points()
    expect(points).toHaveLength(160)
    expect(points[0]).toEqual({ epoch: 0.0125, loss: 5.5, accuracyPercent: 50 })
    expect(points.at(-1)!.epoch).toBe(2)
  })

  it('shows what is not full yet, and goes on behind another', () => {
    const first = createCurve()
    first.add(step(1, 1600))
    expect(first.points()).toEqual([{ epoch: 2 / 1600, loss: 1, accuracyPercent: 50 }])
    const second = createCurve(first.points(), 3)
    second.add({ ...step(1, 2), accuracyPercent: undefined as never })
    expect(second.points().at(-1)).toEqual({ epoch: 4, loss: 1 })
  })
})
