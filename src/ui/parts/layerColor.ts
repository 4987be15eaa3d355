// Layers take the categorical colors in flow order; from the ninth on by block, so that layers which
// run as one step share a color. The same layer has the same color in every panel.

import type { Plan } from '../../compile/plan'
import type { NodeId } from '../../model/model'

const colorCount = 8

const known = new WeakMap<Plan, ReadonlyMap<NodeId, string>>()

export function layerColors(plan: Plan): ReadonlyMap<NodeId, string> {
  const colors = known.get(plan) ?? colorLayers(plan)
  known.set(plan, colors)
  return colors
}

function colorLayers(plan: Plan): ReadonlyMap<NodeId, string> {
  const costed = plan.layers.filter((layer) => layer.connections > 0 || layer.step !== undefined)
  const byBlock = costed.length > colorCount
  const colors = new Map<NodeId, string>()
  let index = -1
  let lastStep: number | undefined
  for (const layer of costed) {
    const sameBlock = byBlock && layer.step !== undefined && layer.step === lastStep
    if (!sameBlock) index++
    lastStep = layer.step
    colors.set(layer.node, `var(--c${(index % colorCount) + 1})`)
  }
  return colors
}
