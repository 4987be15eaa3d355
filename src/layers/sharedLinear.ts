// Integer rules that the kinds share: the linear layers' weights, channel records and clamps, and
// how an op's scale is chosen. Rules: kernels/SPEC.md.

import { fail } from '../lib/diagnostics'
import { roundHalfAway } from '../lib/math'
import { kernelById } from '../kernels/kernels'
import { packChannels, packedBytes, packWeights } from '../kernels/pack'
import { quantizeMultiplier } from '../kernels/fixedPoint'
import type { Attrs, Shape } from '../model/model'
import type { Op } from '../model/graph'
import type { QuantizedOp } from '../model/quantized'
import type { TargetId } from '../model/program'
import { chooseQuantization, clampOf, lastAxis } from './shared'
import type { Window } from './shared'
import type { Filled, Lowered, QuantizeContext } from './layer'

/** [taps][channel], as Keras keeps kernels, → [channel][taps]. */
export function channelMajor(kernel: Float32Array, channels: number): Float32Array {
  const taps = kernel.length / channels
  const turned = new Float32Array(kernel.length)
  for (let t = 0; t < taps; t++)
    for (let c = 0; c < channels; c++) turned[c * taps + t] = kernel[t * channels + c] ?? 0
  return turned
}

/**
 * SPEC Q2, C1: weights symmetric per output channel in [−127, 127], bias int32 with the input's
 * zero point folded in, one multiplier per channel. `weights` is ordered [channel][taps].
 */
export function quantizeLinear(
  op: Op,
  { inputs, range }: QuantizeContext,
  weights: Float32Array,
  channels: number,
  bias: Float32Array | undefined = op.weights['bias']?.read(),
): QuantizedOp {
  const input = inputs[0]
  if (!input) throw new Error(`${op.id} has no input`)
  const output = chooseQuantization(range)
  const taps = weights.length / channels
  const integers = {
    weights: new Int8Array(weights.length),
    bias: new Int32Array(channels),
    multiplier: new Int32Array(channels),
    shift: new Int32Array(channels),
  }
  for (let c = 0; c < channels; c++) {
    let largest = 0
    for (let t = 0; t < taps; t++) largest = Math.max(largest, Math.abs(weights[c * taps + t] ?? 0))
    if (!Number.isFinite(largest) || !Number.isFinite(bias?.[c] ?? 0))
      fail(
        'quantize/not-finite',
        `Channel ${c} of ${op.id} has weights that are not finite numbers.`,
        {
          where: { node: op.owner },
          hint: 'The training diverged: train again, with a lower learning rate.',
        },
      )
    const weightScale = scaleForChannel(largest, bias?.[c] ?? 0, input.scale, output.scale)
    let sum = 0
    for (let t = 0; t < taps; t++) {
      const q = Math.max(
        -127,
        Math.min(127, roundHalfAway((weights[c * taps + t] ?? 0) / weightScale)),
      )
      integers.weights[c * taps + t] = q
      sum += q
    }
    const accScale = input.scale * weightScale
    integers.bias[c] = roundHalfAway((bias?.[c] ?? 0) / accScale) - input.zeroPoint * sum
    const { multiplier, shift } = quantizeMultiplier(accScale / output.scale)
    integers.multiplier[c] = multiplier
    integers.shift[c] = shift
  }
  const { lo, hi } = clampOf(op.attrs['activation'], output)
  return {
    op,
    output,
    integers,
    fields: { out_zero_point: output.zeroPoint, out_lo: lo, out_hi: hi },
  }
}

/** So that sums of few products stay within 24 bits (8-bit boards), and far below 2^30 (Cortex-M). */
const mostBias = 2 ** 22

/**
 * SPEC Q2: a channel whose bias dwarfs its weights gets a coarser scale. A weight's rounding then
 * moves the sum by at most 255 / 2^23 of the bias.
 */
