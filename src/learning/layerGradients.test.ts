// Contract: every layer kind's gradient equals the difference quotient of its own float oracle, by
// inputs and by every weight that trains, within 0.4 % of the largest: the quotients are of single
// precision.

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { layerOf, layers } from '../layers/index'
import type { Layer, LayerSample, Value } from '../layers/layer'
import { runLayer } from '../layers/runModel'
import { randomValues, sampleWeights } from '../layers/sampleWeights'
import { seededRandom } from '../lib/random'
import type { Op } from '../model/graph'
import { shapeSize } from '../model/model'
import type { Attrs } from '../model/model'
import { registerGradientKernels } from './registerGradientKernels'
import { runBackward, runForward } from './runTraining'
import type { Pass } from './runTraining'
import { startTfjs } from './startTfjs'

const samples = 2
const step = 2e-3
const tolerance = 4e-3

beforeAll(async () => {
  await startTfjs()
  await registerGradientKernels()
})

interface Case {
  readonly ops: readonly Op[]
  /** The layer's inputs side by side, one op that holds each. */
  readonly inputs: readonly Float32Array[]
  readonly weights: Record<string, Float32Array>
  readonly whole: Op
  readonly shapes: LayerSample['inputs']
}

function makeCase(layer: Layer, { attrs, inputs: shapes }: LayerSample, seed: number): Case {
  const random = seededRandom(seed)
  const weights = sampleWeights(layer, attrs, shapes, random)
  const whole: Op = {
    id: 'op',
    kind: layer.kind,
    attrs,
    inputs: shapes.map((_, i) => `in${i}`),
    shape: layer.outputShape(attrs, shapes),
    weights: Object.fromEntries(
      Object.entries(weights).map(([role, { shape, data }]) => [role, { shape, read: () => data }]),
    ),
    nodes: ['op'],
    owner: 'op',
    rangeOf: 'op',
  }
  return {
    ops: layer.expand?.(whole, shapes) ?? [whole],
    inputs: shapes.map((shape) => randomValues(random, samples * shapeSize(shape), 4)),
    weights: Object.fromEntries(Object.entries(weights).map(([role, { data }]) => [role, data])),
    whole,
    shapes,
  }
}

/** By the oracle: sum of result · direction, over the samples. */
function lossOf(
  { whole, shapes }: Case,
  inputs: Case['inputs'],
  weights: Case['weights'],
  direction: Float32Array,
): number {
  let loss = 0
  const size = shapeSize(whole.shape)
  for (let sample = 0; sample < samples; sample++) {
    const x: Value[] = shapes.map((shape, i) => {
      const each = shapeSize(shape)
      return { shape, data: inputs[i]!.subarray(sample * each, (sample + 1) * each) }
    })
    const y = runLayer({ ...whole, weights }, x).data
    for (let i = 0; i < size; i++) loss += y[i]! * direction[sample * size + i]!
  }
  return loss
}

/** One pass per input: that one is the pass's own, the others are given. */
function gradientsOf(test: Case, direction: Float32Array) {
  const source: Op = { ...test.whole, id: 'all', kind: 'input', inputs: [], weights: {} }
  const weights = new Map(
    test.ops.map((op) => [
      op.id,
      Object.fromEntries(
        Object.entries(op.weights).map(([role, { shape, read }]) => [
          role,
          tf.tensor(read(), [...shape]) as tf.Tensor,
        ]),
      ),
    ]),
  )
  const byInput = test.inputs.map((_, chosen) => {
    const pass: Pass = { ops: [{ ...source, id: `in${chosen}` }, ...test.ops], weights }
    const tensors = test.inputs.map((data, i) =>
      tf.tensor(data, [samples, ...test.shapes[i]!], 'float32'),
    )
    const others = tensors.map((tensor, i) => [`in${i}`, tensor] as const)
    return { pass, input: tensors[chosen]!, others: new Map(others) }
  })
  return byInput.map(({ pass, input, others }) => {
    const values = runForward(pass, input, others)
    const seed = tf.tensor(direction, [samples, ...test.whole.shape])
    const gradients = runBackward(pass, values, seed, () => true)
    const x = gradients.input!.dataSync<'float32'>()
    const byRole = [...gradients.weights].flatMap(([id, roles]) =>
      Object.entries(roles).map(([role, tensor]) => {
        const data = test.ops.find((op) => op.id === id)!.weights[role]!.read()
        return { data, gradient: tensor.dataSync<'float32'>() }
      }),
    )
    values.dispose()
    gradients.dispose()
    return { x, byRole }
  })
}

