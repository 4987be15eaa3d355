// Widths that fit, found from costs alone: step by step the group gets narrower whose channels lose
// least for what they cost of the budgets that are exceeded; in the end what room is left is given
// back. What channels lose is foretold from the sensitivity of each layer.

import { costOf, excessOf } from './costs'
import type { Limits } from './costs'
import type { FitCost, FitRequest } from './fitOptions'
import { lostAt } from './measureSensitivity'
import type { Curve } from './measureSensitivity'
import type { Run } from './run'
import { sameWidths, shapeWidths } from './widths'
import type { Base, WidthGroup, Widths } from './widths'

export interface ChosenWidths {
  readonly widths: Widths
  readonly cost: FitCost
  readonly fits: boolean
}

/**
 * How much of the loss is foretold by sensitivity (0) and how much by the share of channels that
 * goes, the same for all layers (1): untrained networks fear more than trained ones lose.
 */
export type Evenness = number

interface Search {
  readonly base: Base
  readonly groups: readonly WidthGroup[]
  readonly limits: Limits
  /** What group g loses with this width. */
  readonly loss: (g: number, width: number) => number
  readonly costOf: (widths: readonly number[]) => FitCost
}

/** Steers where no budget moves, as when two equally large buffers stand in the way. */
const besidesExcess = 1e-3

function foretell(curves: readonly Curve[], evenness: Evenness) {
  const halves = curves.map((curve) => lostAt(curve, 0.5))
  const usual = halves.reduce((sum, lost) => sum + lost, 0) / (halves.length || 1)
  return (g: number, width: number): number => {
    const curve = curves[g]
    if (!curve) return 0
    const share = width / curve.group.width
    const own = usual > 0 ? lostAt(curve, share) / usual : 0
    return (1 - evenness) * own - evenness * Math.log2(share)
  }
}

function potential({ limits }: Search, cost: FitCost): number {
  const small =
    cost.flashBytes / limits.flashBytes +
    cost.ramBytes / limits.ramBytes +
    (cost.latencySeconds ?? 0) / (limits.latencySeconds ?? Infinity) +
    cost.parameters / limits.flashBytes +
    cost.macs / 1e7
  return excessOf(cost, limits) + besidesExcess * small
}

/** How much of a width goes at once: much while far from the goal. */
function stepOf(width: number, excess: number): number {
  const share = excess > 1 ? 0.2 : excess > 0.2 ? 0.1 : 0.04
  return Math.max(1, Math.round(width * share))
}

/** The narrowing that loses least for what it gains; undefined where nothing gains. */
function bestNarrowing(search: Search, widths: readonly number[], cost: FitCost) {
  const before = potential(search, cost)
  const excess = excessOf(cost, search.limits)
  let best: { widths: number[]; cost: FitCost; rate: number } | undefined
  widths.forEach((width, g) => {
    const next = width - stepOf(width, excess)
    if (next < 1) return
    const made = widths.with(g, next)
    const after = search.costOf(made)
    const gain = before - potential(search, after)
    if (!(gain > 0)) return
    const rate = (search.loss(g, next) - search.loss(g, width)) / gain
    if (!best || rate < best.rate) best = { widths: made, cost: after, rate }
  })
  return best
}

/** The widening that fits and gains most for the room that it takes. */
function bestWidening(search: Search, widths: readonly number[], cost: FitCost) {
  let best: { widths: number[]; cost: FitCost; gain: number } | undefined
  widths.forEach((width, g) => {
    if (width >= (search.groups[g]?.width ?? 0)) return
    const made = widths.with(g, width + 1)
    const after = search.costOf(made)
    if (excessOf(after, search.limits) > 0) return
    const room = Math.max(1e-9, potential(search, after) - potential(search, cost))
    const gain = (search.loss(g, width) - search.loss(g, width + 1)) / room
    if (!best || gain > best.gain) best = { widths: made, cost: after, gain }
  })
  return best
}

function createSearch(
  base: Base,
  curves: readonly Curve[],
  limits: Limits,
  evenness: Evenness,
  request: FitRequest,
): Search {
  const groups = curves.map(({ group }) => group)
  const known = new Map<string, FitCost>()
  return {
    base,
    groups,
    limits,
    loss: foretell(curves, evenness),
    costOf: (widths) => {
      const key = widths.join()
      const cost = known.get(key) ?? costOf(shapeWidths(base, widthsOf(groups, widths)), request)
      known.set(key, cost)
      return cost
    },
  }
}

function widthsOf(groups: readonly WidthGroup[], widths: readonly number[]): Widths {
  return sameWidths(groups, (group) => widths[groups.indexOf(group)] ?? group.width)
}

/** Where nothing fits, the smallest that there is. */
export async function chooseWidths(
  base: Base,
  curves: readonly Curve[],
  limits: Limits,
  evenness: Evenness,
  request: FitRequest,
  run: Run,
): Promise<ChosenWidths> {
  const search = createSearch(base, curves, limits, evenness, request)
  let widths: readonly number[] = search.groups.map(({ width }) => width)
  let cost = search.costOf(widths)
  while (excessOf(cost, limits) > 0) {
    await run.isOver()
    const next = bestNarrowing(search, widths, cost)
    if (!next) break
    ;({ widths, cost } = next)
  }
  const fits = excessOf(cost, limits) === 0
  while (fits) {
    await run.isOver()
    const next = bestWidening(search, widths, cost)
    if (!next) break
    ;({ widths, cost } = next)
  }
  return { widths: widthsOf(search.groups, widths), cost, fits }
}
