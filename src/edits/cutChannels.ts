// Removes classes of channels from a model: every layer follows by its own rule.

import type { Model, Node, NodeId, Tensor, WeightId } from '../model/model'
import { layerOf } from '../layers/index'
import type { Followed, Kept } from '../layers/layer'
import { cutWeights } from './cutWeights'
import type { Naming } from './cutWeights'
import { hasWidth, traceChannels } from './traceChannels'
import type { ChannelTrace } from './traceChannels'

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
