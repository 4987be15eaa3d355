// Look-ups over a plan that several panels need, computed once per plan.

import type { LayerCost, Plan } from '../../compile/plan'
import { layerOf } from '../../layers'
import type { Node, NodeId } from '../../model/model'

export interface PlanIndex {
  readonly cost: ReadonlyMap<NodeId, LayerCost>
  readonly node: ReadonlyMap<NodeId, Node>
  /** Layers that one step computes, in flow order; index as in `plan.calls`. */
  readonly layersOfStep: ReadonlyMap<number, readonly NodeId[]>
}

const indexes = new WeakMap<Plan, PlanIndex>()

export function indexOf(plan: Plan): PlanIndex {
  const known = indexes.get(plan)
  if (known) return known
  const layersOfStep = new Map<number, NodeId[]>()
  for (const { node, step } of plan.layers)
    if (step !== undefined) layersOfStep.set(step, [...(layersOfStep.get(step) ?? []), node])
  const index = {
    cost: new Map(plan.layers.map((cost) => [cost.node, cost])),
    node: new Map(plan.model.nodes.map((node) => [node.id, node])),
    layersOfStep,
  }
  indexes.set(plan, index)
  return index
}

/** "Conv2D" of a known kind, otherwise the word that the file used. */
export function kindLabel(node: Node): string {
  return layerOf(node.kind)?.label ?? node.origin?.className ?? node.kind
}

/** Layer names of a step: "conv1 + pool1". */
export function stepName(plan: Plan, step: number): string {
  const { layersOfStep, node } = indexOf(plan)
  const names = (layersOfStep.get(step) ?? []).map((id) => node.get(id)?.name ?? id)
  if (names.length > 0) return names.join(' + ')
  return plan.calls[step]?.nodes.map((id) => node.get(id)?.name ?? id).join(' + ') ?? ''
}

/** Bytes of the arena that hold something while each step runs; shared bytes count once. */
export function stepBytes(plan: Plan): readonly number[] {
  return plan.calls.map((_, step) => {
    const alive = plan.memory.slots
      .filter((slot) => slot.from <= step && step < slot.until)
      .sort((a, b) => a.offset - b.offset)
    let used = 0
    let top = 0
    for (const { offset, bytes } of alive) {
      used += Math.max(0, offset + bytes - Math.max(top, offset))
      top = Math.max(top, offset + bytes)
    }
    return used
  })
}
