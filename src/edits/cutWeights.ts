// A layer's weights along the channels that stay, or that are there twice.

import type { Model, Node, Role, Tensor, WeightId } from '../model/model'
import { weightId } from '../model/weightId'
import type { Followed } from '../layers/layer'
import { seededRandom } from '../lib/random'
import { seedOf } from './seedOf'

/**
 * How new weights are named: by their bytes, or (for previews, where hashing would cost more than
 * all the rest) by the weight that they were cut from and the cut, with values made when first read.
 */
export type Naming = 'content' | 'derived'

type Cut = Followed['cuts'][number]
type Keep = readonly number[]

/** "0-3,5" */
function formatIndices(indices: Keep): string {
  const runs: string[] = []
  for (let i = 0; i < indices.length;) {
    let end = i
    while (indices[end + 1] === (indices[end] ?? 0) + 1) end++
    runs.push(end > i ? `${indices[i]}-${indices[end]}` : `${indices[i]}`)
    i = end + 1
  }
  return runs.join()
}

function takeAlong({ shape, data }: Tensor, axis: number, keep: Keep): Float32Array {
  const size = shape[axis] ?? 1
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const outer = data.length / (size * inner)
  const out = new Float32Array(outer * keep.length * inner)
  let to = 0
  for (let o = 0; o < outer; o++)
    for (const index of keep) {
      const from = (o * size + index) * inner
      if (inner === 1) out[to] = data[from] ?? 0
      else out.set(data.subarray(from, from + inner), to)
      to += inner
    }
  return out
}

/** How copies of a channel differ. */
export interface Copies {
  readonly seed: number
  /** Added to the weights that make a copy, in units of their RMS; 0 keeps the function. */
  readonly noise: number
}

/**
 * Copies that all had the same share would stay equal for ever when trained. Shares of one index
 * sum to 1 and are nowhere equal.
 */
function sharesOf(keep: Keep, random: () => number): Float64Array {
  const shares = Float64Array.from(keep, () => 0.5 + random())
  const totals = new Map<number, number>()
  keep.forEach((index, i) => totals.set(index, (totals.get(index) ?? 0) + (shares[i] ?? 0)))
  return shares.map((share, i) => share / (totals.get(keep[i] ?? 0) ?? 1))
}

/** Writes into `data`: what takeAlong gave for these copies. */
function tellApart(data: Float32Array, parent: Tensor, cut: Cut, copies: Copies, name: string) {
  const inner = parent.shape.slice(cut.axis + 1).reduce((a, b) => a * b, 1)
  // Biases and batch norms stay as they are.
  const noisy = parent.shape.length > 1
  const random = seededRandom(seedOf(name, copies.seed))
  const { keep, sums } = cut
  if (sums) {
    const shares = sharesOf(keep, random)
    for (let i = 0; i < data.length; i++)
      data[i] = (data[i] ?? 0) * (shares[Math.floor(i / inner) % keep.length] ?? 1)
  } else if (noisy && copies.noise !== 0) {
    const squares = data.reduce((sum, x) => sum + x * x, 0)
    const size = copies.noise * Math.sqrt(squares / (data.length || 1))
    const seen = new Set<number>()
    const copied = keep.map((index) => seen.size === seen.add(index).size)
    for (let i = 0; i < data.length; i++)
      if (copied[Math.floor(i / inner) % keep.length])
        data[i] = (data[i] ?? 0) + (2 * random() - 1) * size
  }
}

function lazyCut(parent: Tensor, cut: Cut, name: string, copies?: Copies): Tensor {
  const { axis, keep } = cut
  let values: Float32Array | undefined
  return {
    shape: parent.shape.map((size, a) => (a === axis ? keep.length : size)),
    get data() {
      if (values) return values
      values = takeAlong(parent, axis, keep)
      if (copies) tellApart(values, parent, cut, copies, name)
      return values
    },
  }
}

/** All weights of a layer, by role, those that a cut touches cut and named anew. */
export function cutWeights(
  { id: node, weights }: Node,
  cuts: Followed['cuts'],
  model: Model,
  naming: Naming,
  copies?: Copies,
): readonly (readonly [Role, WeightId, Tensor])[] {
  return Object.entries(weights).map(([role, original]) => {
    let tensor = model.weights[original]
    let id = original
    if (!tensor) throw new Error(`${node}: no weight ${original}`)
    for (const cut of cuts) {
      if (cut.role !== role) continue
      const apart = copies ? ` of ${node}, ${copies.seed}, ${copies.noise}` : ''
      tensor = lazyCut(tensor, cut, `${role} ${cut.axis} of ${node}`, copies)
      id += `[${cut.axis}:${formatIndices(cut.keep)}${apart}]`
    }
    if (id !== original && naming === 'content') id = weightId(tensor)
    return [role, id, tensor] as const
  })
}
