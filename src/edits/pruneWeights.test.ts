import { expect, test } from 'vitest'
import { randomModel } from '../layers/randomModel'
import { UserError } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import type { Model, NodeId } from '../model/model'
import { pruneWeights, pruningLevels } from './pruneWeights'
import type { Pruning } from './pruneWeights'
import { sparseSize, sparseSizes, sumSparseSizes } from './sparseSize'
import { leNet } from './testModels'

function kernel(model: Model, id: NodeId): Float32Array {
  const node = model.nodes.find((one) => one.id === id)
  return model.weights[node?.weights['kernel'] ?? '']?.data ?? new Float32Array()
}
const zerosOf = (data: Float32Array) => data.filter((x) => x === 0).length
const kernels = ['conv2d_1', 'conv2d_3', 'dense_6', 'dense_7', 'dense_8']

test('each layer reaches the target sparsity exactly, its largest weights stay', () => {
  const [model, half] = [leNet(), pruneWeights(leNet(), { sparsity: 0.5 })]
  for (const id of kernels) {
    const [before, after] = [kernel(model, id), kernel(half, id)]
    expect(zerosOf(after)).toBe(Math.floor(before.length / 2))
    const gone = before.filter((_, i) => after[i] === 0).map(Math.abs)
    const kept = after.filter((x) => x !== 0).map(Math.abs)
    expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...kept))
    expect(after.every((x, i) => x === 0 || x === before[i])).toBe(true)
  }
  const unpruned = model.nodes.flatMap(({ weights }) => weights['bias'] ?? [])
  for (const id of unpruned) expect(half.weights[id]).toEqual(model.weights[id])
})

test('globally the layers compete', () => {
  const all = pruneWeights(leNet(), { sparsity: 0.9, global: true })
  const total = kernels.reduce((sum, id) => sum + kernel(all, id).length, 0)
  expect(kernels.reduce((sum, id) => sum + zerosOf(kernel(all, id)), 0)).toBe(
    Math.floor(0.9 * total),
  )
  // Weights of few inputs are larger.
  expect(zerosOf(kernel(all, 'conv2d_1'))).toBeLessThan(75)
})

test('threshold, levels and chosen layers', () => {
  const model = leNet()
  const small = pruneWeights(model, { threshold: 0.05, nodes: ['dense_6'] })
  const below = kernel(model, 'dense_6').map((x) => (Math.abs(x) < 0.05 ? 0 : x))
  expect(kernel(small, 'dense_6')).toEqual(below)
  expect(kernel(small, 'dense_7')).toEqual(kernel(model, 'dense_7'))
  const zeros = pruningLevels.map((_, level) =>
    zerosOf(kernel(pruneWeights(model, { level }), 'dense_6')),
  )
  expect(zeros[0]).toBe(0)
  expect(zeros).toEqual(zeros.toSorted((a, b) => a - b))
  // Uniform weights: |w| < σ has probability 1/√3.
  const one = zeros[pruningLevels.indexOf(1)] ?? 0
  expect(one / kernel(model, 'dense_6').length).toBeCloseTo(1 / Math.sqrt(3), 1)
})

test('a threshold in standard deviations, of each layer or of all', () => {
  const model = leNet()
  const level = pruneWeights(model, { level: 5 })
  expect(pruneWeights(model, { deviations: pruningLevels[5] ?? 0 })).toEqual(level)
  const all = kernels.flatMap((id) => [...kernel(model, id)])
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length
  const spread = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length)
  const together = pruneWeights(model, { deviations: 0.5, global: true })
  for (const id of kernels)
    expect(kernel(together, id)).toEqual(
      kernel(model, id).map((x) => (Math.abs(x) < 0.5 * spread ? 0 : x)),
    )
})

test.each<Pruning>([
  { threshold: -1 },
  { deviations: -1 },
  { deviations: Infinity },
  { threshold: NaN },
  { sparsity: 1 },
  { sparsity: -0.1 },
  { level: 99 },
  { level: 0.5 },
  { sparsity: 0.5, nodes: ['flatten_5'] },
  { sparsity: 0.5, nodes: ['nowhere'] },
])('refuses %j', (pruning) => {
  expect(() => pruneWeights(leNet(), pruning)).toThrow(UserError)
})

/** The two forms, written as their description says. */
function encode(weights: Int8Array, channels: number): { bitmap: number[]; runs: number[] } {
  const [bitmap, runs]: [number[], number[]] = [[], []]
  for (let c = 0; c < channels; c++) {
    const own = Array.from(weights.filter((_, i) => i % channels === c))
    for (let i = 0; i < own.length; i += 8)
      bitmap.push(own.slice(i, i + 8).reduce((byte, w, bit) => byte | (w === 0 ? 0 : 1 << bit), 0))
    bitmap.push(...own.filter((w) => w !== 0))
    const entries: number[] = []
    let gap = 0
    for (const w of own) {
      if (w === 0 && gap < 255) gap++
      else {
        entries.push(gap, w)
        gap = 0
      }
    }
    // Zeros at the end need no entry.
    while (entries.at(-1) === 0) entries.splice(-2)
    runs.push(entries.length & 255, entries.length >> 8, ...entries)
  }
  return { bitmap, runs }
}

/** Back from `runs`. */
function decode(runs: readonly number[], taps: number, channels: number): Int8Array {
  const weights = new Int8Array(taps * channels)
  let at = 0
  for (let c = 0; c < channels; c++) {
    const count = (runs[at] ?? 0) + 256 * (runs[at + 1] ?? 0)
    at += 2
    let tap = 0
    for (const end = at + count; at < end; at += 2) {
      tap += runs[at] ?? 0
      weights[tap++ * channels + c] = runs[at + 1] ?? 0
    }
  }
  return weights
}

test('sizes are those of the written forms, which lose nothing', () => {
  const random = seededRandom(4)
  for (const share of [0, 0.1, 0.5, 0.9, 0.99, 0.999, 1]) {
    const [taps, channels] = [1200, 3]
    const weights = Int8Array.from({ length: taps * channels }, () =>
      random() < share ? 0 : 1 + Math.floor(random() * 127),
    )
    const { bitmap, runs } = encode(weights, channels)
    expect(decode(runs, taps, channels)).toEqual(weights)
    const size = sparseSize(weights, channels)
    expect(size.bytes).toEqual({ dense: 3600, bitmap: bitmap.length, runs: runs.length })
    expect(size.best).toBe(share < 0.5 ? 'dense' : share < 0.9 ? 'bitmap' : 'runs')
  }
})

test('a model’s sizes by layer, dense where sparse is larger', () => {
  const dense = sparseSizes(leNet())
  expect([...dense.keys()]).toEqual(kernels)
  for (const { best, weights, bytes } of dense.values())
    expect([best, bytes.dense]).toEqual(['dense', weights])
  const sparse = sparseSizes(pruneWeights(leNet(), { sparsity: 0.9 }))
  expect(sparse.get('dense_6')).toMatchObject({ best: 'runs', zeros: 43200 })
  const sum = sumSparseSizes(sparse.values())
  expect(sum.denseBytes).toBe(61470)
  expect(sum.bestBytes).toBeLessThan(0.26 * sum.denseBytes)
  for (let seed = 0; seed < 20; seed++)
    for (const size of sparseSizes(randomModel(seed)).values())
      expect(size.bytes[size.best]).toBeLessThanOrEqual(size.weights)
})
