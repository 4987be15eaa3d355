// Width multipliers: all layers of a network, or of a group, to a share of their trained widths.

import { widthOf } from '../edits/resizeChannels'
import { widthGroup, widthProblem } from '../edits/widthProblem'
import type { Model, NodeId } from '../model/model'
import { withWidths } from './project'
import type { Design } from './project'

export interface WidthGroup {
  /** In flow order; the first stands for all. */
  readonly nodes: readonly NodeId[]
  /** As trained. */
  readonly width: number
}

const groups = new WeakMap<Model, readonly WidthGroup[]>()

/** Layers whose width can be changed, those together that have the same channels. */
export function widthGroups(base: Model): readonly WidthGroup[] {
  const known = groups.get(base)
  if (known) return known
  const seen = new Set<NodeId>()
  const found = base.nodes.flatMap(({ id }): readonly WidthGroup[] => {
    if (seen.has(id) || widthProblem(base, id) !== undefined) return []
    const nodes = widthGroup(base, id)
    for (const one of nodes) seen.add(one)
    return [{ nodes, width: widthOf(base, id) }]
  })
  groups.set(base, found)
  return found
}

function chosenWidth({ widths }: Design, { nodes, width }: WidthGroup): number {
  const own = nodes.flatMap((id) => widths[id] ?? [])
  return own.length > 0 ? Math.min(...own) : width
}

/** Percent of all trained widths together. */
export function scaleOf(design: Design): number {
  const all = widthGroups(design.base)
  const trained = all.reduce((sum, { width }) => sum + width, 0)
  const now = all.reduce((sum, group) => sum + chosenWidth(design, group), 0)
  return trained > 0 ? Math.round((100 * now) / trained) : 100
}

/** Every width that can be changed to so many percent of the trained one, at least 1. */
export function withScale(design: Design, percent: number): Design {
  const entries = widthGroups(design.base).flatMap(({ nodes: [first], width }) => {
    const to = Math.max(1, Math.round((width * percent) / 100))
    return first === undefined || to === width ? [] : [[first, to] as const]
  })
  return withWidths(design, Object.fromEntries(entries))
}
