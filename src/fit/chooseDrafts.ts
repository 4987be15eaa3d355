// Which candidates are tried: widths by sensitivity and evenly, other structures, and smaller ones
// than asked for, to choose from. The most promising come first.

import { costOf, excessOf, scaleLimits } from './costs'
import type { Limits } from './costs'
import { chooseWidths, chooseWidthsFar } from './chooseWidths'
import type { ChosenWidths, Evenness, WidthQuestion } from './chooseWidths'
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

/** The same model twice is one; where nothing fits, the nearest to it comes alone. */
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
  const add = (draft: Draft): void => {
    const key = JSON.stringify([draft.base.edits, draft.widths])
    if (seen.has(key) || (draft.spare && !draft.fits)) return
    seen.add(key)
    drafts.push(draft)
  }
  const tried: (readonly [WidthQuestion, Draft])[] = []
  for (const recipe of recipesOf(base, others)) {
    if (drafts.length > 0 && (await run.isOver())) break
    const spare = recipe.share < 1
    // Where all fits as it is, narrower layers are only for those who want to spare more.
    if (asItIs && !spare && recipe.base === base) continue
    run.tell('candidates', recipe.label)
    const own = curvesFor(recipe.base, curves)
    const wanted = spare ? scaleLimits(limits, costOf(base.model, request), recipe.share) : limits
    const { evenness, label } = recipe
    const question = { base: recipe.base, curves: own, limits: wanted, evenness, request }
    const draft = { base: recipe.base, label, ...(await chooseWidths(question, run)), spare }
    tried.push([question, draft])
    add(draft)
  }
  const fitting = drafts.filter(({ fits }) => fits)
  if (fitting.length > 0) return fitting
  for (const one of await searchFarther(tried, run)) add(one)
  const found = drafts.filter(({ fits }) => fits)
  return found.length > 0 ? found : nearestOf(drafts, limits)
}

/** Where steps found nothing that fits: as much again as the first search, for those who need it. */
async function searchFarther(
  tried: readonly (readonly [WidthQuestion, Draft])[],
  run: Run,
): Promise<readonly Draft[]> {
  const drafts: Draft[] = []
  for (const [question, draft] of tried) {
    if (await run.isOver()) break
    if (draft.spare && !drafts.some(({ fits }) => fits)) break
    run.tell('candidates', `${draft.label}, searched farther`)
    drafts.push({ ...draft, ...(await chooseWidthsFar(question, draft, run)) })
  }
  return drafts
}

function nearestOf(drafts: readonly Draft[], limits: Limits): readonly Draft[] {
  const [first] = drafts.toSorted((a, b) => excessOf(a.cost, limits) - excessOf(b.cost, limits))
  return first ? [first] : []
}
