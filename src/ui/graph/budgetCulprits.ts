// Which layers break a budget: cause beside effect.

import type { Plan } from '../../compile/plan'
import type { NodeId } from '../../model/model'
import { indexOf } from '../parts/planIndex'

export interface Culprits {
  /** The layer that takes most flash, where flash is over. */
  readonly flash?: { readonly node: NodeId; readonly bytes: number }
  /** The step at which the arena is fullest, where RAM is over. */
  readonly ramStep?: number
}

const known = new WeakMap<Plan, Culprits>()

export function budgetCulprits(plan: Plan): Culprits {
  const culprits = known.get(plan) ?? findCulprits(plan)
  known.set(plan, culprits)
  return culprits
}

function findCulprits(plan: Plan): Culprits {
  if (!plan.supported) return {}
  const biggest = plan.layers.reduce(
    (most, layer) => (layer.flashBytes > most.flashBytes ? layer : most),
    plan.layers[0]!,
  )
  const flashOver = plan.flash.bytes > plan.flash.limitBytes
  const ramOver = plan.ram.bytes > plan.ram.limitBytes
  return {
    ...(flashOver && { flash: { node: biggest.node, bytes: biggest.flashBytes } }),
    ...(ramOver && { ramStep: plan.memory.peakStep }),
  }
}

/** Nodes whose card carries a line at its foot. */
export function markedNodes(plan: Plan): ReadonlySet<NodeId> {
  const { flash } = budgetCulprits(plan)
  const marked = new Set(flash ? [flash.node] : [])
  for (const id of plan.model.untrained ?? []) marked.add(id)
  const { node, cost } = indexOf(plan)
  for (const { node: id } of plan.layers)
    if (cost.get(id)?.shape === undefined || node.get(id)?.kind === 'unknown') marked.add(id)
  return marked
}

/** "the Uno": the last word of a board's name that tells it apart. */
export function shortBoardName(name: string): string {
  return name.replace(/^(Arduino|Raspberry Pi|FRDM-|STM32) ?/, '').replace(/ 2560$/, '') || name
}
