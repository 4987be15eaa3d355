// What auto-fit is asked, and what it answers. All of it is plain JSON, typed arrays or models.

import type { Board } from '../boards/board'
import type { CompileOptions } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import type { EditArgs } from '../edits/edit'
import type { Split } from '../learning/splitSamples'
import type { BackendName } from '../learning/trainOptions'
import type { Model, NodeId } from '../model/model'

/** What the result has to stay within. Undefined flash and RAM: what the board leaves. */
export interface FitBudgets {
  readonly flashBytes?: number
  readonly ramBytes?: number
  /** Only for boards with a latency model. */
  readonly latencySeconds?: number
}

export interface FitOptions {
  readonly budgets: FitBudgets
  /** Allow edits of structure (Flatten → pooling, separable convolutions), not only of widths. */
  readonly structure: boolean
  /**
   * Work in training steps of 32 samples, over sensitivity, short fine-tunings and the last training:
   * a budget that is no time, so that a seed says all.
   */
  readonly steps: number
  readonly seed: number
}

export const defaultFitOptions: FitOptions = {
  budgets: {},
  structure: true,
  steps: 6000,
  seed: 1,
}

/** Most samples that judge; what the validation part has more of goes to training. */
export const judgedCount = 2000

export interface FitRequest {
  /** The model to be shrunk, at its present sizes. */
  readonly model: Model
  /** The unshrunk model where `model` is smaller already; it teaches. Without it `model` does. */
  readonly teacher?: Model
  /** The test part is never looked at; of a single data set a share is kept apart for the test. */
  readonly datasets: readonly Dataset[]
  readonly board: Board
  readonly compile: CompileOptions
  readonly options: FitOptions
}

/** What was done to the model, to be shown and repeated: edits of structure, then widths. */
export interface FitChange {
  readonly edits: readonly { readonly id: string; readonly args: EditArgs }[]
  readonly widths: Readonly<Record<NodeId, number>>
}

export interface FitCost {
  readonly flashBytes: number
  readonly ramBytes: number
  /** Absent on boards without a latency model. */
  readonly latencySeconds?: number
  readonly energyJoules?: number
  readonly parameters: number
  readonly macs: number
}

export interface FitCandidate {
  /** From 1, in the order in which they were tried. */
  readonly id: number
  /** How it was found: "by sensitivity, to 70 %"; of one line. */
  readonly label: string
  readonly change: FitChange
  readonly cost: FitCost
  readonly fits: boolean
  /** Steps that it was trained with so far. */
  readonly steps: number
  /** In float, on the validation part, which neither trains nor tests. Absent without labels. */
  readonly validationPercent?: number
  /** Without labels: how near the outputs stay to the unshrunk model's. */
  readonly nearPercent?: number
  /** No other candidate is better or equal in accuracy and all costs. */
  readonly pareto: boolean
}

/** How much accuracy a layer costs when it alone gets smaller, without training. */
export interface Sensitivity {
  readonly node: NodeId
  readonly name: string
  /** Share of the layer's channels that stay, and the validation accuracy then (or, without labels, how near the outputs stay). */
  readonly points: readonly { readonly share: number; readonly percent: number }[]
}

export type FitPhase = 'sensitivity' | 'candidates' | 'fine-tuning' | 'last training'

export interface FitProgress {
  readonly phase: FitPhase
  /** Of all steps. */
  readonly steps: number
  readonly ofSteps: number
  /** "conv2 half as wide"; of one line. */
  readonly what: string
}

export type FitNews =
  | { readonly kind: 'progress'; readonly progress: FitProgress }
  | { readonly kind: 'sensitivity'; readonly layers: readonly Sensitivity[] }
  /** All candidates so far, and the best model so far where it is a new one. */
  | {
      readonly kind: 'candidates'
      readonly candidates: readonly FitCandidate[]
      readonly best?: { readonly id: number; readonly model: Model }
    }

export interface FitContext {
  readonly onNews?: (news: FitNews) => void
  readonly signal?: AbortSignal
  /** True ends the search with the best so far. */
  readonly shouldStop?: () => boolean
  readonly backend?: BackendName
  readonly wasmUrl?: string
  /** Awaited after every step, to let a thread answer others. */
  readonly pause?: () => Promise<void>
}

export interface FitResult {
  readonly candidates: readonly FitCandidate[]
  readonly sensitivity: readonly Sensitivity[]
  /** The most accurate that fits; the nearest to it where none does. */
  readonly best: { readonly id: number; readonly model: Model }
  /** Models of the Pareto list by candidate, the best among them. */
  readonly models: ReadonlyMap<number, Model>
  /** `importance`: there were no labels, so that nothing was trained. */
  readonly by: 'accuracy' | 'importance'
  /** `too-small`: none was found that fits; nothing was trained, `best` is the nearest to it. */
  readonly ended: 'steps' | 'stopped' | 'too-small'
  /** Data set that was trained on, and its samples that were not: absent where nothing was. */
  readonly trained?: { readonly source: string; readonly parts: Split }
}
