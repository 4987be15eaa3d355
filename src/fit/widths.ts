// What a search can change about widths: groups of layers that only change together.

import { applyWidths } from '../edits/applyWidths'
import type { Naming } from '../edits/cutWeights'
import type { Activity } from '../edits/activity'
import { chooseImportance, importanceByWeights } from '../edits/importance'
import { widthOf } from '../edits/resizeChannels'
import { widthGroup, widthProblem } from '../edits/widthProblem'
import type { EditArgs } from '../edits/edit'
import type { Model, NodeId } from '../model/model'

export type Widths = Readonly<Record<NodeId, number>>

export interface WidthGroup {
  readonly nodes: readonly NodeId[]
  readonly name: string
  readonly width: number
}

/** A model whose widths are to be chosen: the given one, or one with another structure. */
export interface Base {
  readonly label: string
  readonly edits: readonly { readonly id: string; readonly args: EditArgs }[]
  readonly model: Model
  /** Absent where nobody ran samples through it. */
  readonly activity?: Activity
}

/** Layers of one group have the same width; whoever only shares some channels counts as its own. */
export function widthGroups(model: Model): readonly WidthGroup[] {
  const seen = new Set<NodeId>()
  return model.nodes.flatMap(({ id, name }) => {
    if (seen.has(id) || widthProblem(model, id)) return []
    const width = widthOf(model, id)
    const nodes = widthGroup(model, id).filter((one) => widthOf(model, one) === width)
    for (const one of nodes) seen.add(one)
    return width > 1 ? [{ nodes, name, width }] : []
  })
}

/** For costs alone: shapes are right, weights whatever. */
export function shapeWidths({ model }: Base, widths: Widths): Model {
  return applyWidths(model, widths, 'derived', importanceByWeights)
}

/** With the channels that matter, readers ready to do without the others. */
export function cutWidths({ model, activity }: Base, widths: Widths, naming: Naming): Model {
  return applyWidths(model, widths, naming, chooseImportance(activity), activity)
}

export function sameWidths(
  groups: readonly WidthGroup[],
  of: (group: WidthGroup) => number,
): Widths {
  return Object.fromEntries(
    groups.flatMap((group) => group.nodes.map((id) => [id, of(group)] as const)),
  )
}
