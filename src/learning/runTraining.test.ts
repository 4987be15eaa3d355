// Whole networks: a small step along the gradient changes the loss by what the gradient foretells.

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { randomInput, randomModel } from '../layers/randomModel'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import { registerGradientKernels } from './registerGradientKernels'
import { runBackward, runForward } from './runTraining'
import type { Pass, WeightTensors } from './runTraining'
import { startTfjs } from './startTfjs'
import { createTrainingGraph, isTrainable } from './trainingGraph'
import type { TrainingGraph } from './trainingGraph'

beforeAll(async () => {
  await startTfjs()
  await registerGradientKernels()
})

const samples = 3

function loadWeights({ ops, masterOf }: TrainingGraph): WeightTensors {
  const load = (op: TrainingGraph['ops'][number]) =>
    Object.entries(op.weights).map(([role, { shape, read }]) => [
      role,
      tf.tensor(masterOf(op, role)?.data ?? read(), [...shape]) as tf.Tensor,
    ])
  return new Map(
    ops.map((op) => [op.id, Object.fromEntries(load(op)) as Record<string, tf.Tensor>]),
  )
}

interface Network {
  readonly graph: TrainingGraph
  readonly input: tf.Tensor
  readonly direction: Float32Array
  readonly batchStatistics?: Pass['batchStatistics']
}

/** The loss is the sum of results times a direction. */
function pass({ graph, input, direction, batchStatistics }: Network) {
  const made: Pass = { ops: graph.ops, weights: loadWeights(graph), batchStatistics }
  const values = runForward(made, input)
  const last = values.raw.get(graph.ops.at(-1)?.id ?? '') as tf.Tensor
  const loss = last.dataSync<'float32'>().reduce((sum, y, i) => sum + y * direction[i]!, 0)
  return { made, values, loss, shape: last.shape }
}

function gradientsOf(network: Network): Map<Float32Array, Float32Array> {
  const { graph, direction } = network
  const { made, values, shape } = pass(network)
  const gradients = runBackward(made, values, tf.tensor(direction, shape), (op, role) => {
    const master = graph.masterOf(op, role)
    return master !== undefined && isTrainable(master)
  })
  const result = new Map<Float32Array, Float32Array>()
  for (const op of graph.ops)
    for (const [role, tensor] of Object.entries(gradients.weights.get(op.id) ?? {}))
      result.set(graph.masterOf(op, role)!.data, tensor.dataSync<'float32'>())
  return result
}

/** For every weight: along its own gradient, both ways, by a tenth of a percent of its size. */
function expectForetold(network: Network) {
  const gradients = gradientsOf(network)
  expect(gradients.size).toBeGreaterThan(0)
  for (const [data, gradient] of gradients) {
    const square = gradient.reduce((sum, g) => sum + g * g, 0)
    if (square < 1e-8) continue
    const size = Math.sqrt(data.reduce((sum, w) => sum + w * w, 1) / square) * 1e-3
    const before = data.slice()
    const [above = 0, below = 0] = [size, -size].map((by) => {
      data.set(before.map((w, i) => w + by * gradient[i]!))
      return pass(network).loss
    })
    data.set(before)
    expect((above - below) / (2 * size * square)).toBeGreaterThan(0.95)
    expect((above - below) / (2 * size * square)).toBeLessThan(1.05)
  }
}

function networkOf(model: Model, seed: number): Network {
  const graph = createTrainingGraph(model)
  const inputs = Array.from({ length: samples }, (_, i) => randomInput(model, seed + i))
  const random = seededRandom(seed)
  return {
    graph,
    input: tf.tensor(Float32Array.from(inputs.flatMap((x) => [...x])), [
      samples,
      ...graph.inputShape,
    ]),
    direction: Float32Array.from({ length: samples * graph.outputs }, () => 2 * random() - 1),
  }
}

function residual(width: number): Model {
  const s = new Sketch(seededRandom(width))
  const attrs = { kernel: [3, 3], dilation: [1, 1], activation: 'linear' }
  const conv = (
    from: ReturnType<Sketch['add']>,
    filters: number,
    strides: number,
    padding: string,
  ) => s.add('conv2d', { ...attrs, filters, strides: [strides, strides], padding }, from)
  const norm = (from: ReturnType<Sketch['add']>) => s.add('batchNorm', { epsilon: 0.001 }, from)
  const input = s.add('input', { shape: [14, 14, 1] })
  const first = norm(conv(input, width, 2, 'same'))
  const relu = s.add('activation', { activation: 'tanh' }, first)
  const sum = s.add('add', {}, relu, norm(conv(relu, width, 1, 'same')))
  const flat = s.add('flatten', {}, conv(sum, 2 * width, 2, 'valid'))
  return s.model('residual', s.add('dense', { units: 10, activation: 'softmax' }, flat))
}

describe('gradients of whole networks', () => {
  it.each([5, 6, 12])('residual network of width %i', (width) =>
    expectForetold(networkOf(residual(width), 1)),
  )
  it('with the statistics of the batch', () => {
    const network = networkOf(residual(6), 2)
    const norms = network.graph.ops.filter((op) => op.kind === 'batchNorm').map((op) => op.id)
    expect(norms.length).toBe(2)
    expectForetold({ ...network, batchStatistics: new Set(norms) })
  })
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('random network %i', (seed) =>
    expectForetold(networkOf(randomModel(seed), seed)),
  )
})

it('frees what it makes', () => {
  const network = networkOf(residual(4), 3)
  const weights = loadWeights(network.graph)
  const made: Pass = { ops: network.graph.ops, weights }
  const before = tf.memory().numTensors
  const values = runForward(made, network.input)
  const seed = tf.tensor(network.direction, [samples, network.graph.outputs])
  const gradients = runBackward(made, values, seed, () => true)
  for (const one of [values, seed, gradients]) one.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
