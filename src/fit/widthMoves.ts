// How a search of widths goes from one set of widths to the next: one group narrower where that gains
// most for what is lost, wider where there is room, or far where costs rise before they fall.

import { excessOf } from './costs'
import type { Limits } from './costs'
import type { FitCost } from './fitOptions'
import type { WidthGroup } from './widths'

export interface Search {
  readonly groups: readonly WidthGroup[]
  readonly limits: Limits
  /** What group g loses with this width. */
  readonly loss: (g: number, width: number) => number
  readonly costOf: (widths: readonly number[]) => FitCost
}

export interface State {
  readonly widths: readonly number[]
  readonly cost: FitCost
}

export interface Move extends State {
  /** What is lost for what is gained; the lowest is the best. */
  readonly rate: number
}

/** A move of group g; undefined where there is none. */
export type Look = (search: Search, state: State, g: number) => Move | undefined

/** Steers where no budget moves, as when two equally large buffers stand in the way. */
const besidesExcess = 1e-3

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

/** Group g at another width; undefined where that gains nothing. */
function moveTo(search: Search, { widths, cost }: State, g: number, next: number) {
  const made = widths.with(g, next)
  const after = search.costOf(made)
  const gain = potential(search, cost) - potential(search, after)
  if (!(gain > 0)) return undefined
  const rate = (search.loss(g, next) - search.loss(g, widths[g] ?? 0)) / gain
  return { widths: made, cost: after, rate }
}

/** Undefined where a step gains nothing. */
export const narrow: Look = (search, state, g) => {
  const width = state.widths[g] ?? 0
  const next = width - stepOf(width, excessOf(state.cost, search.limits))
  return next < 1 ? undefined : moveTo(search, state, g, next)
}

/**
 * A step where one gains, otherwise the best of some widths far from the present one: costs jump where
 * another kernel does the work, so that one channel less may cost more, and a few less much less.
 */
export const jump: Look = (search, state, g) => {
  const step = narrow(search, state, g)
  if (step) return step
  const width = state.widths[g] ?? 0
  const most = search.groups[g]?.width ?? 0
  const far = [1, 2, 4, 8, width >> 1, width >> 2, 2 * width].filter(
    (next) => next >= 1 && next <= most && next !== width,
  )
  const moves = [...new Set(far)].flatMap((next) => moveTo(search, state, g, next) ?? [])
  return moves.toSorted((a, b) => a.rate - b.rate)[0]
}

/** By a step, or as far as `times` the width where steps do not fit; undefined where nothing does. */
function widenBy(times: readonly number[]): Look {
  return (search, { widths, cost }, g) => {
    const width = widths[g] ?? 0
    const most = search.groups[g]?.width ?? 0
    const far = times.map((factor) => factor * width)
    for (const next of new Set([width + stepOf(width, 0), width + 1, ...far])) {
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
}

export const widen = widenBy([])
export const widenFar = widenBy([2, 4, 8])

const picksBetweenLooks = 8

/**
 * The best move of all groups again and again. Plans take time: a group's rate is looked at anew only
 * when the one known could win, and of all groups now and then.
 */
export function createPicker(groups: number, look: (state: State, g: number) => Move | undefined) {
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
