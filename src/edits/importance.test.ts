import { expect, test } from 'vitest'
import { randomInput, randomModel } from '../layers/randomModel'
import { runFloat } from '../layers/runModel'
import { Sketch } from '../layers/sketch'
import { UserError } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import { createActivityMeter, meteredNodes } from './activity'
import type { Activity } from './activity'
import { applyWidths } from './applyWidths'
import { channelScores, chooseImportance, importanceArg } from './importance'
import type { Importance } from './importance'
import { rankChannels } from './rankChannels'
import { scaleWidths } from './scaleWidths'
import { setChannels } from './setChannels'
import { solveSymmetric } from './solveSymmetric'
import { branches, leNet } from './testModels'
import { widthProblem } from './widthProblem'

function measure(model: Model, samples: number): Activity {
  const meter = createActivityMeter(model)
  for (let i = 0; i < samples; i++)
    for (const [id, { data }] of runFloat(model, randomInput(model, i))) meter.add(id, data)
  return meter.activity()
}

/** The model with values of one weight changed. */
function withWeight(
  model: Model,
  id: string,
  role: string,
  change: (x: number, i: number) => number,
): Model {
  const node = model.nodes.find((one) => one.id === id)
  const gamma = role === 'gamma' ? { shape: [4], data: new Float32Array(4).fill(1) } : undefined
  const old = model.weights[node?.weights[role] ?? ''] ?? gamma
  if (!node || !old) throw new Error(`${id} has no ${role}`)
  const name = `test ${id} ${role}`
  const changed = { ...node, weights: { ...node.weights, [role]: name } }
  return {
    ...model,
    nodes: model.nodes.map((one) => (one === node ? changed : one)),
    weights: { ...model.weights, [name]: { shape: old.shape, data: old.data.map(change) } },
  }
}

const first = (model: Model, id: string, importance?: Importance) =>
  rankChannels(model, id, importance).map(({ channel }) => channel)

test('the meter gives means over all samples and positions', () => {
  const s = new Sketch(seededRandom(1))
  const input = s.add('input', { shape: [2, 1, 2] })
  const model = s.model('meter', s.add('maxPool2d', { pool: [1, 1], strides: [1, 1] }, input))
  const meter = createActivityMeter(model)
  meter.add('input_0', Float32Array.of(1, 0, -3, 2))
  meter.add('input_0', Float32Array.of(2, 2, 4, -4, 1, 0, -3, 2))
  meter.add('conv/linear', Float32Array.of(7))
  const { magnitude, deviation, moments } = meter.activity()['input_0'] ?? {}
  expect(magnitude).toEqual([14 / 6, 10 / 6])
  expect(deviation?.[0]).toBeCloseTo(Math.sqrt(40 / 6 - (2 / 6) ** 2), 12)
  expect(Array.from(moments ?? [])).toEqual([40 / 6, -24 / 6, -24 / 6, 28 / 6])
  expect(() => meter.add('input_0', new Float32Array(3))).toThrow(/no whole number of samples/)
})

test('every measure ranks by what it measures', () => {
  const base = branches()
  // Channel 2 of the sum is almost never there, but its weights are large.
  const model = withWeight(base, 'batchNorm_2', 'gamma', (x, c) => (c === 2 ? 1e-3 : x))
  expect(first(model, 'conv2d_1', { by: 'batchNorm' }).at(-1)).toBe(2)
  const scores = { conv2d_1: [1, 4, 2, 3], conv2d_3: [0, 0, 0, 0] }
  expect(first(model, 'conv2d_1', { by: 'scores', scores })).toEqual([1, 3, 2, 0])
  // Layers that move together have one ranking.
  for (const by of ['l1', 'batchNorm'] as const)
    expect(first(model, 'conv2d_3', { by })).toEqual(first(model, 'conv2d_1', { by }))
  const quiet = withWeight(leNet(), 'conv2d_1', 'kernel', (x, i) => (i % 6 === 4 ? 0 : x))
  const unread = withWeight(quiet, 'conv2d_3', 'kernel', (x, i) =>
    Math.floor(i / 16) % 6 === 1 ? 0 : x,
  )
  const activity = measure(unread, 3)
  expect(first(unread, 'conv2d_1').at(-1)).toBe(4)
  expect(first(unread, 'conv2d_1', { by: 'activation', activity }).indexOf(1)).toBeLessThan(5)
  const least = first(unread, 'conv2d_1', { by: 'contribution', activity }).slice(-2)
  expect(least.toSorted()).toEqual([1, 4])
  const gone = first(unread, 'conv2d_1', { by: 'elimination', activity })
  expect(gone.at(-1)).toBe(1)
})

test('without batch norms their measure is the weights’', () => {
  expect(first(leNet(), 'conv2d_3', { by: 'batchNorm' })).toEqual(first(leNet(), 'conv2d_3'))
  expect(chooseImportance()).toEqual({ by: 'l1' })
  expect(importanceArg({})).toEqual({ by: 'l1' })
})

