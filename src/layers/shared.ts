// Shared by the layer kinds: attribute access, window arithmetic, limits of steps, activations.

import { exp, sigmoid, tanh } from '../lib/math'
import type { Attrs, Json, Shape } from '../model/model'
import type { Op } from '../model/graph'
import type { Quantization, QuantizedOp, Range } from '../model/quantized'
import type { QuantizeContext, Value } from './layer'

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

/** The `shape` attribute; empty where it is no list of numbers, which `problem` then names. */
export function shapeAttr(attrs: Attrs): Shape {
  const value = attrs['shape']
  const isShape = Array.isArray(value) && value.every((size) => typeof size === 'number')
  return isShape ? (value as unknown as Shape) : []
}

/** The number of channels: NHWC. */
export function lastAxis(shape: Shape): number {
  return shape.at(-1) ?? 0
}

/** `Layer.sources` where every channel stays what it is. */
export function identitySources([input = []]: readonly Shape[]): Int32Array {
  return Int32Array.from({ length: lastAxis(input) }, (_, channel) => channel)
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
  const pads = attrs['pads'] ?? []
  const sound = (pad: Json) => Number.isInteger(pad) && Number(pad) >= 0 && Number(pad) <= 65535
  if (attrs['padding'] === 'explicit' && !(Array.isArray(pads) && pads.every(sound)))
    return `has the padding ${JSON.stringify(pads)}, expected [top, bottom, left, right]`
  const { outH, outW, kernel } = windowOf(attrs, input, size)
  if (outH < 1 || outW < 1)
    return `has a ${kernel[0]} × ${kernel[1]} window, larger than its ${input[0]} × ${input[1]} input`
  return undefined
}

/** Kernel sizes up to 255 fit a step's bytes. */
export function tooLargeForStep(
  values: Readonly<Record<string, number>>,
  limit: number,
): string | undefined {
  for (const [name, value] of Object.entries(values))
    if (value > limit) return `is too large: ${name} ${value} is above ${limit}`
  return undefined
}

/** A window's problem, or sizes that 16 bits do not hold: in a step, or as a place. SPEC S2. */
export function sizeProblem(
  attrs: Attrs,
  input: Shape | undefined,
  size: 'kernel' | 'pool' = 'kernel',
): string | undefined {
  const problem = windowProblem(attrs, input, size)
  if (problem || !input) return problem
  const { kernel, strides, dilation, outH, outW } = windowOf(attrs, input, size)
  const reach = (axis: 0 | 1, out: number) => {
    const span = (kernel[axis] - 1) * dilation[axis] + 1
    return Math.max((input[axis] ?? 0) + span, (out - 1) * strides[axis] + span)
  }
  return (
    tooLargeForStep(
      {
        'the height of picture and window': reach(0, outH),
        'the width of picture and window': reach(1, outW),
      },
      32767,
    ) ?? tooLargeForStep({ 'the number of channels': input[2] ?? 0 }, 65535)
  )
}

/** A kernel's sizes and steps, each of which has one byte. */
export function kernelProblem(attrs: Attrs, input: Shape): string | undefined {
  const { kernel, strides, dilation, padTop, padLeft } = windowOf(attrs, input)
  return tooLargeForStep(
    {
      'the kernel size': Math.max(...kernel),
      'the stride': Math.max(...strides),
      'the dilation': Math.max(...dilation),
      'the padding': Math.max(padTop, padLeft),
    },
    255,
  )
}

/** A bias takes up to 2^30, every tap up to 127 · 256: so many of them never leave 32 bits. */
export function fanInProblem(taps: number): string | undefined {
  return tooLargeForStep({ 'the number of values summed for one output': taps }, 32768)
}

/** SPEC Q1: int8, asymmetric, zero exactly representable. `range` may be any finite interval. */
export function chooseQuantization(range: Range): Quantization {
  const min = Math.min(0, range.min)
  const max = Math.max(0, range.max)
  const scale = Math.fround(Math.max((max - min) / 255, 1e-9))
  const zeroPoint = Math.max(-128, Math.min(127, Math.round(-128 - min / scale)))
  return { scale, zeroPoint }
}

/** Largest and smallest output of a fused activation. SPEC R3. */
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

/** Layers that only choose or move values keep scale and zero point. */
export function keepQuantization(op: Op, { inputs }: QuantizeContext): QuantizedOp {
  const output = inputs[0]
  if (!output) throw new Error(`${op.id} has no input`)
  return { op, output, integers: {}, fields: {} }
}

/** A compound layer's activation, as float runs of whole models apply it. */
export function applyActivation(attrs: Attrs, x: Value): Float32Array {
  const kind = attrs['activation'] ?? 'linear'
  if (kind === 'softmax') return softmax(x)
  return x.data.map(pointwise(String(kind), Number(attrs['alpha'] ?? 0.3)))
}

/** Activations of one value; `alpha` is the slope of a leaky ReLU. */
export function pointwise(activation: string, alpha: number): (x: number) => number {
  if (activation === 'linear') return (x) => x
  if (activation === 'relu') return (x) => Math.max(0, x)
  if (activation === 'relu6') return (x) => Math.min(6, Math.max(0, x))
  if (activation === 'leakyRelu') return (x) => (x < 0 ? alpha * x : x)
  if (activation === 'sigmoid') return sigmoid
  if (activation === 'tanh') return tanh
  throw new Error(`no activation ${activation} of one value`)
}

function softmax({ shape, data }: Value): Float32Array {
  const count = lastAxis(shape)
  const out = new Float32Array(data.length)
  for (let first = 0; first < data.length; first += count) {
    const vector = data.subarray(first, first + count)
    const largest = vector.reduce((a, b) => Math.max(a, b), -Infinity)
    const terms = Float64Array.from(vector, (x) => exp(x - largest))
    const sum = terms.reduce((a, b) => a + b, 0)
    terms.forEach((term, i) => (out[first + i] = term / sum))
  }
  return out
}
