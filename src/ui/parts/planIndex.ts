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

/** Are there layers that no count knows: neither their weights nor what they compute? */
export function hasUnsupported({ model }: Plan): boolean {
  return model.nodes.some(({ kind }) => layerOf(kind) === undefined)
}

/** "Conv2D" of a known kind, otherwise the word that the file used. */
export function kindLabel(node: Node): string {
  return layerOf(node.kind)?.label ?? node.origin?.className ?? node.kind
}

/** Of layers in nested models the last part: "Conv_1". */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1) || name
}

/** The layer that gives a step its name: the convolution of a fused group. */
export function ownerName(plan: Plan, step: number): string {
  const owner = plan.calls[step]?.owner ?? ''
  return shortName(indexOf(plan).node.get(owner)?.name ?? owner)
}

/** As a card has room for it: "AvgPool", "BatchNorm". */
export function shortKindLabel(node: Node): string {
  return kindLabel(node)
    .replace('Average', 'Avg')
    .replace(/Pooling\dD$/, 'Pool')
    .replace('Normalization', 'Norm')
    .replace('Depthwise', 'DW')
    .replace('Separable', 'Sep')
}

/** What a part of a layer computes, where a layer was taken apart: "softmax". */
function partLabel(plan: Plan, op: string): string {
  const found = plan.fused.ops.find(({ id }) => id === op)
  const activation = found?.attrs['activation'] ?? found?.attrs['function']
  if (typeof activation === 'string') return activation
  return (found ? (layerOf(found.kind)?.label ?? found.kind) : op).toLowerCase()
}

/** Layer names of a step: "conv1 + pool1"; of a layer in several steps, "dense (softmax)". */
export function stepName(plan: Plan, step: number): string {
  const call = plan.calls[step]
  if (!call) return ''
  const { node } = indexOf(plan)
  const names = call.nodes.map((id) => shortName(node.get(id)?.name ?? id)).join(' + ')
  const last = call.nodes[call.nodes.length - 1]
  const shared = plan.calls.some((other, at) => at !== step && other.nodes.includes(last ?? ''))
  return shared ? `${names} (${partLabel(plan, call.op)})` : names
}

/** Name of the buffer that a step writes: its last layer, with the part where it has several. */
export function bufferName(plan: Plan, buffer: string): string {
  const { node } = indexOf(plan)
  const nodes = plan.buffers.find(({ id }) => id === buffer)?.nodes ?? []
  const last = nodes[nodes.length - 1] ?? buffer
  const name = shortName(node.get(last)?.name ?? last)
  const shared = plan.buffers.some(
    (other) => other.id !== buffer && !other.scratch && other.nodes.includes(last),
  )
  return shared ? `${name} (${partLabel(plan, buffer)})` : name
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
