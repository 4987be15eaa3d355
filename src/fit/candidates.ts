// The candidates of a search as they are told: in order, the Pareto list marked, the best so far.

import type { FitCandidate, FitContext, FitCost } from './fitOptions'
import type { Draft } from './chooseDrafts'
import type { Judgement } from './judge'
import type { Model } from '../model/model'

/** A candidate with its model while the search goes on. */
export interface Tried {
  readonly id: number
  readonly draft: Draft
  readonly model: Model
  readonly judgement: Judgement
  readonly steps: number
}

const prices = (cost: FitCost) => [cost.flashBytes, cost.ramBytes, cost.latencySeconds ?? cost.macs]

/** A saving below it is none: a list of many near the same helps nobody. */
const notable = 0.02

/** Better or equal in all, notably better in one. */
function beats(a: Tried, b: Tried): boolean {
  const [accuracy, other] = [a.judgement.percent, b.judgement.percent]
  const [x, y] = [prices(a.draft.cost), prices(b.draft.cost)]
  const noDearer = x.every((own, i) => own <= (y[i] ?? 0) * (1 + notable))
  const cheaper = x.some((own, i) => own < (y[i] ?? 0) * (1 - notable))
  return accuracy >= other && noDearer && (accuracy > other || cheaper || earlierTwin(a, b))
}

/** Of two that are as good as the same one stays. */
function earlierTwin(a: Tried, b: Tried): boolean {
  const same = prices(a.draft.cost).every((own, i) => {
    const other = prices(b.draft.cost)[i] ?? 0
    return own >= other * (1 - notable) && own <= other * (1 + notable)
  })
  return same && a.judgement.percent === b.judgement.percent && byAccuracy(a, b) < 0
}

export function paretoOf(tried: readonly Tried[]): ReadonlySet<number> {
  return new Set(tried.flatMap((one) => (tried.some((other) => beats(other, one)) ? [] : [one.id])))
}

/** More right answers, of equal ones the smaller error. All fit, or there is one alone. */
export function byAccuracy(a: Tried, b: Tried): number {
  const [x, y] = [a.judgement, b.judgement]
  return y.percent - x.percent || byError(a, b)
}

/** Who goes on: errors tell two apart where right answers do by chance. */
export function byError(a: Tried, b: Tried): number {
  return a.judgement.error - b.judgement.error || a.id - b.id
}

export function bestOf(tried: readonly Tried[]): Tried {
  const [first] = tried.toSorted(byAccuracy)
  if (!first) throw new Error('a search has at least one candidate')
  return first
}

export function describeCandidates(
  tried: readonly Tried[],
  labelled: boolean,
): readonly FitCandidate[] {
  const pareto = paretoOf(tried)
  return tried.map(({ id, draft, judgement, steps }) => ({
    id,
    label: draft.label,
    change: { edits: draft.base.edits, widths: draft.widths },
    cost: draft.cost,
    fits: draft.fits,
    steps,
    ...(labelled ? { validationPercent: judgement.percent } : { nearPercent: judgement.percent }),
    pareto: pareto.has(id),
  }))
}

/** Tells the best model only where it is a new one. */
export function createTeller({ onNews }: FitContext, labelled: boolean) {
  let told: Model | undefined
  return (tried: readonly Tried[]): void => {
    const best = bestOf(tried)
    const isNew = best.model !== told
    told = best.model
    onNews?.({
      kind: 'candidates',
      candidates: describeCandidates(tried, labelled),
      ...(isNew ? { best: { id: best.id, model: best.model } } : {}),
    })
  }
}
