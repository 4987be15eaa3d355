// Which candidates are tried: widths by sensitivity and evenly, other structures, and smaller ones
// than asked for, to choose from. The most promising come first.

import { costOf, excessOf, scaleLimits } from './costs'
import type { Limits } from './costs'
import { chooseWidths } from './chooseWidths'
import type { ChosenWidths, Evenness } from './chooseWidths'
import type { FitRequest } from './fitOptions'
import type { Curve } from './measureSensitivity'
import type { Run } from './run'
import { sameWidths, widthGroups } from './widths'
import type { Base } from './widths'

export interface Draft extends ChosenWidths {
  readonly base: Base
  readonly label: string
  /** Smaller than the budgets ask, to choose from: not expected to become the best. */
  readonly spare: boolean
}

interface Recipe {
  readonly base: Base
  readonly evenness: Evenness
  /** Of the limits. */
  readonly share: number
  readonly label: string
}

/** Of flash and time; below, hardly a network is left. */
const spareShares = [0.8, 0.6]

function recipesOf(base: Base, others: readonly Base[]): readonly Recipe[] {
  return [
    { base, evenness: 0.5, share: 1, label: 'balanced widths' },
    { base, evenness: 1, share: 1, label: 'even widths' },
    { base, evenness: 0.15, share: 1, label: 'widths by sensitivity' },
    ...others.map((other) => ({ base: other, evenness: 0.75, share: 1, label: other.label })),
    ...spareShares.map((share) => {
      const label = `balanced widths, to ${100 * share} % of flash and time`
      return { base, evenness: 0.5, share, label }
    }),
  ]
}

/** Curves by the layers that another structure still has; new ones lose nothing that is known. */
function curvesFor(base: Base, curves: readonly Curve[]): readonly Curve[] {
  const byNode = new Map(curves.flatMap((curve) => curve.group.nodes.map((id) => [id, curve])))
  return widthGroups(base.model).map((group) => ({
    group,
    points: byNode.get(group.nodes[0] ?? '')?.points ?? [],
  }))
}

function unchanged(base: Base, limits: Limits, request: FitRequest): Draft | undefined {
  const cost = costOf(base.model, request)
  const widths = sameWidths(widthGroups(base.model), ({ width }) => width)
  const label = 'as it is'
  return excessOf(cost, limits) > 0
    ? undefined
    : { base, label, widths, cost, fits: true, spare: false }
}

/** The same model twice is one; where nothing fits, the smallest comes alone. */
export async function chooseDrafts(
  base: Base,
  others: readonly Base[],
  curves: readonly Curve[],
  limits: Limits,
  request: FitRequest,
  run: Run,
): Promise<readonly Draft[]> {
  const asItIs = unchanged(base, limits, request)
  const drafts: Draft[] = asItIs ? [asItIs] : []
  const seen = new Set<string>()
  for (const recipe of recipesOf(base, others)) {
    if (drafts.length > 0 && (await run.isOver())) break
    const spare = recipe.share < 1
    // Where all fits as it is, narrower layers are only for those who want to spare more.
    if (asItIs && !spare && recipe.base === base) continue
    run.tell('candidates', recipe.label)
    const own = curvesFor(recipe.base, curves)
    const wanted = spare ? scaleLimits(limits, costOf(base.model, request), recipe.share) : limits
    const chosen = await chooseWidths(recipe.base, own, wanted, recipe.evenness, request, run)
    const key = JSON.stringify([recipe.base.edits, chosen.widths])
    if (seen.has(key) || (spare && !chosen.fits)) continue
    seen.add(key)
    drafts.push({ base: recipe.base, label: recipe.label, ...chosen, spare })
  }
  const fitting = drafts.filter(({ fits }) => fits)
  return fitting.length > 0 ? fitting : smallestOf(drafts, limits)
}

function smallestOf(drafts: readonly Draft[], limits: Limits): readonly Draft[] {
  const [first] = drafts.toSorted((a, b) => excessOf(a.cost, limits) - excessOf(b.cost, limits))
  return first ? [first] : []
}