/** Some 30 places of each array. At a kink (ReLU, maximum) anything between both sides is right. */
function expectQuotients(
  what: string,
  values: Float32Array,
  gradient: Float32Array,
  loss: () => number,
) {
  expect(gradient.length, what).toBe(values.length)
  const allowed = tolerance * gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 1e-3)
  const stride = Math.max(1, Math.floor(values.length / 30))
  const middle = loss()
  for (let i = 0; i < values.length; i += stride) {
    const before = values[i]!
    const slopes = [step, -step].map((h) => {
      values[i] = before + h
      return (loss() - middle) / (values[i]! - before)
    })
    values[i] = before
    expect(gradient[i]!, `${what} [${i}]`).toBeGreaterThanOrEqual(Math.min(...slopes) - allowed)
    expect(gradient[i]!, `${what} [${i}]`).toBeLessThanOrEqual(Math.max(...slopes) + allowed)
  }
}

function expectGradients(layer: Layer, sample: LayerSample, seed = 3) {
  const test = makeCase(layer, sample, seed)
  const direction = randomValues(seededRandom(seed + 1), samples * shapeSize(test.whole.shape), 1)
  const loss = () => lossOf(test, test.inputs, test.weights, direction)
  const results = gradientsOf(test, direction)
  results.forEach(({ x }, i) => expectQuotients(`input ${i}`, test.inputs[i]!, x, loss))
  for (const { data, gradient } of results[0]?.byRole ?? []) {
    const role = Object.entries(test.weights).find(([, values]) => values === data)?.[0]
    if (role) expectQuotients(role, data, gradient, loss)
  }
  const trained = results[0]?.byRole.map(({ data }) => data) ?? []
  for (const [role, data] of Object.entries(test.weights))
    if (role !== 'mean' && role !== 'variance') expect(trained, role).toContain(data)
}

const cases = layers
  .filter(({ kind }) => kind !== 'input')
  .flatMap((layer) => layer.samples.map((sample) => ({ layer, sample, kind: layer.kind })))

it.each(cases)('$kind $sample.attrs', ({ layer, sample }) => expectGradients(layer, sample))

const window = (attrs: Attrs): Attrs => ({
  ...{ filters: 5, multiplier: 2, kernel: [3, 3], strides: [1, 1], dilation: [1, 1] },
  ...{ padding: 'same', activation: 'linear', pool: [3, 3] },
  ...attrs,
})

it.each([
  window({}),
  window({ filters: 9, strides: [2, 3], kernel: [4, 2] }),
  window({ dilation: [2, 3], padding: 'valid' }),
  window({ strides: [2, 2], dilation: [2, 1], multiplier: 1 }),
  window({ padding: 'explicit', pads: [1, 0, 2, 1], filters: 12 }),
  window({ kernel: [1, 1], strides: [2, 2], padding: 'valid' }),
])('convolutions, %o', (attrs) => {
  for (const kind of ['conv2d', 'depthwiseConv2d', 'separableConv2d'])
    for (const channels of [1, 3, 8])
      expectGradients(layerOf(kind) as Layer, { attrs, inputs: [[9, 10, channels]] })
})

it.each([
  window({ strides: [2, 2] }),
  window({ strides: [1, 1], pool: [2, 3] }),
  window({ strides: [3, 3], padding: 'valid' }),
])('pooling, %o', (attrs) => {
  for (const kind of ['maxPool2d', 'averagePool2d'])
    expectGradients(layerOf(kind) as Layer, { attrs, inputs: [[8, 7, 3]] })
})
