import { expect, test } from 'vitest'
import { modelShapes } from '../layers/modelShapes'
import { randomModel } from '../layers/randomModel'
import type { Model, NodeId } from '../model/model'
import { applyWidths } from './applyWidths'
import { chooseOutput } from './chooseOutput'
import { keepChannels } from './keepChannels'
import { setChannels } from './setChannels'
import { branches, leNet } from './testModels'
import { widthGroup, widthProblem } from './widthProblem'

const kernelOf = (model: Model, id: NodeId) => {
  const node = model.nodes.find((one) => one.id === id)
  const tensor = model.weights[node?.weights['kernel'] ?? '']
  if (!tensor) throw new Error(`${id} has no kernel`)
  return tensor
}
const widthOf = (model: Model, id: NodeId) => modelShapes(model).get(id)?.at(-1)

/** A kernel [1, 1, 1, 4] whose norms are given. */
function withKernel(model: Model, id: NodeId, norms: readonly number[]): Model {
  const { shape, data } = kernelOf(model, id)
  const channels = norms.length
  const kernel = Float32Array.from(data, (_, i) => (i < channels ? (norms[i] ?? 0) : 0))
  const nodes = model.nodes.map((node) =>
    node.id === id ? { ...node, weights: { ...node.weights, kernel: `test ${id}` } } : node,
  )
  return { ...model, nodes, weights: { ...model.weights, [`test ${id}`]: { shape, data: kernel } } }
}

test('keeps the channels of largest L1 norm, in their order, equal ones by lower index', () => {
  const model = withKernel(leNet(), 'conv2d_1', [1, -3, 2, 3, 1, 1])
  const first = (count: number) =>
    Array.from(kernelOf(setChannels(model, 'conv2d_1', count), 'conv2d_1').data).slice(0, count)
  expect(first(1)).toEqual([-3])
  expect(first(3)).toEqual([-3, 2, 3])
  expect(first(4)).toEqual([1, -3, 2, 3])
  expect(first(6)).toEqual([1, -3, 2, 3, 1, 1])
})

