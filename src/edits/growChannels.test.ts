// Wider layers give what narrow ones gave: on random models with branches, sums, joins, depthwise
// convolutions and batch norms.

import { expect, test } from 'vitest'
import { modelShapes } from '../layers/modelShapes'
import { randomInput, randomModel } from '../layers/randomModel'
import { runFloat } from '../layers/runModel'
import { Sketch } from '../layers/sketch'
import { UserError } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import { widthOf } from './resizeChannels'
import { scaleWidths } from './scaleWidths'
import { setChannels } from './setChannels'
import { branches, leNet } from './testModels'
import { widthProblem } from './widthProblem'

const seeds = Array.from({ length: 80 }, (_, seed) => seed)

function output(model: Model, seed: number): Float32Array {
  const value = runFloat(model, randomInput(model, seed)).get(model.output)
  if (!value) throw new Error(`${model.name} gives nothing`)
  return value.data
}

function expectNear(actual: Float32Array, expected: Float32Array, within: number): void {
  expect(actual.length).toBe(expected.length)
  const worst = actual.reduce((most, x, i) => {
    const should = expected[i] ?? NaN
    return Math.max(most, Math.abs(x - should) / Math.max(1, Math.abs(should)))
  }, 0)
  expect(worst).toBeLessThan(within)
}

test('a wider layer changes no result', () => {
  let grown = 0
  for (const seed of seeds) {
    const model = randomModel(seed)
    const random = seededRandom(seed)
    for (const { id } of model.nodes) {
      if (widthProblem(model, id) !== undefined || random() < 0.5) continue
      const count = (widthOf(model, id) ?? 1) + 1 + Math.floor(random() * 9)
      const wide = setChannels(model, id, count)
      expect(modelShapes(wide).size).toBe(model.nodes.length)
      expect(widthOf(wide, id)).toBeGreaterThan(count / 2)
      expect(wide.untrained).toBeUndefined()
      expectNear(output(wide, seed), output(model, seed), 1e-5)
      grown++
    }
  }
  expect(grown).toBeGreaterThan(80)
})

test('all layers at once, twice', () => {
  for (const seed of seeds) {
    const model = randomModel(seed)
    if (model.nodes.every(({ id }) => widthProblem(model, id) !== undefined)) {
      expect(() => scaleWidths(model, 2)).toThrow(UserError)
      continue
    }
    const wide = scaleWidths(model, 1.7)
    expectNear(output(scaleWidths(wide, 1.5), seed), output(model, seed), 1e-5)
  }
})

test('widths are exactly those asked for where channels stand alone', () => {
  const wide = scaleWidths(leNet(), 1.5)
  const widths = ['conv2d_1', 'conv2d_3', 'dense_6', 'dense_7', 'dense_8']
  expect(widths.map((id) => widthOf(wide, id))).toEqual([9, 24, 180, 126, 10])
  const block = scaleWidths(leNet(), 0.5, { nodes: ['conv2d_3', 'flatten_5', 'dense_6'] })
  expect(widths.map((id) => widthOf(block, id))).toEqual([6, 8, 60, 84, 10])
  expect(() => scaleWidths(leNet(), 0.5, { nodes: ['dense_8'] })).toThrow(/None of these/)
})

test('copies are told apart by their shares, and by noise where it is wanted', () => {
  const base = branches()
  const readers = (model: Model) => {
    const node = model.nodes.find(({ id }) => id === 'dense_9')
    return model.weights[node?.weights['kernel'] ?? '']?.data ?? new Float32Array()
  }
  const [a, b, again] = [1, 2, 1].map((seed) =>
    setChannels(base, 'conv2d_6', 6, { copies: { seed, noise: 0 } }),
  ) as [Model, Model, Model]
  expect(a).toEqual(again)
  expect(readers(a)).not.toEqual(readers(b))
  const noisy = setChannels(base, 'conv2d_6', 6, { copies: { seed: 1, noise: 0.01 } })
  const difference = output(noisy, 1).map((x, i) => Math.abs(x - (output(base, 1)[i] ?? 0)))
  const most = Math.max(...difference)
  expect(most).toBeGreaterThan(1e-5)
  expect(most).toBeLessThan(0.1)
})

test('behind a softmax growth needs training, and says so', () => {
  const s = new Sketch(seededRandom(3))
  const input = s.add('input', { shape: [5] })
  const hidden = s.add('dense', { units: 4, activation: 'softmax' }, input)
  const model = s.model('gate', s.add('dense', { units: 2, activation: 'linear' }, hidden))
  expect(setChannels(model, 'dense_1', 6).untrained).toEqual(['dense_1'])
  // Marks stay with their layers until the model is trained.
  const later = setChannels(setChannels(model, 'dense_1', 6), 'dense_1', 3)
  expect(later.untrained).toEqual(['dense_1'])
})
