// Which channels of a layer matter most. Ranks are those of the given model, so that a slider that
// comes back restores.

import type { Model, NodeId } from '../model/model'
import { classScores, importanceByWeights } from './importance'
import type { Importance } from './importance'
import { traceChannels } from './traceChannels'

const ranks = new WeakMap<Float64Array, Map<NodeId, readonly number[]>>()

/** The classes of a layer's channels, the strongest first, equal ones by lower channel. */
export function rankClasses(
  model: Model,
  id: NodeId,
  importance: Importance = importanceByWeights,
): readonly number[] {
  const scores = classScores(model, importance)
  const known = ranks.get(scores) ?? new Map<NodeId, readonly number[]>()
  ranks.set(scores, known)
  // Sorting is stable: equal classes stay in the order of their first channels.
  const ranked =
    known.get(id) ??
    [...new Set(traceChannels(model).classes.get(id))].sort(
      (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
    )
  known.set(id, ranked)
  return ranked
}

export interface RankedChannel {
  readonly channel: number
  readonly score: number
}

/** A layer's channels, the strongest first. Channels that go together have one score. */
export function rankChannels(
  model: Model,
  id: NodeId,
  importance: Importance = importanceByWeights,
): readonly RankedChannel[] {
  const scores = classScores(model, importance)
  const own = traceChannels(model).classes.get(id) ?? new Int32Array()
  return Array.from(own, (one, channel) => ({ channel, score: scores[one] ?? 0 })).sort(
    (a, b) => b.score - a.score,
  )
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
  importance: Importance = importanceByWeights,
): readonly number[] {
  const own = traceChannels(model).classes.get(id) ?? new Int32Array()
  const sizes = new Map<number, number>()
  for (const one of own) sizes.set(one, (sizes.get(one) ?? 0) + 1)
  let room = count
  let none = true
  return rankClasses(model, id, importance).filter((one) => {
    if (gone.has(one)) return false
    const size = sizes.get(one) ?? 1
    const stays = none || size <= room
    if (stays) room -= size
    none &&= !stays
    return !stays
  })
}

/** The first layer of which nothing would stay: layers may share only some of their channels. */
export function emptiedNode(model: Model, gone: ReadonlySet<number>): NodeId | undefined {
  for (const [id, own] of traceChannels(model).classes)
    if (own.length > 0 && own.every((one) => gone.has(one))) return id
  return undefined
}
