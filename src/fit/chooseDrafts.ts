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
}

interface Recipe {
  readonly base: Base
  readonly evenness: Evenness
  /** Of the limits. */
  readonly share: number
  readonly label: string
}

function recipesOf(base: Base, others: readonly Base[]): readonly Recipe[] {
  const widths = (evenness: Evenness, label: string, share = 1) => ({
    ...{ base, evenness, share },
    label: share === 1 ? label : `${label}, to ${100 * share} %`,
  })
  return [
    widths(0.5, 'half by sensitivity'),
    widths(1, 'evenly'),
    widths(0.15, 'by sensitivity'),
    ...others.map((other) => ({ base: other, evenness: 0.75, share: 1, label: other.label })),
    widths(0.5, 'half by sensitivity', 0.8),
    widths(0.5, 'half by sensitivity', 0.6),
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
  return excessOf(cost, limits) > 0 ? undefined : { base, label, widths, cost, fits: true }
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
    run.tell('candidates', recipe.label)
    const own = curvesFor(recipe.base, curves)
    const scaled = scaleLimits(limits, recipe.share)
    const chosen = await chooseWidths(recipe.base, own, scaled, recipe.evenness, request, run)
    const key = JSON.stringify([recipe.base.edits, chosen.widths])
    if (seen.has(key) || (asItIs && recipe.share === 1 && recipe.base === base)) continue
    seen.add(key)
    const fits = excessOf(chosen.cost, limits) === 0
    drafts.push({ base: recipe.base, label: recipe.label, ...chosen, fits })
  }
  const fitting = drafts.filter(({ fits }) => fits)
  return fitting.length > 0 ? fitting : smallestOf(drafts, limits)
}

function smallestOf(drafts: readonly Draft[], limits: Limits): readonly Draft[] {
  const [first] = drafts.toSorted((a, b) => excessOf(a.cost, limits) - excessOf(b.cost, limits))
  return first ? [first] : []
}
