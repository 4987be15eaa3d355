// Ways of pruning in steps, from nothing on, as the pruning tab offers them.

import { prunableNodes, pruningLevels } from '../edits/pruneWeights'
import type { Pruning } from '../edits/pruneWeights'
import type { Model, NodeId } from '../model/model'

export type PruneBy = 'levels' | 'threshold' | 'sparsity'

export interface PruneChoice {
  readonly by: PruneBy
  /** A threshold of one's own, in standard deviations. */
  readonly deviations?: number
  /** A share of zeros of one's own, from 0 to below 1. */
  readonly sparsity?: number
  /** Do all layers compete? */
  readonly global: boolean
  /** Undefined: all that have weights to prune. */
  readonly nodes?: readonly NodeId[]
}

export interface PruneStep {
  /** "Level 4", "0.5 σ", "60 %": unique among the steps. */
  readonly name: string
  /** Standard deviations, where that is what makes the step. */
  readonly deviations?: number
  readonly pruning: Pruning
}

export const defaultPruneChoice: PruneChoice = { by: 'levels', global: false }

const thresholds = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2]
const sparsities = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
export const mostDeviations = 5
export const mostSparsity = 0.99

/** What the choice says of layers that this model has. */
export function chosenNodes({ nodes }: PruneChoice, model: Model): readonly NodeId[] | undefined {
  const possible = new Set(prunableNodes(model).map(({ id }) => id))
  const chosen = nodes?.filter((id) => possible.has(id)) ?? []
  return chosen.length > 0 && chosen.length < possible.size ? chosen : undefined
}

const ascending = (list: readonly number[], own: number | undefined): readonly number[] =>
  [...new Set(own === undefined ? list : [...list, own])].toSorted((a, b) => a - b)

const short = (value: number): string => String(Number(value.toFixed(2)))

/** The first step prunes nothing. */
export function pruneSteps(choice: PruneChoice, model: Model): readonly PruneStep[] {
  const { by, deviations, sparsity, global } = choice
  const nodes = chosenNodes(choice, model)
  const scope = { global, ...(nodes ? { nodes } : {}) }
  if (by === 'levels')
    return pruningLevels.map((units, level) => ({
      name: `Level ${level}`,
      deviations: units,
      pruning: { level, ...scope },
    }))
  if (by === 'threshold')
    return ascending(thresholds, deviations).map((units) => ({
      name: `${short(units)}\u00a0σ`,
      deviations: units,
      pruning: { deviations: units, ...scope },
    }))
  return ascending(sparsities, sparsity).map((share) => ({
    name: `${short(100 * share)}\u00a0%`,
    pruning: { sparsity: share, ...scope },
  }))
}
