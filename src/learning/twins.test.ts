// Contract: every layer kind of the registry is computed by TensorFlow.js as by its own float oracle.

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { layerOf, layers } from '../layers/index'
import type { Layer, LayerSample, Value } from '../layers/layer'
import { runLayer } from '../layers/runModel'
import { randomValues, sampleWeights } from '../layers/sampleWeights'
import { seededRandom } from '../lib/random'
import type { Op } from '../model/graph'
import { shapeSize } from '../model/model'
import { startTfjs } from './startTfjs'
import { twins } from './twins'

const random = seededRandom(1)

function opOf(layer: Layer, { attrs, inputs }: LayerSample): Op {
  const weights = Object.entries(sampleWeights(layer, attrs, inputs, random)).map(
    ([role, { shape, data }]) => [role, { shape, read: () => data }] as const,
  )
  return {
    id: 'op',
    kind: layer.kind,
    attrs,
    inputs: inputs.map((_, i) => `in${i}`),
    shape: layer.outputShape(attrs, inputs),
    weights: Object.fromEntries(weights),
    nodes: ['op'],
    owner: 'op',
    rangeOf: 'op',
  }
}

/** By the twins of the parts that the layer expands to; two equal samples make the batch. */
function runTwins(layer: Layer, op: Op, inputs: readonly Value[]): Float32Array {
  const values = new Map(
    inputs.map(({ data, shape }, i) => [
      `in${i}`,
      tf.tensor(new Float32Array([...data, ...data]), [2, ...shape]) as tf.Tensor,
    ]),
  )
  const shapes = inputs.map(({ shape }) => shape)
  for (const part of layer.expand?.(op, shapes) ?? [op]) {
    const weights = Object.entries(part.weights).map(([role, { shape, read }]) => {
      return [role, tf.tensor(read(), [...shape])] as const
    })
    const twin = twins[part.kind]
    if (!twin) throw new Error(`${part.kind} has no line in twins.ts`)
    const read = part.inputs.map((id) => values.get(id) as tf.Tensor)
    values.set(part.id, twin(part, read, Object.fromEntries(weights)))
  }
  const result = values.get('op') as tf.Tensor
  expect(result.shape).toEqual([2, ...op.shape])
  return result.dataSync<'float32'>().slice(shapeSize(op.shape))
}

/** Over the largest of |expected|. */
function expectTwinsAgree(layer: Layer, sample: LayerSample) {
  const op = opOf(layer, sample)
  const inputs = sample.inputs.map((shape) => {
    return { shape, data: randomValues(random, shapeSize(shape), 4) }
  })
  const weights = Object.fromEntries(
    Object.entries(op.weights).map(([role, { read }]) => [role, read()]),
  )
  const expected = runLayer({ ...op, weights }, inputs).data
  let actual = new Float32Array()
  tf.tidy(() => {
    actual = Float32Array.from(runTwins(layer, op, inputs))
  })
  expect(actual.length).toBe(expected.length)
  const largest = expected.reduce((max, y) => Math.max(max, Math.abs(y)), 0) || 1
  const differences = expected.map((y, i) => Math.abs(y - (actual[i] as number)) / largest)
  expect(differences.reduce((max, d) => Math.max(max, d), 0)).toBeLessThanOrEqual(1e-5)
}

beforeAll(() => startTfjs())

const cases = layers
  .filter(({ kind }) => kind !== 'input')
  .flatMap((layer) => layer.samples.map((sample) => ({ layer, sample, kind: layer.kind })))

it.each(cases)('$kind $sample.attrs', ({ layer, sample }) => expectTwinsAgree(layer, sample))

it.each(['conv2d', 'depthwiseConv2d'])('%s strides and dilates at once', (kind) => {
  const attrs = {
    filters: 2,
    multiplier: 2,
    kernel: [3, 2],
    strides: [2, 3],
    dilation: [2, 1],
    padding: 'explicit',
    pads: [1, 0, 2, 1],
    activation: 'linear',
  }
  expectTwinsAgree(layerOf(kind) as Layer, { attrs, inputs: [[11, 10, 3]] })
})
