// Quantization-aware training: floats that take the values which int8 will have. Weights are rounded
// per channel on plain arrays (SPEC Q2), activations in TensorFlow.js by calibrated ranges (SPEC Q1).
// Gradients pass straight through, except where a value is cut off (Jacob et al. 2018).

import * as tf from '@tensorflow/tfjs-core'
import { quantizeGraph } from '../compile/quantizeGraph'
import {
  foldBatchNorm,
  foldPadding,
  foldRescaling,
  fuseActivations,
  hoistActivations,
} from '../compile/simplify'
import { layerOf } from '../layers/index'
import { roundHalfAway } from '../lib/math'
import type { Op, OpId } from '../model/graph'
import type { Role } from '../model/model'
import type { Quantization, Ranges } from '../model/quantized'
import { roundTo12Bits } from './measureRanges'
import type { Rounding } from './runTraining'
import type { TrainingGraph } from './trainingGraph'

/** Kernels of linear layers are quantized; biases have 32 bits. */
export function quantizesWeight(op: Op, role: Role): boolean {
  return role === 'kernel' && layerOf(op.kind)?.linear === true
}

/** [taps][channel] as Keras keeps kernels; symmetric per channel in [−127, 127]. */
export function roundWeights(kernel: Float32Array, channels: number): Float32Array {
  const scales = new Float32Array(channels)
  for (let i = 0; i < kernel.length; i++) {
    const c = i % channels
    scales[c] = Math.max(scales[c]!, Math.abs(kernel[i]!))
  }
  for (let c = 0; c < channels; c++) scales[c] = scales[c]! / 127
  return kernel.map((w, i) => {
    const scale = scales[i % channels]!
    return scale > 0 ? Math.max(-127, Math.min(127, roundHalfAway(w / scale))) * scale : 0
  })
}

/**
 * Which results become int8, and how. What the compiler merges (batch norms, ReLUs, padding) is not
 * rounded in between: there the sums have 32 bits.
 */
export function createRoundings(
  { expanded, ops }: TrainingGraph,
  ranges: Ranges,
): ReadonlyMap<OpId, Rounding> {
  const passes = [foldRescaling, foldPadding, foldBatchNorm, hoistActivations, fuseActivations]
  const merged = passes.reduce((graph, pass) => pass(graph), expanded)
  const computed = new Set(ops.map((op) => op.id))
  const roundings = new Map<OpId, Rounding>()
  for (const { op, output } of quantizeGraph(merged, ranges).ops) {
    // Pixels are whole numbers already; behind a Rescaling the input's meaning is another.
    const isPixels = op.id === expanded.input && expanded.preprocessing.pixels
    if (computed.has(op.id) && !isPixels && !layerOf(op.kind)?.alias)
      roundings.set(op.id, roundingOf(output))
  }
  return roundings
}

function roundingOf({ scale, zeroPoint }: Quantization): Rounding {
  const [lowest, highest] = [(-128 - zeroPoint) * scale, (127 - zeroPoint) * scale]
  return {
    round: (x) => tf.mul(tf.round(tf.div(tf.clipByValue(x, lowest, highest), scale)), scale),
    gradient: (x, dy) => {
      const inside = tf.equal(tf.clipByValue(x, lowest, highest), x)
      return tf.mul(dy, tf.cast(inside, 'float32'))
    },
  }
}

export type Extremes = Map<OpId, { readonly min: number; readonly max: number }>

/**
 * Follows a batch's values before they were rounded: wider ones count at once; of narrower ones
 * `shrink` is how much, from 0 (not at all) to 1.
 */
export async function followExtremes(
  extremes: Extremes,
  values: ReadonlyMap<OpId, tf.Tensor>,
  shrink: number,
): Promise<void> {
  for (const [id, value] of values) {
    const both = tf.tidy(() => tf.stack([tf.min(value), tf.max(value)]))
    const [min = 0, max = 0] = await both.data<'float32'>()
    both.dispose()
    const before = extremes.get(id) ?? { min, max }
    extremes.set(id, {
      min: min < before.min ? min : before.min + shrink * (min - before.min),
      max: max > before.max ? max : before.max + shrink * (max - before.max),
    })
  }
}

/** Ops behind the last values (softmax, sigmoid) have what they always have. */
export function toRanges({ expanded }: TrainingGraph, extremes: Extremes): Ranges {
  return Object.fromEntries(
    expanded.ops.map(({ id }) => {
      const { min, max } = extremes.get(id) ?? { min: 0, max: 1 }
      return [id, { min: roundTo12Bits(min), max: roundTo12Bits(max) }]
    }),
  )
}
