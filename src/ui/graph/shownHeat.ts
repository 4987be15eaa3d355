// What the heat bars show: a board without a latency model has no bars of latency.

import type { LayerCost, Plan } from '../../compile/plan'
import type { Heat } from '../../store/session'

export function shownHeat(plan: Plan, heat: Heat): Heat {
  return heat === 'latency' && !plan.latency ? 'flash' : heat
}

/** A layer's part of what the bars show. */
export function heatShare(plan: Plan, cost: LayerCost, heat: Heat): number {
  const { total, latency } = plan
  const [part, whole] = {
    latency: [cost.cycles ?? 0, latency?.cycles ?? 0],
    flash: [cost.flashBytes, total.flashBytes],
    energy: [cost.energy.totalJoules, total.energy.totalJoules],
    macs: [cost.macs, total.macs],
  }[shownHeat(plan, heat)] as [number, number]
  return whole > 0 ? part / whole : 0
}