test('rewires what follows: convolution, flatten and dense', () => {
  const narrow = setChannels(setChannels(leNet(), 'conv2d_1', 2), 'conv2d_3', 5)
  expect(kernelOf(narrow, 'conv2d_1').shape).toEqual([5, 5, 1, 2])
  expect(kernelOf(narrow, 'conv2d_3').shape).toEqual([5, 5, 2, 5])
  expect(kernelOf(narrow, 'dense_6').shape).toEqual([125, 120])
  expect(Object.keys(narrow.weights).every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
})

test('layers whose results are added lose the same channels, before and behind', () => {
  const base = branches()
  expect(widthGroup(base, 'conv2d_1')).toEqual(['conv2d_1', 'conv2d_3'])
  expect(widthGroup(base, 'conv2d_6')).toEqual(['conv2d_6'])
  const model = withKernel(withKernel(base, 'conv2d_1', [5, 1, 4, 2]), 'conv2d_3', [0, 9, 1, 1])
  // Sums: 5, 10, 5, 3.
  for (const id of ['conv2d_1', 'conv2d_3']) {
    const narrow = setChannels(model, id, 2)
    expect(Array.from(kernelOf(narrow, 'conv2d_1').data).slice(0, 2)).toEqual([5, 1])
    expect(widthOf(narrow, 'conv2d_3')).toBe(2)
    expect(widthOf(narrow, 'depthwiseConv2d_5')).toBe(4)
    expect(widthOf(narrow, 'concat_7')).toBe(7)
    expect(kernelOf(narrow, 'dense_9').shape).toEqual([5 * 4 * 7, 5])
  }
})

test('says why a width can’t change, and refuses it', () => {
  const model = leNet()
  expect(widthProblem(model, 'conv2d_1')).toBeUndefined()
  expect(widthProblem(model, 'dense_8')).toMatch(/results of the network/)
  expect(widthProblem(model, 'flatten_5')).toMatch(/no width of its own/)
  expect(() => setChannels(model, 'dense_8', 3)).toThrow(/dense_8 can't be changed/)
  expect(() => setChannels(model, 'conv2d_1', 70000)).toThrow(/can't have 70000/)
  expect(() => setChannels(model, 'conv2d_1', 5000)).toThrow(/conv2d_1 then has the filters 5000/)
  expect(() => setChannels(model, 'conv2d_1', 0)).toThrow(/can't have 0/)
  expect(() => setChannels(model, 'nowhere', 1)).toThrow(/no layer nowhere/)
  expect(widthProblem(chooseOutput(model, 'averagePool2d_4'), 'conv2d_3')).toMatch(/results/)
})

test('a layer that feeds something unknown stays as it is', () => {
  const model = leNet()
  const unknown = { ...model.nodes[0]!, id: 'lstm', name: 'lstm', kind: 'unknown', attrs: {} }
  const nodes = [...model.nodes, { ...unknown, inputs: ['averagePool2d_2'] }]
  expect(widthProblem({ ...model, nodes }, 'conv2d_1')).toMatch(/feeds lstm/)
  expect(widthProblem({ ...model, nodes }, 'conv2d_3')).toBeUndefined()
})

test('chosen channels stay', () => {
  const model = withKernel(leNet(), 'conv2d_1', [1, 2, 3, 4, 5, 6])
  const kept = keepChannels(model, 'conv2d_1', [4, 0])
  expect(Array.from(kernelOf(kept, 'conv2d_1').data).slice(0, 2)).toEqual([1, 5])
  expect(() => keepChannels(model, 'conv2d_1', [6])).toThrow(/channels 0 to 5, not 6/)
  expect(() => keepChannels(model, 'conv2d_1', [])).toThrow(/not none/)
})

test('widths are applied to the trained model, whatever the order of their keys', () => {
  const base = branches()
  const widths = { conv2d_6: 1, conv2d_1: 3, conv2d_3: 2 }
  const turned = { conv2d_3: 2, conv2d_1: 3, conv2d_6: 1 }
  const narrow = applyWidths(base, widths)
  expect(narrow).toEqual(applyWidths(base, turned))
  // Of layers that move together the smaller width counts.
  expect(['conv2d_1', 'conv2d_3', 'conv2d_6'].map((id) => widthOf(narrow, id))).toEqual([2, 2, 1])
  expect(applyWidths(base, { conv2d_1: 4 })).toBe(base)
  const wide = applyWidths(base, { conv2d_1: 9, conv2d_3: 7, conv2d_6: 1 })
  expect(['conv2d_1', 'conv2d_3', 'conv2d_6'].map((id) => widthOf(wide, id))).toEqual([7, 7, 1])
  expect(widthOf(applyWidths(base, { conv2d_1: 3, conv2d_3: 7 }), 'conv2d_3')).toBe(3)
  expect(applyWidths(base, { dense_9: 1, conv2d_1: 4, nowhere: 1 })).toBe(base)
  expect(() => applyWidths(base, { conv2d_1: 1.5 })).toThrow(/can't have 1.5/)
})

test('one width gives the same model as setChannels, but for the names of its weights', () => {
  for (let seed = 0; seed < 20; seed++) {
    const model = randomModel(seed)
    for (const { id } of model.nodes) {
      if (widthProblem(model, id) !== undefined) continue
      const count = Math.ceil((widthOf(model, id) ?? 1) / 2)
      const narrow = setChannels(model, id, count)
      expect(applyWidths(model, { [id]: count }, 'content')).toEqual(narrow)
      expect(widthOf(narrow, id)).toBeLessThanOrEqual(count)
    }
  }
})

test('a preview of LeNet-5 takes well under 4 ms', () => {
  const base = leNet()
  const widths = (i: number) => ({ conv2d_1: 1 + (i % 5), conv2d_3: 15 - (i % 9), dense_6: 60 - i })
  applyWidths(base, widths(0))
  const times = Array.from({ length: 40 }, (_, i) => {
    const start = performance.now()
    applyWidths(base, widths(i))
    return performance.now() - start
  })
  expect(times.toSorted((a, b) => a - b)[20]).toBeLessThan(4)
})
