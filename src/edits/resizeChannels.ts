// Several layers brought to new widths at once: the weakest channels go, the strongest are doubled.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId } from '../model/model'
import { cutChannels } from './cutChannels'
import type { Activity } from './activity'
import type { Copies, Naming } from './cutWeights'
import { findNode } from './edit'
import { growChannels } from './growChannels'
import { chooseImportance } from './importance'
import type { Importance } from './importance'
import { emptiedNode, rankClasses, weakestClasses } from './rankChannels'
import { reconstructReaders } from './reconstructReaders'
import { traceChannels } from './traceChannels'

/** As the fields of the layers have it. */
const widest = 65535

export interface ResizeOptions {
  readonly naming?: Naming
  /** By elimination where there is activity, else by the weights that make a channel. */
  readonly importance?: Importance
  /** Of `model`. With it, those who read removed channels make up for them as well as they can. */
  readonly activity?: Activity
  readonly copies?: Copies
}

export function widthOf(model: Model, id: NodeId): number {
  return traceChannels(model).classes.get(id)?.length ?? 0
}

/** How often each class of the layer is to be there; channels that go together are doubled together. */
function copiesOf(model: Model, id: NodeId, count: number, times: Map<number, number>): void {
  const own = traceChannels(model).classes.get(id) ?? new Int32Array()
  const sizes = new Map<number, number>()
  for (const one of own) sizes.set(one, (sizes.get(one) ?? 0) + 1)
  const ranked = rankClasses(model, id)
  let room = count
  for (const [one, size] of sizes) room -= size * (times.get(one) ?? 1)
  for (let grown = true; grown;) {
    grown = false
    for (const one of ranked) {
      const size = sizes.get(one) ?? 1
      if (size > room) continue
      times.set(one, (times.get(one) ?? 1) + 1)
      room -= size
      grown = true
    }
  }
}

function checkCount(model: Model, id: NodeId, count: number): void {
  const { name } = findNode(model, id)
  if (!Number.isInteger(count) || count < 1 || count > widest)
    fail('edit/width', `${name} can't have ${count} channels.`, {
      where: { node: id },
      hint: `Choose a whole number from 1 to ${widest}.`,
    })
}

/** Growth that nothing stands against: of layers that move together the smallest width counts. */
function growths(
  model: Model,
  widths: ReadonlyMap<NodeId, number>,
  gone: ReadonlySet<number>,
): readonly (readonly [NodeId, number])[] {
  const { classes } = traceChannels(model)
  const limits = new Map<number, number>()
  for (const [id, count] of widths)
    for (const one of classes.get(id) ?? [])
      limits.set(one, Math.min(limits.get(one) ?? widest, count))
  return model.nodes.flatMap(({ id }) => {
    if (!widths.has(id)) return []
    const own = classes.get(id) ?? new Int32Array()
    const count = own.reduce((least, one) => Math.min(least, limits.get(one) ?? least), widest)
    const free = count > own.length && !own.some((one) => gone.has(one))
    return free ? [[id, count] as const] : []
  })
}

/** Takes the strongest channels out of `gone` where a layer would have none. */
function spareOne(model: Model, gone: Set<number>, measure: Importance): void {
  for (let id = emptiedNode(model, gone); id !== undefined; id = emptiedNode(model, gone))
    for (const one of rankClasses(model, id, measure).slice(0, 1)) gone.delete(one)
}

/**
 * `widths` of layers without a `widthProblem`. Of layers that move together the smallest width
 * counts. The order of the keys does not matter.
 */
export function resizeChannels(
  model: Model,
  widths: ReadonlyMap<NodeId, number>,
  { naming = 'content', activity, importance, copies }: ResizeOptions,
): Model {
  const gone = new Set<number>()
  const measure = importance ?? chooseImportance(activity)
  for (const { id } of model.nodes) {
    const count = widths.get(id)
    if (count === undefined) continue
    checkCount(model, id, count)
    if (count < widthOf(model, id))
      for (const one of weakestClasses(model, id, count, gone, measure)) gone.add(one)
  }
  spareOne(model, gone, measure)
  const grows = growths(model, widths, gone)
  const ready = activity && gone.size > 0 ? reconstructReaders(model, gone, activity) : model
  const narrow = cutChannels(ready, gone, naming)
  const times = new Map<number, number>()
  for (const [id, count] of grows) copiesOf(narrow, id, count, times)
  if (times.size === 0) return narrow
  const names = grows.map(([id]) => findNode(model, id).name).join(', ')
  return growChannels(narrow, times, `${names} can't be made wider`, naming, copies)
}
