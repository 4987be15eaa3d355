// Linear calls of Cortex-M boards: weights in pairs of output channels (kernels/nn/nn_pairs.h), for cores
// with and without DSP instructions. Others keep their packing, and some have kernels of their own.

import { armTakesAddition, armTakesRecords, armTakesSizes } from '../kernels/arm'
import { kernelById } from '../kernels/kernels'
import { packChannels, packWeights, packedBytes } from '../kernels/pack'
import type { Fields } from '../kernels/pack'
import { laneBytes, pairSizes, stored, woven } from '../kernels/packPairs'
import type { Filled, Lowered } from '../layers/layer'
import type { Shape } from '../model/model'
import type { TargetId } from '../model/program'
import type { QuantizedOp } from '../model/quantized'

const twinOf = (kernel: string) => kernelById(kernel).twin ?? kernel

function linear(kernel: string, fields: Fields, rows: number): Lowered {
  const sizes = pairSizes(kernel, fields)
  if (!sizes) throw new Error(`${kernel} has no weights in pairs`)
  const bytes = packedBytes(kernel, fields)
  const isConvolution = sizes.form !== 'crossed'
  return {
    kernel,
    fields,
    rows,
    buffers: {
      in: 0,
      out: 'out',
      ...(isConvolution ? { scratch: { scratch: laneBytes(sizes) } } : {}),
    },
    constants: {
      channels: { content: 'channels', bytes: bytes.channels },
      weights: { content: 'weights', bytes: bytes.weights },
    },
  }
}

/** A Cortex-M whose linear calls take scratch memory of at most `scratchLimit` bytes. */
export interface ArmTarget {
  readonly target: TargetId
  readonly scratchLimit: number
}

/** Undefined where assembly does not take it, or only with too much scratch memory. */
function convolution(fields: Fields, rows: number, to: ArmTarget): Lowered | undefined {
  const [kernel, form] =
    to.target === 'arm-dsp' ? ['nn_conv2d_s8_woven', woven] : ['nn_conv2d_s8_stored', stored]
  const all = { ...fields, form }
  const sizes = pairSizes(kernel, all)
  const fits = sizes && laneBytes(sizes) <= to.scratchLimit && armTakesSizes(kernel, all)
  return fits ? linear(kernel, all, rows) : undefined
}

/** The same call of a kernel for these boards, where that takes its sizes. */
function own(lowered: Lowered): Lowered {
  const kernel = `${lowered.kernel}_arm`
  return armTakesSizes(kernel, lowered.fields) ? { ...lowered, kernel } : lowered
}

/** Along one axis of a picture, with a kernel of one place [S2]. */
const longestAxis = 32_766

/** Of several vectors it is a convolution of one tap. */
function dense(lowered: Lowered, input: Shape, to: ArmTarget): Lowered {
  const hasDsp = to.target === 'arm-dsp'
  const { vectors = 1, in_count = 0, out_count = 0 } = lowered.fields
  if (vectors === 1 && hasDsp)
    return linear('nn_dense_s8_crossed', { in_count, out_count }, lowered.rows)
  const [in_h = 1, in_w = 1] = input.length === 3 ? input : [1, vectors]
  const sizes = { in_h, in_w, in_c: in_count, out_h: in_h, out_w: in_w, out_c: out_count }
  const window = {
    kernel_h: 1,
    kernel_w: 1,
    stride_h: 1,
    stride_w: 1,
    dilation_h: 1,
    dilation_w: 1,
  }
  const rest = { pad_top: 0, pad_left: 0, pool_h: 1, pool_w: 1, pool_kind: 0 }
  const fits = vectors > 1 && Math.max(in_h, in_w) <= longestAxis
  const made = fits ? convolution({ ...sizes, ...window, ...rest }, in_h, to) : undefined
  return made ?? (hasDsp ? lowered : own(lowered))
}

export function lowerArm(lowered: Lowered, [input = []]: readonly Shape[], to: ArmTarget): Lowered {
  const { kernel, fields, rows } = lowered
  switch (kernel) {
    case 'nn_conv2d_s8':
      return convolution(fields, rows, to) ?? lowered
    case 'nn_dense_s8':
      return dense(lowered, input, to)
    case 'nn_depthwise_conv2d_s8':
    case 'nn_add_s8':
      return own(lowered)
    default:
      return lowered
  }
}

/** May run row by row where the portable dense call may not: its plain twin stands in for it. */
const isDenseByRows = (lowered: Lowered, call: Lowered) =>
  lowered.kernel === 'nn_dense_s8' && call.fields['in_c'] !== undefined

/** As long as planned: portable weights have nothing behind them that is only read. */
function withRoom(call: Lowered, constants: Filled['constants']): Filled['constants'] {
  const entries = Object.entries(constants).map(([field, data]) => {
    const room = new Uint8Array(Math.max(data.length, call.constants[field]?.bytes ?? 0))
    room.set(data)
    return [field, room] as const
  })
  return Object.fromEntries(entries)
}

/**
 * What the layer's `fill` gave for the portable call `lowered`, for `call`: the portable call itself where
 * numbers ask for it.
 */
export function fillArm(
  call: Lowered,
  lowered: Lowered,
  filled: Filled,
  { integers }: QuantizedOp,
): Filled {
  const { kernel, fields } = call
  const plain = {
    ...filled,
    kernel: lowered.kernel,
    fields: { ...lowered.fields, ...filled.fields },
    constants: withRoom(call, filled.constants),
  }
  if (kernel === lowered.kernel) return filled
  if (kernel === 'nn_add_s8_arm') return armTakesAddition(filled.fields) ? filled : plain
  const { weights, bias, multiplier, shift } = integers as Record<string, Int32Array>
  const records = { bias: bias!, multiplier: multiplier!, shift: shift! }
  const takes = armTakesRecords(kernel, fields, records)
  if (!takes && !isDenseByRows(lowered, call)) return plain
  if (!pairSizes(kernel, fields)) return filled
  const canonical = weights as unknown as Int8Array
  const readsZero = fields['in_c'] !== undefined
  return {
    kernel: takes ? kernel : twinOf(kernel),
    fields: readsZero ? { in_zero_point: 0, ...filled.fields } : filled.fields,
    constants: {
      weights: packWeights(kernel, fields, canonical),
      channels: packChannels(kernel, fields, records, canonical),
    },
  }
}
