// What a layer's int8 weights take in flash when zeros are left out, with all that is needed to find
// the others again. Two forms, each output channel for itself, beside the dense one:
// bitmap  a bit per weight (1: not zero), rounded up to bytes, then the weights that are not zero;
// runs    2 bytes: number of entries; per entry 2 bytes: zeros before it (0…255), its weight. A gap
//         of 256 and more takes entries of weight zero: 255 zeros and the entry's own.

import type { Model, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import { lastAxis } from '../layers/shared'
import { traceChannels } from './traceChannels'

export type SparseForm = 'dense' | 'bitmap' | 'runs'

export interface SparseSize {
  readonly weights: number
  readonly zeros: number
  readonly bytes: Readonly<Record<SparseForm, number>>
  /** The smallest; dense where nothing is smaller. */
  readonly best: SparseForm
}

const longestGap = 255

/** Entries of one channel in the form `runs`. */
function countRuns(weights: ArrayLike<number>, channel: number, channels: number): number {
  let [entries, gap] = [0, 0]
  for (let i = channel; i < weights.length; i += channels) {
    if (weights[i] !== 0) {
      entries += 1 + Math.floor(gap / (longestGap + 1))
      gap = 0
    } else gap++
  }
  return entries
}

/** `weights` as Keras orders them: the output channel of place i is i mod `channels`. */
export function sparseSize(weights: ArrayLike<number>, channels: number): SparseSize {
  const count = weights.length
  let zeros = 0
  for (let i = 0; i < count; i++) if (weights[i] === 0) zeros++
  let runs = 0
  for (let c = 0; c < channels; c++) runs += 2 + 2 * countRuns(weights, c, channels)
  const bitmap = channels * Math.ceil(count / channels / 8) + count - zeros
  const bytes = { dense: count, bitmap, runs }
  const forms: readonly SparseForm[] = ['dense', 'bitmap', 'runs']
  const best = forms.reduce((a, b) => (bytes[b] < bytes[a] ? b : a))
  return { weights: count, zeros, bytes, best }
}

export function sumSparseSizes(sizes: Iterable<SparseSize>): {
  readonly weights: number
  readonly zeros: number
  readonly denseBytes: number
  readonly bestBytes: number
} {
  const sum = { weights: 0, zeros: 0, denseBytes: 0, bestBytes: 0 }
  for (const { weights, zeros, bytes, best } of sizes) {
    sum.weights += weights
    sum.zeros += zeros
    sum.denseBytes += bytes.dense
    sum.bestBytes += bytes[best]
  }
  return sum
}

/** Weights as int8 has them, zero or not: what rounds to zero need not be stored either. */
function rounded(data: Float32Array, channels: number): Float32Array {
  const largest = new Float32Array(channels)
  data.forEach((x, i) => {
    largest[i % channels] = Math.max(largest[i % channels] ?? 0, Math.abs(x))
  })
  return data.map((x, i) => {
    const most = largest[i % channels] ?? 0
    return most > 0 ? Math.round((127 * Math.abs(x)) / most) : 0
  })
}

/** By layer with weights of rank 2 or more; a separable convolution's two kernels together. */
export function sparseSizes(model: Model): ReadonlyMap<NodeId, SparseSize> {
  const { shapes } = traceChannels(model)
  const sizes = new Map<NodeId, SparseSize>()
  for (const { id, kind, weights } of model.nodes) {
    if (!layerOf(kind)) continue
    const own = Object.entries(weights).flatMap(([role, name]) => {
      const tensor = model.weights[name]
      if (!tensor || tensor.shape.length < 2) return []
      const [inputs = 1, last = 1] = tensor.shape.slice(-2)
      // A depthwise kernel [height, width, in, multiplier] has in · multiplier channels.
      const both = role === 'depthwise' || last !== lastAxis(shapes.get(id) ?? [last])
      const channels = both ? inputs * last : last
      return [sparseSize(rounded(tensor.data, channels), channels)]
    })
    const [first, ...more] = own
    if (first) sizes.set(id, more.reduce(joined, first))
  }
  return sizes
}

function joined(a: SparseSize, b: SparseSize): SparseSize {
  const bytes = {
    dense: a.bytes.dense + b.bytes.dense,
    bitmap: a.bytes.bitmap + b.bytes.bitmap,
    runs: a.bytes.runs + b.bytes.runs,
  }
  const best = (['dense', 'bitmap', 'runs'] as const).reduce((x, y) =>
    bytes[y] < bytes[x] ? y : x,
  )
  return { weights: a.weights + b.weights, zeros: a.zeros + b.zeros, bytes, best }
}
