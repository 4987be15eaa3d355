// What runs: steps that are plain structs of numbers, each naming a kernel. The C printer prints
// them, the wasm runner runs their bytes, the budget sums them, the memory map draws them.

import type { NodeId, Shape } from './model'
import type { OpId } from './graph'
import type { Quantization } from './quantized'

/** Chooses kernels, layout and weight packing: `c` is the portable form of every board, `wasm` the fast bulk form. */
export type TargetId = 'c' | 'wasm'

export type BufferId = string
export type ConstantId = string

/** Bytes in the arena that hold one op's result. */
export interface Buffer {
  readonly id: BufferId
  readonly bytes: number
  /** The layers whose result it holds. */
  readonly nodes: readonly NodeId[]
  /** int8 values, NHWC without batch. */
  readonly shape: Shape
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

export interface ArenaTensor {
  readonly offset: number
  readonly bytes: number
  readonly shape: Shape
  readonly quantization: Quantization
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
}
