// Layers make up for channels that they will no longer read: each removed channel is replaced by the
// combination of those that stay that comes nearest to it on calibration samples (ridge regression),
// folded into the weights (after He, Zhang, Sun 2017, "Channel pruning for accelerating very deep
// neural networks"; here one combination for all taps). Nothing is trained, no labels are needed.

import { bytesOf } from '../lib/bytes'
import { hashContent } from '../lib/hash'
import type { Model, Tensor, WeightId } from '../model/model'
import type { Activity } from './activity'
import { readingOf } from './readingOf'
import { solveSymmetric } from './solveSymmetric'
import { traceAlike } from './traceChannels'

/** Of the mean moment: keeps combinations of nearly equal channels small. */
const ridge = 1e-3

interface Split {
  readonly kept: readonly number[]
  readonly removed: readonly number[]
}

/** [kept × removed]: how much of each kept channel stands for a removed one. */
function combinations(moments: Float64Array, channels: number, { kept, removed }: Split) {
  const at = (a: number, b: number) => moments[a * channels + b] ?? 0
  const trace = kept.reduce((sum, c) => sum + at(c, c), 0)
  if (!(trace > 0)) return new Float64Array(kept.length * removed.length)
  const matrix = Float64Array.from(kept.flatMap((a) => kept.map((b) => at(a, b))))
  for (let i = 0; i < kept.length; i++)
    matrix[i * kept.length + i] = (matrix[i * kept.length + i] ?? 0) + (ridge * trace) / kept.length
  const right = Float64Array.from(kept.flatMap((a) => removed.map((b) => at(a, b))))
  return solveSymmetric(matrix, kept.length, right, removed.length)
}

/** Adds to the weights of kept channels what stands for removed ones; index = place · channels + channel. */
function addShares(
  { shape, data }: Tensor,
  axis: number,
  channels: number,
  { kept, removed }: Split,
  shares: Float64Array,
): Float32Array {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const out = Float32Array.from(data)
  const sums = new Float64Array(inner)
  for (let place = 0; place < data.length; place += channels * inner)
    kept.forEach((to, k) => {
      sums.fill(0)
      removed.forEach((from, r) => {
        const share = shares[k * removed.length + r] ?? 0
        const first = place + from * inner
        for (let i = 0; i < inner; i++) sums[i] = (sums[i] ?? 0) + share * (data[first + i] ?? 0)
      })
      const first = place + to * inner
      for (let i = 0; i < inner; i++) out[first + i] = (out[first + i] ?? 0) + (sums[i] ?? 0)
    })
  return out
}

const momentNames = new WeakMap<Float64Array, string>()

function nameOf(moments: Float64Array): string {
  const name = momentNames.get(moments) ?? hashContent(bytesOf(moments))
  momentNames.set(moments, name)
  return name
}

/** The model before the classes `gone` are cut, its readers ready for that. Values when first read. */
export function reconstructReaders(
  model: Model,
  gone: ReadonlySet<number>,
  activity: Activity,
): Model {
  const byId = new Map(model.nodes.map((node) => [node.id, node]))
  const weights: Record<WeightId, Tensor> = { ...model.weights }
  const nodes = model.nodes.map((node) => {
    const reading = readingOf(model, byId, node, activity)
    const old = model.weights[node.weights[reading?.role ?? ''] ?? '']
    if (!reading || !old) return node
    const { role, axis, channels, moments, classes } = reading
    const split: { kept: number[]; removed: number[] } = { kept: [], removed: [] }
    classes.forEach((one, c) => (gone.has(one) ? split.removed : split.kept).push(c))
    if (split.kept.length === 0 || split.removed.length === 0) return node
    let values: Float32Array | undefined
    const tensor: Tensor = {
      shape: old.shape,
      get data() {
        return (values ??= addShares(
          old,
          axis,
          channels,
          split,
          combinations(moments, channels, split),
        ))
      },
    }
    // All that the values follow from; hashing the values would be to compute them.
    const name = hashContent(node.weights[role] ?? '', nameOf(moments), split.kept.join())
    weights[name] = tensor
    return { ...node, weights: { ...node.weights, [role]: name } }
  })
  const ready = { ...model, nodes, weights }
  traceAlike(ready, model)
  return ready
}
