// The quantized graph: the arithmetic truth. For every tensor it says what its integers mean.
// Rules: kernels/SPEC.md.

import type { Op, OpId } from './graph'

/** real = scale · (q − zeroPoint); q is int8. SPEC Q1. */
export interface Quantization {
  /** A float32 value. */
  readonly scale: number
  readonly zeroPoint: number
}

/** Smallest and largest real value of a tensor, as calibration saw it. */
export interface Range {
  readonly min: number
  readonly max: number
}

export type Ranges = Readonly<Record<OpId, Range>>

/** One multiplier per channel: x · multiplier · 2^(shift − 31); 2^30 ≤ multiplier < 2^31. SPEC R1. */
export interface FixedMultiplier {
  readonly multiplier: number
  readonly shift: number
}

export interface QuantizedOp {
  readonly op: Op
  readonly output: Quantization
  /** Integer constants by role (weights in the canonical order of kernels/pack.ts), and integer fields. */
  readonly integers: Readonly<Record<string, Int8Array | Int32Array | Uint16Array>>
  readonly fields: Readonly<Record<string, number>>
}

export interface QuantizedGraph {
  readonly ops: readonly QuantizedOp[]
  readonly input: Quantization
  readonly output: Quantization
}
