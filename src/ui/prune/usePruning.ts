// What the pruning tab is about: the design without previews, its steps, and what is known of them.

import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Plan } from '../../compile/plan'
import { derive } from '../../store/derive'
import { pruneSteps } from '../../store/pruneSteps'
import { pruning, pruningKey, sizePruning } from '../../store/pruning'
import type { PruneTable, PruningState } from '../../store/pruning'
import { samples } from '../../store/samples'
import { useProject } from '../parts/useStores'

export interface PruningView {
  readonly plan: Plan
  readonly state: PruningState
  readonly table: PruneTable
  /** Index of the step that the page shows. */
  readonly chosen: number | undefined
  readonly hasData: boolean
}

export function usePruning(): PruningView {
  const design = useProject((state) => state.design)
  if (!design) throw new Error('no model is open')
  const state = useStore(pruning)
  const { id, datasets } = useStore(samples)
  const { plan } = derive(design)
  const key = pruningKey(design, state.choice, id)
  const known = state.tables.get(key)
  const table = known ?? {
    rows: pruneSteps(state.choice, plan.model).map((step) => ({ step })),
  }
  return {
    plan,
    state,
    table,
    chosen: state.chosen?.key === key ? state.chosen.step : undefined,
    hasData: datasets.length > 0,
  }
}

/** Counts whenever the question changes; called once, by the panel. */
export function useCounting(): void {
  const design = useProject((state) => state.design)
  const { choice } = useStore(pruning)
  const { id } = useStore(samples)
  useEffect(() => void sizePruning(), [design, choice, id])
}
