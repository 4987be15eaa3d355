// What the arena would need if every layer stored its result: the fullest layer when each result is
// kept until its last reader has run. A lower bound: no gaps between buffers.

import type { Plan } from '../../compile/plan'
import { layerOf } from '../../layers'
import { shapeSize } from '../../model/model'
import type { NodeId } from '../../model/model'
import { indexOf } from '../parts/planIndex'

export function unfusedArena(plan: Plan): number {
  const { node: nodes } = indexOf(plan)
  const source = new Map<NodeId, NodeId>()
  const lastUse = new Map<NodeId, number>()
  plan.layers.forEach(({ node: id }, at) => {
    const node = nodes.get(id)
    const [first] = node?.inputs ?? []
    const alias = node && layerOf(node.kind)?.alias && first !== undefined
    source.set(id, alias ? (source.get(first) ?? first) : id)
    for (const input of node?.inputs ?? []) lastUse.set(source.get(input) ?? input, at)
  })
  lastUse.set(source.get(plan.model.output) ?? plan.model.output, plan.layers.length)
  const stored = plan.layers.flatMap(({ node, shape }, at) =>
    source.get(node) === node ? [{ node, at, bytes: shapeSize(shape ?? [0]) }] : [],
  )
  const alive = (step: number) =>
    stored
      .filter(({ node, at }) => at <= step && (lastUse.get(node) ?? at) >= step)
      .reduce((sum, { bytes }) => sum + bytes, 0)
  return plan.layers.reduce((peak, _, step) => Math.max(peak, alive(step)), 0)
}
