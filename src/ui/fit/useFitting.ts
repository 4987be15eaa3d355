// What the auto-fit tab is about: the design without previews, the search, and what of it is in use.

import { useStore } from 'zustand'
import type { Plan } from '../../compile/plan'
import type { FitCandidate } from '../../fit/fitOptions'
import { boardOf, derive, editedModel } from '../../store/derive'
import { fitting } from '../../store/fitting'
import type { FittingState } from '../../store/fitting'
import type { FitRun } from '../../store/fitRun'
import type { Design } from '../../store/project'
import { modelKey } from '../../store/trainingRun'
import { useProject } from '../parts/useStores'

export interface FittingView {
  readonly design: Design
  readonly plan: Plan
  readonly state: FittingState
  /** Of the model that would be shrunk. */
  readonly key: string
}

export function useFitting(): FittingView {
  const design = useProject((state) => state.design)
  if (!design) throw new Error('no model is open')
  const state = useStore(fitting.store)
  return { design, plan: derive(design).plan, state, key: modelKey(editedModel(design)) }
}

export interface Candidates {
  readonly run: FitRun
  readonly candidates: readonly FitCandidate[]
  readonly boardName: string
  /** The one that the page shows. */
  readonly chosen: FitCandidate | undefined
  readonly best: FitCandidate | undefined
  /** The one that the design is. */
  readonly inUse: FitCandidate | undefined
  /** The design is neither what was shrunk nor what came of it. */
  readonly stale: boolean
}

export function useCandidates(): Candidates | undefined {
  const { design, state, key } = useFitting()
  const { run, chosen } = state
  if (!run) return undefined
  const { candidates, models, bestId, boardId, modelKey: shrunk } = run
  const byId = (id: number | null | undefined) => candidates.find((one) => one.id === id)
  const used = [...models].find(([, model]) => modelKey(model) === key)?.[0]
  return {
    run,
    candidates,
    boardName: boardOf({ ...design, boardId }).name,
    chosen: byId(chosen),
    best: byId(bestId),
    inUse: byId(used),
    stale: used === undefined && key !== shrunk,
  }
}