test('elimination goes by contribution where readers can’t make up', () => {
  let compared = 0
  for (let seed = 0; seed < 300 && compared < 3; seed++) {
    const model = randomModel(seed)
    const source = model.nodes.find(
      ({ id }) =>
        widthProblem(model, id) === undefined &&
        rankChannels(model, id).length > 2 &&
        model.nodes.some(({ kind, inputs }) => kind === 'separableConv2d' && inputs[0] === id),
    )
    if (!source) continue
    const activity = measure(model, 2)
    const [a, b] = (['elimination', 'contribution'] as const).map((by) =>
      first(model, source.id, { by, activity }),
    )
    expect(a).toEqual(b)
    compared++
  }
  expect(compared).toBe(3)
})

test('scores of another model are refused', () => {
  const activity = measure(leNet(), 1)
  const importance = { by: 'activation', activity } as const
  const narrow = setChannels(leNet(), 'conv2d_1', 3, { importance })
  expect(() => setChannels(narrow, 'conv2d_3', 3, { importance })).toThrow(UserError)
  expect(() => setChannels(narrow, 'conv2d_3', 3, { importance })).toThrow(
    /3 channels and 6 scores/,
  )
})

test('solves what it is asked', () => {
  const matrix = Float64Array.of(4, 2, 0, 2, 5, 3, 0, 3, 6)
  const right = Float64Array.of(8, 1, 21, 0, 24, 0)
  const x = solveSymmetric(matrix, 3, right, 2)
  for (let row = 0; row < 3; row++)
    for (let c = 0; c < 2; c++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += (matrix[row * 3 + k] ?? 0) * (x[k * 2 + c] ?? 0)
      expect(sum).toBeCloseTo(right[row * 2 + c] ?? NaN, 10)
    }
})

test('readers make up for a channel that others can stand for', () => {
  // Channel 5 of conv2d_1 is half of channel 0 (no activation between, so that it stays linear).
  const linear = leNet().nodes.map((node) =>
    node.id === 'conv2d_1' ? { ...node, attrs: { ...node.attrs, activation: 'linear' } } : node,
  )
  const kernel = (i: number) => (i % 6 === 5 ? i - 5 : i)
  let model: Model = { ...leNet(), nodes: linear }
  for (const role of ['kernel', 'bias']) {
    const node = model.nodes.find(({ id }) => id === 'conv2d_1')
    const old = model.weights[node?.weights[role] ?? '']?.data
    if (old)
      model = withWeight(
        model,
        'conv2d_1',
        role,
        (_, i) => (old[kernel(i)] ?? 0) * (i % 6 === 5 ? 0.5 : 1),
      )
  }
  const activity = measure(model, 6)
  const importance = { by: 'scores', scores: { conv2d_1: [6, 5, 4, 3, 2, 1] } } as const
  const result = (one: Model) => runFloat(one, randomInput(model, 99)).get('dense_7')?.data
  const error = (one: Model) =>
    result(one)?.reduce((sum, x, i) => sum + (x - (result(model)?.[i] ?? NaN)) ** 2, 0) ?? NaN
  const cut = error(setChannels(model, 'conv2d_1', 5, { importance }))
  const madeUp = error(setChannels(model, 'conv2d_1', 5, { importance, activity }))
  // What others can stand for can be missed best, though its weights are not the smallest.
  expect(first(model, 'conv2d_1', chooseImportance(activity)).at(-1)).toBe(5)
  expect(cut).toBeGreaterThan(0.01)
  expect(madeUp).toBeLessThan(1e-3 * cut)
})

test('made up or not, widths and names are the same whenever they are asked for', () => {
  const activity = measure(leNet(), 2)
  const options = { activity, naming: 'derived' } as const
  const [a, b] = [scaleWidths(leNet(), 0.5, options), scaleWidths(leNet(), 0.5, options)]
  expect(Object.keys(a.weights)).toEqual(Object.keys(b.weights))
  expect(a).toEqual(b)
  const plain = scaleWidths(leNet(), 0.5, {
    naming: 'derived',
    importance: chooseImportance(activity),
  })
  expect(Object.keys(plain.weights)).not.toEqual(Object.keys(a.weights))
  expect(plain.nodes.map(({ attrs }) => attrs)).toEqual(a.nodes.map(({ attrs }) => attrs))
  const widths = { conv2d_1: 3, conv2d_3: 8, dense_6: 60, dense_7: 42 }
  expect(applyWidths(leNet(), widths, 'derived', undefined, activity)).toEqual(a)
})

test('scores that were told rank as the measure does, also where layers share channels', () => {
  for (const model of [leNet(), branches(), ...[3, 11, 28].map((seed) => randomModel(seed))]) {
    const activity = measure(model, 2)
    for (const by of ['l1', 'activation', 'contribution', 'elimination'] as const) {
      const importance = by === 'l1' ? { by } : { by, activity }
      const told = { by: 'scores', scores: channelScores(model, importance) } as const
      for (const { id } of model.nodes)
        if (widthProblem(model, id) === undefined)
          expect(first(model, id, told)).toEqual(first(model, id, importance))
    }
  }
})

test('only what a layer with a width reads needs to be metered', () => {
  const model = branches()
  const full = measure(model, 2)
  const needed = [...meteredNodes(model).keys()]
  const part = Object.fromEntries(needed.map((id) => [id, full[id]!]))
  const widths = { conv2d_1: 2, conv2d_6: 2 }
  expect(needed.length).toBeLessThan(model.nodes.length)
  expect(applyWidths(model, widths, 'derived', undefined, part)).toEqual(
    applyWidths(model, widths, 'derived', undefined, full),
  )
})
