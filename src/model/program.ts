// What runs: steps that are plain structs of numbers, each naming a kernel. The C printer prints
// them, the wasm runner runs their bytes, the budget sums them, the memory map draws them.

import type { NodeId, Shape } from './model'
import type { OpId } from './graph'
import type { Quantization } from './quantized'

/**
 * Chooses kernels, layout and weight packing: `c` is the portable form, `avr` that of 8-bit boards, `arm`
 * that of Cortex-M, `arm-dsp` of those with DSP instructions, `wasm` the fast bulk form.
 */
export type TargetId = 'c' | 'avr' | 'arm' | 'arm-dsp' | 'wasm'

/**
 * How a tensor's values lie in the arena. `nhwc`: int8, row × column × channel. `rows`: q + 128,
 * row × channel × column (a picture's rows stay whole; where there is one column or one channel, and
 * for tensors of other ranks, that is the order of `nhwc`).
 */
export type Layout = 'nhwc' | 'rows'

export type BufferId = string
export type ConstantId = string

/** Bytes in the arena that hold one op's result. */
export interface Buffer {
  readonly id: BufferId
  readonly bytes: number
  /** The layers whose result it holds. */
  readonly nodes: readonly NodeId[]
  /** Of the tensor, without batch; of scratch memory: [bytes]. */
  readonly shape: Shape
  /** Needed by one call only, holds no op's result. */
  readonly scratch?: true
}

/** Bytes in flash: packed weights, channel records (bias, multiplier, shift) or a lookup table. */
export interface Constant {
  readonly id: ConstantId
  readonly bytes: number
  readonly content: 'weights' | 'channels' | 'table'
  readonly nodes: readonly NodeId[]
}

/** Output rows [first, first + count); the row at the start of the input and output buffer. */
export interface Rows {
  readonly first: number
  readonly count: number
  readonly inAt: number
  readonly outAt: number
}

/** A kernel call before places are known: `plan` makes it from shapes alone. */
export interface Call {
  /** A C identifier, unique in the program. */
  readonly name: string
  readonly op: OpId
  readonly nodes: readonly NodeId[]
  /** The one of `nodes` whose cost this is. */
  readonly owner: NodeId
  /** C function name, a key of the kernel table. */
  readonly kernel: string
  /** Sizes that follow from shapes; what depends on weights and ranges is filled in by `emit`. */
  readonly fields: Readonly<Record<string, number>>
  /** Fields that are arena offsets: which buffer. `out` is written, all others are read. */
  readonly buffers: Readonly<Record<string, BufferId>>
  /** Fields that are offsets into the model's constants: which constant. */
  readonly constants: Readonly<Record<string, ConstantId>>
  /** The input field over whose buffer `out` may be written, with the reason why that is safe. */
  readonly inPlace?: { readonly field: string; readonly proof: string }
  readonly rows: Rows
  /** Which of the op's lowered calls it is; absent where only the layout made it necessary. */
  readonly part?: number
}

/**
 * The first calls of a program run row by row: a chain from the input, each call reading only what
 * the one before wrote. Whichever of them is deepest and has its input rows computes its next row.
 * Every buffer between them, and the input where it arrives row by row, holds only a window of rows,
 * which slides when the next row has no room (`model/stream.ts`).
 */
export interface Stream {
  /** The chain is calls [0, calls). */
  readonly calls: number
  /** windows[i]: rows that the buffer read by call i holds; all of them: the buffer is whole. */
  readonly windows: readonly number[]
  /** The input arrives row by row; else it lies in the arena when the run begins. */
  readonly inputByRows: boolean
}

/** Lifetime in steps, half-open. A slot may overlap another only if `mayOverlap` names it. */
export interface Slot {
  readonly buffer: BufferId
  readonly offset: number
  readonly bytes: number
  readonly from: number
  readonly until: number
  readonly mayOverlap?: { readonly buffer: BufferId; readonly proof: string }
}

/** `bytes` of a slot are those of the buffer, or of its window where it is streamed. */
export interface MemoryPlan {
  readonly arenaBytes: number
  readonly peakStep: number
  readonly slots: readonly Slot[]
}

/** A step whose every field has its number. */
export interface Step {
  readonly name: string
  readonly op: OpId
  readonly nodes: readonly NodeId[]
  readonly kernel: string
  /** Exactly the fields of the kernel's table. */
  readonly fields: Readonly<Record<string, number>>
  readonly rows: Rows
}

/** `bytes` is the number of values, also where only a window of rows is in the arena. */
export interface ArenaTensor {
  readonly offset: number
  readonly bytes: number
  readonly shape: Shape
  readonly quantization: Quantization
  readonly layout: Layout
}

export interface PlacedConstant extends Constant {
  readonly offset: number
  readonly data: Uint8Array
}

export interface Program {
  readonly target: TargetId
  readonly input: ArenaTensor
  readonly output: ArenaTensor
  readonly steps: readonly Step[]
  /** In the order of their offsets; offsets are multiples of 4. */
  readonly constants: readonly PlacedConstant[]
  readonly constantBytes: number
  readonly arenaBytes: number
  /** Its steps then hold the whole of their rows; how they are really run follows from it. */
  readonly stream?: Stream
}
