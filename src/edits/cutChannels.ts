// Removes classes of channels from a model: every layer follows by its own rule.

import type { Model, Node, NodeId, Role, Tensor, WeightId } from '../model/model'
import { weightId } from '../model/weightId'
import { layerOf } from '../layers/index'
import type { Followed, Kept } from '../layers/layer'
import { hasWidth, traceChannels } from './traceChannels'
import type { ChannelTrace } from './traceChannels'

/**
 * How new weights are named: by their bytes, or (for previews, where hashing would cost more than
 * all the rest) by the weight that they were cut from and the cut, with values made when first read.
 */
export type Naming = 'content' | 'derived'

/** "0-3,5" */
function formatIndices(indices: readonly number[]): string {
  const runs: string[] = []
  for (let i = 0; i < indices.length;) {
    let end = i
    while (indices[end + 1] === (indices[end] ?? 0) + 1) end++
    runs.push(end > i ? `${indices[i]}-${indices[end]}` : `${indices[i]}`)
    i = end + 1
  }
  return runs.join()
}

function takeAlong({ shape, data }: Tensor, axis: number, keep: readonly number[]): Float32Array {
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

function lazyCut(parent: Tensor, axis: number, keep: readonly number[]): Tensor {
  let values: Float32Array | undefined
  return {
    shape: parent.shape.map((size, a) => (a === axis ? keep.length : size)),
    get data() {
      return (values ??= takeAlong(parent, axis, keep))
    },
  }
}

function cutWeights(
  { weights, id: node }: Node,
  cuts: Followed['cuts'],
  model: Model,
  naming: Naming,
): readonly (readonly [Role, WeightId, Tensor])[] {
  return Object.entries(weights).map(([role, original]) => {
    let tensor = model.weights[original]
    let id = original
    if (!tensor) throw new Error(`${node}: no weight ${original}`)
    for (const { role: cutRole, axis, keep } of cuts) {
      if (cutRole !== role) continue
      tensor = lazyCut(tensor, axis, keep)
      id += `[${axis}:${formatIndices(keep)}]`
    }
    if (id !== original && naming === 'content') id = weightId(tensor)
    return [role, id, tensor] as const
  })
}

/** Indices of a node's channels that stay; null for all. */
function keptOf(trace: ChannelTrace, id: string, gone: ReadonlySet<number>): Kept {
  const kept: number[] = []
  const classes = trace.classes.get(id)
  classes?.forEach((one, channel) => {
    if (!gone.has(one)) kept.push(channel)
  })
  return !classes || kept.length === classes.length ? null : kept
}

function followNode(node: Node, trace: ChannelTrace, keptById: ReadonlyMap<NodeId, Kept>) {
  const layer = layerOf(node.kind)
  const kept = node.inputs.map((id) => keptById.get(id) ?? null)
  const output = keptById.get(node.id) ?? null
  if (!layer || (output === null && kept.every((one) => one === null))) return undefined
  const inputs = node.inputs.map((id) => trace.shapes.get(id) ?? [])
  const own = hasWidth(layer) ? output : null
  const followed = layer.follow?.(node.attrs, inputs, kept, own)
  if (followed?.output?.join() !== output?.join())
    throw new Error(`${node.id}: channels traced and channels followed differ`)
  return followed
}

/** How each layer that changes follows, by node. `gone` are classes of `traceChannels(model)`. */
export function followModel(
  model: Model,
  gone: ReadonlySet<number>,
): ReadonlyMap<NodeId, Followed> {
  const trace = traceChannels(model)
  const kept = new Map(model.nodes.map(({ id }) => [id, keptOf(trace, id, gone)]))
  const changes = new Map<NodeId, Followed>()
  for (const node of model.nodes) {
    const followed = followNode(node, trace, kept)
    if (followed) changes.set(node.id, followed)
  }
  return changes
}

/** The model without the channels of these classes. */
export function cutChannels(model: Model, gone: ReadonlySet<number>, naming: Naming): Model {
  if (gone.size === 0) return model
  const changes = followModel(model, gone)
  const weights: Record<WeightId, Tensor> = {}
  const nodes = model.nodes.map((node) => {
    const followed = changes.get(node.id)
    const cut = cutWeights(node, followed?.cuts ?? [], model, naming)
    for (const [, id, tensor] of cut) weights[id] = tensor
    if (!followed) return node
    const names = Object.fromEntries(cut.map(([role, id]) => [role, id]))
    return { ...node, attrs: followed.attrs ?? node.attrs, weights: names }
  })
  return { ...model, nodes, weights }
}
