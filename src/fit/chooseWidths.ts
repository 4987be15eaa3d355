// Widths that fit, found from costs alone: step by step the group gets narrower whose channels lose
// least for what they cost of the budgets that are exceeded; in the end what room is left is given
// back. What channels lose is foretold from the sensitivity of each layer.

import { costOf, excessOf } from './costs'
import type { Limits } from './costs'
import type { FitCost, FitRequest } from './fitOptions'
import { lostAt } from './measureSensitivity'
import type { Curve } from './measureSensitivity'
import type { Run } from './run'
import { createPicker, jump, narrow, widen, widenFar } from './widthMoves'
import type { Look, Search, State } from './widthMoves'
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

/** What widths are chosen for. */
export interface WidthQuestion {
  readonly base: Base
  readonly curves: readonly Curve[]
  readonly limits: Limits
  readonly evenness: Evenness
  readonly request: FitRequest
}

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

function createSearch({ base, curves, limits, evenness, request }: WidthQuestion): Search {
  const groups = curves.map(({ group }) => group)
  const known = new Map<string, FitCost>()
  return {
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

/** Move by move until there is none, or it need not go on. */
async function repeat(
  search: Search,
  from: State,
  look: Look,
  run: Run,
  goesOn: (state: State) => boolean = () => true,
): Promise<State> {
  const pick = createPicker(search.groups.length, (state, g) => look(search, state, g))
  let state = from
  while (goesOn(state)) {
    await run.isOver()
    const next = pick(state)
    if (!next) break
    state = next
  }
  return state
}

function chosenOf({ groups, limits }: Search, { widths, cost }: State): ChosenWidths {
  return { widths: widthsOf(groups, widths), cost, fits: excessOf(cost, limits) === 0 }
}

/** Where steps lead to nothing that fits, what they led to. */
export async function chooseWidths(question: WidthQuestion, run: Run): Promise<ChosenWidths> {
  const search = createSearch(question)
  const isTooBig = ({ cost }: State) => excessOf(cost, question.limits) > 0
  const full = search.groups.map(({ width }) => width)
  const start = { widths: full, cost: search.costOf(full) }
  const narrowed = await repeat(search, start, narrow, run, isTooBig)
  if (isTooBig(narrowed)) return chosenOf(search, narrowed)
  return chosenOf(search, await repeat(search, narrowed, widen, run))
}

/**
 * For what `chooseWidths` gave up: on by jumps, then from all groups at their least. Where that does not
 * fit either, what is nearest to it.
 */
export async function chooseWidthsFar(
  question: WidthQuestion,
  given: ChosenWidths,
  run: Run,
): Promise<ChosenWidths> {
  const search = createSearch(question)
  const excess = ({ cost }: State) => excessOf(cost, question.limits)
  const isTooBig = (state: State) => excess(state) > 0
  const stuck = search.groups.map(({ nodes, width }) => given.widths[nodes[0] ?? ''] ?? width)
  const least = search.groups.map(() => 1)
  let nearest: State = { widths: stuck, cost: given.cost }
  for (const widths of [stuck, least]) {
    const start = { widths, cost: search.costOf(widths) }
    const found = await repeat(search, start, jump, run, isTooBig)
    if (excess(found) < excess(nearest)) nearest = found
    if (!isTooBig(nearest)) return chosenOf(search, await repeat(search, nearest, widenFar, run))
  }
  return chosenOf(search, nearest)
}
