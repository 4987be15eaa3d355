// Edits of structure: what keeps the function keeps it, what can't be done says what stands in the
// way, and no edit of any model ends in anything but a sound model or a message.

import { expect, test } from 'vitest'
import { attrsProblem } from '../layers/attrsProblem'
import { layerOf } from '../layers/index'
import { modelShapes } from '../layers/modelShapes'
import { randomInput, randomModel } from '../layers/randomModel'
import { runFloat } from '../layers/runModel'
import { UserError } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import type { Json, Model, Node, NodeId } from '../model/model'
import type { EditArgs } from './edit'
import { editById, editLabel, edits } from './index'
import { poolInsteadOfFlatten } from './poolInsteadOfFlatten'
import { removeLayer } from './removeLayer'
import { separateConvolution } from './separateConvolution'
import { setActivation } from './setActivation'
import { setInputSize } from './setInputSize'
import { setKernel } from './setKernel'
import { setPooling } from './setPooling'
import { setStrides } from './setStrides'
import { branches, leNet } from './testModels'

const seeds = Array.from({ length: 60 }, (_, seed) => seed)
const nodeOf = (model: Model, id: NodeId) => model.nodes.find((node) => node.id === id) as Node
const shapeOf = (model: Model, id: NodeId) => modelShapes(model).get(id)
const weightOf = (model: Model, id: NodeId, role = 'kernel') =>
  model.weights[nodeOf(model, id).weights[role] ?? '']

function output(model: Model, seed: number): Float32Array {
  return runFloat(model, randomInput(model, seed)).get(model.output)?.data ?? new Float32Array()
}

function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? NaN))), 0)
}

test('a larger kernel computes what the smaller did', () => {
  let grown = 0
  for (const seed of seeds) {
    const model = randomModel(seed)
    const random = seededRandom(seed)
    for (const node of model.nodes) {
      if (!('kernel' in node.attrs)) continue
      const [h, w] = node.attrs['kernel'] as [number, number]
      const size = [h + Math.floor(random() * 5), w + Math.floor(random() * 4)] as const
      const wide = setKernel(model, node.id, size)
      expect(modelShapes(wide)).toEqual(modelShapes(model))
      expect(wide.untrained).toBeUndefined()
      expect(difference(output(wide, seed), output(model, seed))).toBeLessThan(1e-5)
      expect(output(setKernel(wide, node.id, [h, w]), seed)).toEqual(output(model, seed))
      grown++
    }
  }
  expect(grown).toBeGreaterThan(100)
})

test('of a larger kernel the middle stays; what no longer fits is initialized and marked', () => {
  const model = leNet()
  const small = setKernel(model, 'conv2d_3', [3, 3])
  expect(weightOf(small, 'conv2d_3')?.data.slice(0, 96)).toEqual(
    weightOf(model, 'conv2d_3')?.data.slice(6 * 96, 7 * 96),
  )
  expect(shapeOf(small, 'averagePool2d_4')).toEqual([6, 6, 16])
  expect(small.untrained).toEqual(['conv2d_3', 'dense_6'])
  expect(setKernel(model, 'conv2d_3', [7, 7]).untrained).toBeUndefined()
  expect(weightOf(small, 'dense_6')?.shape).toEqual([576, 120])
  const most = weightOf(small, 'dense_6')?.data.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
  expect(most).toBeCloseTo(Math.sqrt(6 / (576 + 120)), 3)
  expect(small).toEqual(setKernel(leNet(), 'conv2d_3', [3, 3]))
  expect(Object.keys(small.weights)).toHaveLength(Object.keys(model.weights).length)
  expect(setKernel(model, 'conv2d_1', [5, 5])).toBe(model)
  expect(nodeOf(setKernel(model, 'conv2d_1', [7, 7]), 'conv2d_1').attrs).toMatchObject({
    padding: 'explicit',
    pads: [1, 1, 1, 1],
  })
})

