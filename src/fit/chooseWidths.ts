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

interface State {
  readonly widths: readonly number[]
  readonly cost: FitCost
}

interface Move extends State {
  /** What is lost for what is gained; the lowest is the best. */
  readonly rate: number
}

/** Undefined where it gains nothing. */
function narrow(search: Search, { widths, cost }: State, g: number): Move | undefined {
  const width = widths[g] ?? 0
  const next = width - stepOf(width, excessOf(cost, search.limits))
  if (next < 1) return undefined
  const made = widths.with(g, next)
  const after = search.costOf(made)
  const gain = potential(search, cost) - potential(search, after)
  if (!(gain > 0)) return undefined
  const rate = (search.loss(g, next) - search.loss(g, width)) / gain
  return { widths: made, cost: after, rate }
}

/** Undefined where it does not fit. */
function widen(search: Search, { widths, cost }: State, g: number): Move | undefined {
  const width = widths[g] ?? 0
  const most = search.groups[g]?.width ?? 0
  for (const next of new Set([width + stepOf(width, 0), width + 1])) {
    if (next > most) continue
    const made = widths.with(g, next)
    const after = search.costOf(made)
    if (excessOf(after, search.limits) > 0) continue
    const room = Math.max(1e-9, potential(search, after) - potential(search, cost))
    const gain = (search.loss(g, width) - search.loss(g, next)) / room
    return { widths: made, cost: after, rate: -gain }
  }
  return undefined
}

const picksBetweenLooks = 8

/**
 * The best move of all groups again and again. Plans take time: a group's rate is looked at anew only
 * when the one known could win, and of all groups now and then.
 */
function createPicker(groups: number, look: (state: State, g: number) => Move | undefined) {
  const rates = new Array<number>(groups).fill(-Infinity)
  let picks = 0
  return (state: State): Move | undefined => {
    if (picks++ % picksBetweenLooks === 0) rates.fill(-Infinity)
    const moves = new Map<number, Move | undefined>()
    while (groups > 0) {
      const best = Math.min(...rates)
      const g = rates.indexOf(best)
      if (moves.has(g) && (best < Infinity || moves.size === groups)) return moves.get(g)
      // None that is known moves: perhaps others do by now.
      if (best === Infinity) rates.forEach((_, i) => !moves.has(i) && (rates[i] = -Infinity))
      const at = rates.indexOf(Math.min(...rates))
      const move = look(state, at)
      moves.set(at, move)
      rates[at] = move?.rate ?? Infinity
    }
    return undefined
  }
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
  const { groups } = search
  const full = groups.map(({ width }) => width)
  let state: State = { widths: full, cost: search.costOf(full) }
  const repeat = async (look: typeof narrow, goesOn: () => boolean) => {
    const pick = createPicker(groups.length, (from, g) => look(search, from, g))
    while (goesOn()) {
      await run.isOver()
      const next = pick(state)
      if (!next) break
      state = next
    }
  }
  const fits = () => excessOf(state.cost, limits) === 0
  await repeat(narrow, () => !fits())
  if (fits()) await repeat(widen, () => true)
  return { widths: widthsOf(groups, state.widths), cost: state.cost, fits: fits() }
}
