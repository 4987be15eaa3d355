// Which channels matter most: the L1 norm of the weights that make a channel, summed over all
// layers whose channels are added together (Li et al. 2017, "Pruning filters for efficient
// convnets"). Norms are those of the given model, so that a slider that comes back restores.

import type { Model, Node, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import { lastAxis } from '../layers/shared'
import { findNode } from './edit'
import { traceChannels } from './traceChannels'
import { widthGroup } from './widthProblem'

/** Sum of |w| over all weights of rank 2 or more that belong to one output channel. */
function channelNorms(model: Model, node: Node): Float64Array {
  const { shapes } = traceChannels(model)
  const inputs = node.inputs.map((id) => shapes.get(id) ?? [])
  const channels = lastAxis(shapes.get(node.id) ?? [])
  const all = Array.from({ length: channels }, (_, c) => c)
  const nothing = inputs.map(() => null)
  const cuts = layerOf(node.kind)?.follow?.(node.attrs, inputs, nothing, all).cuts ?? []
  const norms = new Float64Array(channels)
  for (const { role, axis } of cuts) {
    const weight = model.weights[node.weights[role] ?? '']
    if (!weight || weight.shape.length < 2) continue
    const inner = weight.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
    const { data } = weight
    for (let i = 0; i < data.length; i++) {
      const channel = Math.floor(i / inner) % channels
      norms[channel] = (norms[channel] ?? 0) + Math.abs(data[i] ?? 0)
    }
  }
  return norms
}

function rank(model: Model, id: NodeId): readonly number[] {
  const { classes } = traceChannels(model)
  const scores = new Map<number, number>()
  for (const member of widthGroup(model, id)) {
    const norms = channelNorms(model, findNode(model, member))
    classes.get(member)?.forEach((one, channel) => {
      scores.set(one, (scores.get(one) ?? 0) + (norms[channel] ?? 0))
    })
  }
  const own = [...new Set(classes.get(id))]
  // Sorting is stable: equal classes stay in the order of their first channels.
  return own.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0))
}

const ranks = new WeakMap<Model, Map<NodeId, readonly number[]>>()

/** The classes of a layer's channels, the strongest first, equal ones by lower channel. */
export function rankChannels(model: Model, id: NodeId): readonly number[] {
  const known = ranks.get(model) ?? new Map<NodeId, readonly number[]>()
  ranks.set(model, known)
  const ranked = known.get(id) ?? rank(model, id)
  known.set(id, ranked)
  return ranked
}

/**
 * Classes that go when a layer is to have `count` channels: the weakest of those not gone yet.
 * Where channels can only go together, fewer may stay, but never none.
 */
export function weakestClasses(
  model: Model,
  id: NodeId,
  count: number,
  gone: ReadonlySet<number>,
): readonly number[] {
  const own = traceChannels(model).classes.get(id) ?? new Int32Array()
  const sizes = new Map<number, number>()
  for (const one of own) sizes.set(one, (sizes.get(one) ?? 0) + 1)
  let room = count
  let none = true
  return rankChannels(model, id).filter((one) => {
    if (gone.has(one)) return false
    const size = sizes.get(one) ?? 1
    const stays = none || size <= room
    if (stays) room -= size
    none &&= !stays
    return !stays
  })
}