test.each<[string, (model: Model) => Model, RegExp]>([
  [
    'kernel of a dense layer',
    (m) => setKernel(m, 'dense_6', [3, 3]),
    /dense_6 .Dense. has no kern/,
  ],
  ['kernel 0', (m) => setKernel(m, 'conv2d_1', [0, 3]), /can't have a 0 × 3 kernel/],
  ['kernel 256', (m) => setKernel(m, 'conv2d_1', [256, 3]), /can't have a 256 × 3 kernel/],
  ['stride beyond', (m) => setStrides(m, 'conv2d_3', [9, 300]), /conv2d_3 then has the stride/],
  [
    'window beyond',
    (m) => setPooling(m, 'averagePool2d_4', { pool: [11, 2] }),
    /larger than its 10/,
  ],
  ['pooling of none', (m) => setPooling(m, 'conv2d_1', { reduce: 'max' }), /is no pooling/],
  ['activation of none', (m) => setActivation(m, 'flatten_5', 'relu'), /has no activation/],
  ['activation unknown', (m) => setActivation(m, 'conv2d_1', 'gelu'), /Known are|activation gelu/],
  ['the input', (m) => removeLayer(m, 'input_0'), /it is the input/],
  ['a layer in the way', (m) => removeLayer(m, 'conv2d_3'), /removed: dense_6 then needs new weig/],
  ['the last', (m) => removeLayer(m, 'dense_8'), /would give 84 instead of 10/],
  ['an input that is not', (m) => removeLayer(m, 'conv2d_1', { input: 1 }), /inputs 0 to 0, not 1/],
  ['no Flatten', (m) => poolInsteadOfFlatten(m, 'dense_7'), /only a layer that makes a picture/],
  ['no convolution', (m) => separateConvolution(m, 'dense_7'), /is no full convolution/],
  ['multiplier', (m) => separateConvolution(m, 'conv2d_1', 7), /multiplier 7/],
  ['too small', (m) => setInputSize(m, [8, 8]), /8 × 8: .* then has a .* window, larger/],
])('refused: %s', (_name, edit, message) => {
  expect(() => edit(leNet())).toThrow(UserError)
  expect(() => edit(leNet())).toThrow(message)
})

test('strides, pooling and activation change what follows from them', () => {
  const model = leNet()
  const strided = setStrides(model, 'conv2d_1', [2, 2])
  expect(shapeOf(strided, 'flatten_5')).toEqual([16])
  expect(strided.untrained).toEqual(['conv2d_1', 'dense_6'])
  const max = setPooling(model, 'averagePool2d_2', { reduce: 'max' })
  expect(nodeOf(max, 'averagePool2d_2').kind).toBe('maxPool2d')
  expect(max.weights).toEqual(model.weights)
  // A pooling has nothing to train: the layer that reads it does.
  expect(max.untrained).toEqual(['conv2d_3'])
  expect(setPooling(model, 'averagePool2d_2', { reduce: 'average', pool: [2, 2] })).toBe(model)
  const coarse = setPooling(model, 'averagePool2d_4', { pool: [5, 5] })
  expect(nodeOf(coarse, 'averagePool2d_4').attrs['strides']).toEqual([5, 5])
  expect(shapeOf(coarse, 'flatten_5')).toEqual([64])
  const leaky = setActivation(model, 'conv2d_1', 'leakyRelu')
  expect(nodeOf(leaky, 'conv2d_1').attrs['alpha']).toBe(0.3)
  expect(leaky.untrained).toEqual(['conv2d_1'])
  expect(setActivation(model, 'conv2d_1', 'tanh')).toBe(model)
  expect(
    nodeOf(setActivation(leaky, 'conv2d_1', 'relu'), 'conv2d_1').attrs['alpha'],
  ).toBeUndefined()
})

test('a removed layer’s readers read what it read; branches that nobody reads go too', () => {
  const model = leNet()
  const flat = removeLayer(model, 'averagePool2d_4', { initialize: true })
  expect(shapeOf(flat, 'dense_6')).toEqual([120])
  expect(flat.untrained).toEqual(['dense_6'])
  const base = branches()
  const alone = removeLayer(base, 'add_4', { input: 1 })
  expect(alone.nodes.map(({ id }) => id)).not.toContain('conv2d_3')
  expect(nodeOf(alone, 'depthwiseConv2d_5').inputs).toEqual(['batchNorm_2'])
  expect(alone.untrained).toEqual(['depthwiseConv2d_5'])
  expect(() => removeLayer(base, 'depthwiseConv2d_5')).toThrow(/dense_9 then needs new weights/)
  const softmaxOnly = removeLayer(
    { ...base, nodes: [...base.nodes, last(base)], output: 'end', outputs: ['end'] },
    'end',
  )
  expect([softmaxOnly.output, softmaxOnly.outputs]).toEqual(['dense_9', ['dense_9']])
})

function last({ output: id }: Model): Node {
  const attrs = { activation: 'relu' }
  return { id: 'end', name: 'end', kind: 'activation', attrs, inputs: [id], weights: {} }
}

test('global pooling starts with the sums of the weights over pixels', () => {
  const model = poolInsteadOfFlatten(leNet(), 'flatten_5')
  expect(nodeOf(model, 'flatten_5').kind).toBe('globalAveragePool2d')
  expect(model.untrained).toEqual(['dense_6'])
  const [old, now] = [weightOf(leNet(), 'dense_6'), weightOf(model, 'dense_6')]
  expect(now?.shape).toEqual([16, 120])
  let sum = 0
  for (let pixel = 0; pixel < 25; pixel++) sum += old?.data[(pixel * 16 + 3) * 120 + 7] ?? 0
  expect(now?.data[3 * 120 + 7]).toBeCloseTo(sum, 5)
})

test('a separable convolution is as near as it can be, and exact with enough channels', () => {
  for (const seed of seeds) {
    const model = randomModel(seed)
    for (const node of model.nodes) {
      const kernel = weightOf(model, node.id)
      if (node.kind !== 'conv2d' || !kernel) continue
      const [h = 1, w = 1, , filters = 1] = kernel.shape
      if (h * w === 1) continue
      const full = separateConvolution(model, node.id, Math.min(h * w, filters))
      expect(nodeOf(full, node.id).kind).toBe('separableConv2d')
      expect(full.untrained).toBeUndefined()
      expect(difference(output(full, seed), output(model, seed))).toBeLessThan(1e-5)
      const near = separateConvolution(model, node.id)
      expect(modelShapes(near)).toEqual(modelShapes(model))
    }
  }
  expect(separateConvolution(leNet(), 'conv2d_3').untrained).toEqual(['conv2d_3'])
})

test('another input size adapts shapes, fixed reshapes included', () => {
  const wide = setInputSize(leNet(), [28, 40])
  expect(shapeOf(wide, 'flatten_5')).toEqual([4 * 7 * 16])
  expect(wide.untrained).toEqual(['dense_6'])
  const [input, ...rest] = leNet().nodes as [Node, ...Node[]]
  const reshape: Node = {
    ...input,
    id: 'shaped',
    kind: 'reshape',
    attrs: { shape: [32, 32, 1] },
    inputs: ['input_0'],
  }
  const nodes = rest.map((node) =>
    node.inputs[0] === 'input_0' ? { ...node, inputs: ['shaped'] } : node,
  )
  const flatInput = { ...input, attrs: { shape: [32, 32] } }
  const model = { ...leNet(), nodes: [flatInput, reshape, ...nodes] }
  expect(shapeOf(setInputSize(model, [24, 20]), 'shaped')).toEqual([24, 20, 1])
})

test('undo can say what was done', () => {
  const edit = editById('setKernel')
  if (!edit) throw new Error('no setKernel')
  const named = { ...leNet(), nodes: leNet().nodes.map((n) => ({ ...n, name: `my ${n.id}` })) }
  expect(editLabel(edit, named, { node: 'conv2d_1' })).toBe('Kernel size of my conv2d_1')
  expect(editLabel(edit, named, {})).toBe('Kernel size')
})

/** Arguments of any edit, most of them possible, some nonsense. */
function randomArgs(model: Model, random: () => number): EditArgs {
  const pick = <T>(...of: readonly T[]) => of[Math.floor(random() * of.length)] as T
  const size = (most: number) => 1 + Math.floor(random() * most)
  const ids = model.nodes.map(({ id }) => id)
  const args: Record<string, Json> = {
    node: pick(...ids),
    count: size(12),
    keep: [0, size(3)],
    widths: { [pick(...ids)]: size(6), [pick(...ids)]: size(6) },
    factor: random() * 2,
    kernel: [size(5), size(4)],
    strides: [size(2), size(2)],
    pool: [size(3), size(3)],
    reduce: pick('max', 'average'),
    activation: pick('relu', 'tanh', 'leakyRelu', 'softmax', 'linear'),
    multiplier: size(3),
    size: [size(16), size(16)],
    input: pick(0, 0, 1),
    initialize: random() < 0.7,
    importance: { by: pick('l1', 'batchNorm') },
    noise: pick(0, 0, 0.1),
    name: 'x',
    ...pick<EditArgs>({ sparsity: 0.5 }, { threshold: 0.1 }, { level: 3 }),
  }
  const nonsense: Json = pick<Json>(null, -1, 1e9, 'constructor', [], [1e6, 1e6], { a: 1 }, 0.5)
  return random() < 0.15 ? { ...args, [pick(...Object.keys(args))]: nonsense } : args
}

function expectSound(model: Model): void {
  const shapes = modelShapes(model)
  expect(shapes.size).toBe(model.nodes.length)
  for (const { kind, attrs, inputs, weights } of model.nodes) {
    const layer = layerOf(kind)
    if (!layer) throw new Error(`no layer ${kind}`)
    expect(attrsProblem(layer, attrs)).toBeUndefined()
    const wanted = layer.weightShapes?.(
      attrs,
      inputs.map((id) => shapes.get(id) ?? []),
    )
    for (const [role, id] of Object.entries(weights))
      expect(model.weights[id]?.shape).toEqual(wanted?.[role])
  }
  const ids = new Set(model.nodes.map(({ id }) => id))
  expect(
    [model.output, ...model.outputs, ...(model.untrained ?? [])].every((id) => ids.has(id)),
  ).toBe(true)
}

test('any edit of any model gives a sound model or a message', () => {
  const done = new Map<string, number>()
  let refused = 0
  for (let seed = 0; seed < 200; seed++) {
    let model = randomModel(seed)
    const random = seededRandom(seed)
    for (let step = 0; step < 12; step++) {
      const edit = edits[Math.floor(random() * edits.length)]
      if (!edit) throw new Error('no edit')
      try {
        model = edit.apply(model, randomArgs(model, random))
        done.set(edit.id, (done.get(edit.id) ?? 0) + 1)
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        refused++
        continue
      }
      expectSound(model)
    }
    expect(output(model, seed).every(Number.isFinite)).toBe(true)
  }
  expect([...done.keys()].toSorted()).toEqual(edits.map(({ id }) => id).toSorted())
  expect(refused).toBeGreaterThan(100)
})
