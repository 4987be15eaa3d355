// What the first stage yields from shapes alone, without weights or ranges: everything that budgets,
// memory map, cards, energy and (later) latency need. It runs on every tick of a slider.

import type { Diagnostic } from '../lib/diagnostics'
import type { Board } from '../boards/board'
import type { Energy } from '../boards/energy'
import type { Graph } from '../model/graph'
import type { LoweredGraph } from './lowerGraph'
import type { Model, NodeId, Shape } from '../model/model'
import type { Buffer, Call, Constant, MemoryPlan, Stream, TargetId } from '../model/program'

/**
 * How rows use RAM. `whole`: every buffer is whole. `rows`: a chain of calls from the input on runs row
 * by row, so that windows of rows take the place of buffers. `input-rows`: the input too arrives row by
 * row. `auto`: the first of these that fits the board.
 */
export type Streaming = 'auto' | 'whole' | 'rows' | 'input-rows'

export interface CompileOptions {
  /** Whose kernels run; without it the board's own (`targetOf`). */
  readonly target?: TargetId
  readonly streaming: Streaming
  /** Compute a final softmax on the board; without it the outputs are logits. */
  readonly softmax: boolean
}

export const defaultOptions: CompileOptions = { streaming: 'auto', softmax: true }

const targets: Partial<Record<Board['core'], TargetId>> = {
  avr: 'avr',
  'cortex-m0': 'arm',
  'cortex-m0plus': 'arm',
  'cortex-m3': 'arm',
  'cortex-m4': 'arm-dsp',
  'cortex-m7': 'arm-dsp',
  'cortex-m33': 'arm-dsp',
}

/** Whose kernels a board runs. */
export const targetOf = (board: Board): TargetId => targets[board.core] ?? 'c'

/** How well a figure is known. */
export type Origin = 'measured' | 'simulated' | 'estimated' | 'planned'

export interface Part {
  readonly id: string
  readonly label: string
  readonly bytes: number
  readonly origin: Origin
}

/** Bytes of flash or RAM against the board, with what they are made of. */
export interface Budget {
  readonly bytes: number
  readonly limitBytes: number
  readonly parts: readonly Part[]
  readonly origin: Origin
}

/** What one layer of the model costs. Sums over all layers are in `Plan.total`. */
export interface LayerCost {
  readonly node: NodeId
  /** Undefined where an unsupported layer stands before it. */
  readonly shape?: Shape
  readonly connections: number
  readonly parameters: number
  readonly macs: number
  /** Bytes of the layer's result; `stored` false where a fused kernel never stores it. */
  readonly activationBytes: number
  readonly stored: boolean
  /** Weights, channel records, tables, step struct and call of this layer. */
  readonly flashBytes: number
  readonly energy: Energy
  /** Of one inference on the board; undefined where its core has no latency model. */
  readonly cycles?: number
  /** Where the board's core is a Cortex-M. */
  readonly instructions?: number
  /** Index of the step that computes it; several layers share one when fused; undefined for aliases. */
  readonly step?: number
}

/** Time of one inference. */
export interface Latency {
  readonly cycles: number
  /** Where the board's core is a Cortex-M. */
  readonly instructions?: number
  readonly seconds: number
  readonly origin: Origin
  /** How far off whole networks were at most: instructions where there are any, else cycles. */
  readonly errorPercent: number
  /** Where cycles are estimated from instructions: by what. Memory that waits is not in them. */
  readonly cyclesFrom?: string
  /** Why the error may be larger: the board's core is not the one that was measured. */
  readonly approximate?: string
}

export interface PassRecord {
  readonly name: string
  readonly graph: Graph
}

/** A call whose numbers the planned kernel does not take. */
export interface OtherKernel {
  readonly node: NodeId
  readonly planned: string
  readonly kernel: string
}

export interface Plan {
  readonly model: Model
  readonly board: Board
  readonly options: CompileOptions
  readonly target: TargetId
  /** False where a layer can't run; then calls, buffers, constants are empty and `diagnostics` says why. */
  readonly supported: boolean
  readonly diagnostics: readonly Diagnostic[]
  /** Compound layers taken apart, nothing folded: what float runs and calibration compute. */
  readonly expanded: Graph
  /** After folding and fusing: what is quantized and lowered. */
  readonly fused: Graph
  readonly passes: readonly PassRecord[]
  readonly calls: readonly Call[]
  readonly loweredOps: LoweredGraph['loweredOps']
  readonly buffers: readonly Buffer[]
  readonly constants: readonly Constant[]
  readonly inputBuffer: string
  readonly outputBuffer: string
  readonly memory: MemoryPlan
  /** Absent where all buffers are whole. */
  readonly stream?: Stream
  readonly layers: readonly LayerCost[]
  readonly total: Omit<LayerCost, 'node' | 'shape' | 'step' | 'stored' | 'cycles' | 'instructions'>
  /** Absent where the board's core has no latency model. */
  readonly latency?: Latency
  readonly flash: Budget
  readonly ram: Budget
  /** Of a build; until weights and ranges are known, costs are those of the planned kernels. */
  readonly otherKernels?: readonly OtherKernel[]
}
