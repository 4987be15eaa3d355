// Shared by the layer kinds: window arithmetic, attribute access, integer rules of linear layers.

import { fail } from '../lib/diagnostics'
import { kernelById } from '../kernels/kernels'
import { packChannels, packedBytes, packWeights } from '../kernels/pack'
import { quantizeMultiplier } from '../kernels/fixedPoint'
import type { Attrs, Shape } from '../model/model'
import type { Op } from '../model/graph'
import type { Quantization, QuantizedOp, Range } from '../model/quantized'
import type { TargetId } from '../model/program'
import type { Filled, Lowered, QuantizeContext } from './layer'

export function intAttr(attrs: Attrs, name: string, otherwise?: number): number {
  const value = attrs[name] ?? otherwise
  if (typeof value !== 'number')
    throw new Error(`attribute ${name} is ${JSON.stringify(value)}, not a number`)
  return value
}

/** A [height, width] attribute. */
export function sizeAttr(
  attrs: Attrs,
  name: string,
  otherwise?: readonly [number, number],
): readonly [number, number] {
  const value = attrs[name] ?? otherwise
  if (!Array.isArray(value) || value.length !== 2 || value.some((v) => typeof v !== 'number'))
    throw new Error(`attribute ${name} is ${JSON.stringify(value)}, not a [height, width]`)
  return value as unknown as readonly [number, number]
}

export interface Window {
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilation: readonly [number, number]
  readonly outH: number
  readonly outW: number
  readonly padTop: number
  readonly padLeft: number
  readonly padBottom: number
  readonly padRight: number
}

function along(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: string,
  explicit: readonly [number, number],
) {
  const span = (kernel - 1) * dilation + 1
  if (padding === 'same') {
    const out = Math.ceil(size / stride)
    const total = Math.max(0, (out - 1) * stride + span - size)
    const before = Math.floor(total / 2)
    return { out, before, after: total - before }
  }
  const [before, after] = padding === 'explicit' ? explicit : [0, 0]
  return { out: Math.floor((size + before + after - span) / stride) + 1, before, after }
}

/**
 * Output size and padding of a sliding window over [height, width, …]. `padding` is 'valid', 'same'
 * (as TensorFlow: the odd pixel goes behind) or 'explicit' with `pads` [top, bottom, left, right].
 */
export function windowOf(attrs: Attrs, input: Shape, size: 'kernel' | 'pool' = 'kernel'): Window {
  const kernel = sizeAttr(attrs, size)
  const strides = sizeAttr(attrs, 'strides')
  const dilation = sizeAttr(attrs, 'dilation', [1, 1])
  const padding = String(attrs['padding'] ?? 'valid')
  const pads = (attrs['pads'] as readonly number[] | undefined) ?? [0, 0, 0, 0]
  const [h = 0, w = 0] = input
  const rows = along(h, kernel[0], strides[0], dilation[0], padding, [pads[0] ?? 0, pads[1] ?? 0])
  const columns = along(w, kernel[1], strides[1], dilation[1], padding, [
    pads[2] ?? 0,
    pads[3] ?? 0,
  ])
  return {
    kernel,
    strides,
    dilation,
    outH: rows.out,
    outW: columns.out,
    padTop: rows.before,
    padBottom: rows.after,
    padLeft: columns.before,
    padRight: columns.after,
  }
}

/** Why a window does not fit its picture, if so. */
export function windowProblem(
  attrs: Attrs,
  input: Shape | undefined,
  size: 'kernel' | 'pool' = 'kernel',
): string | undefined {
  if (!input || input.length !== 3)
    return `needs a picture (height × width × channels), gets ${input?.join(' × ') ?? 'nothing'}`
  const { outH, outW, kernel } = windowOf(attrs, input, size)
  if (outH < 1 || outW < 1)
    return `its ${kernel[0]} × ${kernel[1]} window is larger than its ${input[0]} × ${input[1]} input`
  return undefined
}

/** Kernel sizes up to 255 fit a step's bytes. */
export function tooLargeForStep(
  values: Readonly<Record<string, number>>,
  limit: number,
): string | undefined {
  for (const [name, value] of Object.entries(values))
    if (value > limit) return `${name} ${value} is above ${limit}`
  return undefined
}

/** SPEC Q2: int8, asymmetric, zero exactly representable. `range` may be any finite interval. */
export function chooseQuantization(range: Range): Quantization {
  const min = Math.min(0, range.min)
  const max = Math.max(0, range.max)
  const scale = Math.fround(Math.max((max - min) / 255, 1e-9))
  const zeroPoint = Math.max(-128, Math.min(127, Math.round(-128 - min / scale)))
  return { scale, zeroPoint }
}

/** Largest and smallest output of a fused activation. SPEC A1. */
export function clampOf(activation: unknown, output: Quantization): { lo: number; hi: number } {
  const q = (x: number) =>
    Math.max(-128, Math.min(127, output.zeroPoint + Math.round(x / output.scale)))
  if (activation === 'relu') return { lo: q(0), hi: 127 }
  if (activation === 'relu6') return { lo: q(0), hi: q(6) }
  return { lo: -128, hi: 127 }
}

/** The op's constants as plain arrays. */
export function readWeights(op: Op): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(op.weights).map(([role, tensor]) => [role, tensor.read()]),
  )
}

/**
 * SPEC Q3, C1: weights symmetric per output channel in [−127, 127], bias int32 with the input's
 * zero point folded in, one multiplier per channel. `weights` is ordered [channel][taps].
 */
export function quantizeLinear(
  op: Op,
  { inputs, range }: QuantizeContext,
  weights: Float32Array,
  channels: number,
): QuantizedOp {
  const input = inputs[0]
  if (!input) throw new Error(`${op.id} has no input`)
  const output = chooseQuantization(range)
  const taps = weights.length / channels
  const bias = op.weights['bias']?.read()
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
          where: { node: op.nodes[0] ?? op.id },
          hint: 'The training diverged: train again, with a lower learning rate.',
        },
      )
    const weightScale = scaleForChannel(largest, bias?.[c] ?? 0, input.scale, output.scale)
    let sum = 0
    for (let t = 0; t < taps; t++) {
      const q = Math.max(
        -127,
        Math.min(127, Math.round((weights[c * taps + t] ?? 0) / weightScale)),
      )
      integers.weights[c * taps + t] = q
      sum += q
    }
    const accScale = input.scale * weightScale
    integers.bias[c] = Math.round((bias?.[c] ?? 0) / accScale) - input.zeroPoint * sum
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

/** A channel whose weights are (nearly) zero gets a scale at which its bias still fits 30 bits. */
function scaleForChannel(
  largest: number,
  bias: number,
  inputScale: number,
  outputScale: number,
): number {
  const fromWeights = largest / 127
  const fromBias = Math.abs(bias) / (inputScale * 2 ** 30)
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

export function fillLinear(
  q: QuantizedOp,
  lowered: Lowered | undefined,
  fields: Record<string, number>,
): Filled {
  if (!lowered) throw new Error(`${q.op.id} was not lowered`)
  const { weights, bias, multiplier, shift } = q.integers
  return {
    fields: { ...q.fields, ...fields },
    constants: {
      weights: packWeights(lowered.kernel, lowered.fields, weights as Int8Array),
      channels: packChannels(lowered.kernel, lowered.fields, {
        bias: bias as Int32Array,
        multiplier: multiplier as Int32Array,
        shift: shift as Int32Array,
      }),
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