function scaleForChannel(
  largest: number,
  bias: number,
  inputScale: number,
  outputScale: number,
): number {
  const fromWeights = largest / 127
  const fromBias = Math.abs(bias) / (inputScale * mostBias)
  const smallest = (outputScale / inputScale) * 2 ** -24
  return Math.fround(Math.max(fromWeights, fromBias, smallest))
}

/** The kernel that a target runs for a plain kernel's name. */
export function kernelFor(plain: string, target: TargetId): string {
  return target === 'wasm' ? kernelById(`${plain}_bulk`).id : plain
}

/** A linear layer's one call: weights and channel records packed as its kernel wants them. */
export function lowerLinear(
  plain: string,
  target: TargetId,
  fields: Record<string, number>,
  rows: number,
): Lowered {
  const kernel = kernelFor(plain, target)
  const bytes = packedBytes(kernel, fields)
  return {
    kernel,
    fields,
    rows,
    buffers: { in: 0, out: 'out' },
    constants: {
      weights: { content: 'weights', bytes: bytes.weights },
      channels: { content: 'channels', bytes: bytes.channels },
    },
  }
}

/** SPEC C5: weights as the kernel reads them, [tap][channel], which is Keras' own order. */
export function quantizeDepthwise(
  op: Op,
  context: QuantizeContext,
  kernel: Float32Array,
  bias?: Float32Array,
): QuantizedOp {
  const channels = lastAxis(op.shape)
  const q = quantizeLinear(op, context, channelMajor(kernel, channels), channels, bias)
  const rows = q.integers['weights'] ?? new Int8Array()
  const taps = rows.length / channels
  const weights = Int8Array.from(
    rows,
    (_, i) => rows[(i % channels) * taps + Math.floor(i / channels)] ?? 0,
  )
  return { ...q, integers: { ...q.integers, weights } }
}

/** `input` and `op.shape` are [height, width, channels]. */
export function lowerDepthwise(
  op: Op,
  input: Shape,
  window: Window,
  multiplier: number,
  target: TargetId,
): Lowered {
  const [in_h = 0, in_w = 0, in_c = 0] = input
  const { kernel, strides, dilation, outH, outW, padTop, padLeft } = window
  const fields = {
    in_h,
    in_w,
    in_c,
    out_h: outH,
    out_w: outW,
    out_c: lastAxis(op.shape),
    kernel_h: kernel[0],
    kernel_w: kernel[1],
    stride_h: strides[0],
    stride_w: strides[1],
    dilation_h: dilation[0],
    dilation_w: dilation[1],
    pad_top: padTop,
    pad_left: padLeft,
    multiplier,
  }
  return lowerLinear('nn_depthwise_conv2d_s8', target, fields, outH)
}

export function fillLinear(
  q: QuantizedOp,
  lowered: Lowered | undefined,
  fields: Record<string, number>,
): Filled {
  if (!lowered) throw new Error(`${q.op.id} was not lowered`)
  const { kernel } = lowered
  const { weights, bias, multiplier, shift } = q.integers
  const records = {
    bias: bias as Int32Array,
    multiplier: multiplier as Int32Array,
    shift: shift as Int32Array,
  }
  return {
    fields: { ...q.fields, ...fields },
    constants: {
      weights: packWeights(kernel, lowered.fields, weights as Int8Array, { records }),
      channels: packChannels(kernel, lowered.fields, records),
    },
  }
}

/** An op for the activation attribute of a compound layer, with the layer's own id. */
export function splitActivation(op: Op): readonly Op[] {
  const { activation = 'linear', alpha, ...rest } = op.attrs
  if (activation === 'linear') return [op]
  const linear: Op = {
    ...op,
    id: `${op.id}/linear`,
    attrs: { ...rest, activation: 'linear' },
    rangeOf: `${op.id}/linear`,
  }
  const attrs: Attrs = alpha === undefined ? { activation } : { activation, alpha }
  return [linear, { ...op, kind: 'activation', attrs, inputs: [linear.id], weights: {} }]
}
