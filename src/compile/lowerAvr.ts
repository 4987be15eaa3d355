// The 8-bit form of every portable kernel call: other bytes (q + 128, pictures as row × channel ×
// column, kernels/nn/u8/nn_u8.h), the same numbers. By kernel, not by layer kind: a kind on known
// kernels needs nothing here.

import { addFieldsU8, canRun, packChannelsU8, scratchBytes, storedClamp } from '../kernels/u8'
import { packedBytes, packWeights } from '../kernels/pack'
import type { Filled, Lowered } from '../layers/layer'
import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { QuantizedOp } from '../model/quantized'

type Fields = Record<string, number>

/** A call for 8-bit boards, and what it needs to know of the order of its values. */
export interface AvrCall extends Lowered {
  /** Reads and writes values in the order of `nhwc`, whatever the shape. */
  readonly order?: 'nhwc'
  /** The one input vector is this picture, seen flat, in its own order. */
  readonly picture?: Shape
  /** Room for the result, where it takes more than its values while it is made. */
  readonly outBytes?: number
}

/** Shapes of inputs and result; `picture` where an input vector lies in a picture's order. */
export interface AvrContext {
  readonly inputs: readonly Shape[]
  readonly output: Shape
  readonly picture?: Shape
}

/** The kernel that runs where sums may leave 24 bits: the same packing, wider accumulators. */
const widerOf: Readonly<Record<string, string>> = {
  nn_conv2d_u8_gather: 'nn_conv2d_u8_wide',
  nn_dense_u8_quad: 'nn_dense_u8_wide',
}

function wider(kernel: string): string {
  if (widerOf[kernel]) return widerOf[kernel]
  return kernel.replace(/_(tile\w*|any)$/, '')
}

/** Of more products than these, real weights rarely leave room in 24 bits. */
const narrowTaps = 1536

/** Quickest first; the last one takes any shape. */
const convolutions = [
  'nn_conv2d_u8_tile5',
  'nn_conv2d_u8_tile3',
  'nn_conv2d_u8_tile1',
  'nn_conv2d_u8_tile5_pad',
  'nn_conv2d_u8_tile3_pad',
  'nn_conv2d_u8_tile5_stride2',
  'nn_conv2d_u8_tile3_stride2',
  'nn_conv2d_u8_tile',
  'nn_conv2d_u8_gather',
  'nn_conv2d_u8',
]
const depthwises = [
  'nn_depthwise_conv2d_u8_tile3',
  'nn_depthwise_conv2d_u8_tile3_stride2',
  'nn_depthwise_conv2d_u8_any',
  'nn_depthwise_conv2d_u8',
]

function linear(
  candidates: readonly string[],
  fields: Fields,
  rows: number,
  taps: number,
): AvrCall {
  const quickest = candidates.find((kernel) => canRun(kernel, fields)) ?? candidates.at(-1) ?? ''
  const kernel = taps > narrowTaps ? wider(quickest) : quickest
  const bytes = packedBytes(kernel, fields)
  const scratch = scratchBytes(kernel, fields)
  return {
    kernel,
    fields: scratch > 0 || fields['scratch'] === undefined ? fields : { ...fields, scratch: 0 },
    rows,
    buffers: { in: 0, out: 'out', ...(scratch > 0 ? { scratch: { scratch } } : {}) },
    constants: {
      channels: { content: 'channels', bytes: bytes.channels },
      weights: { content: 'weights', bytes: bytes.weights },
    },
  }
}

function convolution(fields: Fields, rows: number): AvrCall {
  const taps = fields['kernel_h']! * fields['kernel_w']! * fields['in_c']!
  return linear(convolutions, { ...fields, scratch: 0 }, rows, taps)
}

/** A point-wise batch norm works on any tensor: where it is no picture, on one column. */
function depthwise(lowered: Lowered, { inputs: [input = []] }: AvrContext): AvrCall {
  const { multiplier: _, ...window } = lowered.fields
  const fields: Fields = { ...window, pool_h: 1, pool_w: 1, pool_kind: 0, scratch: 0 }
  if (input.length !== 3) {
    const positions = fields['in_h']! * fields['in_w']!
    Object.assign(fields, { in_h: positions, out_h: positions, in_w: 1, out_w: 1 })
  }
  const taps = fields['kernel_h']! * fields['kernel_w']!
  return linear(depthwises, fields, fields['out_h']!, taps)
}

/** Over the channels of a picture it is a convolution of one tap. */
function dense({ fields }: Lowered, { inputs: [input = []], picture }: AvrContext): AvrCall {
  const [h = 1, w = 1] = input
  const { in_count: in_c = 0, out_count: out_c = 0 } = fields
  if (input.length === 3 && w > 1) {
    const sizes = { in_h: h, in_w: w, in_c, out_h: h, out_w: w, out_c }
    const window = { kernel_h: 1, kernel_w: 1, stride_h: 1, stride_w: 1 }
    const rest = { dilation_h: 1, dilation_w: 1, pad_top: 0, pad_left: 0 }
    return convolution({ ...sizes, ...window, ...rest, pool_h: 1, pool_w: 1, pool_kind: 0 }, h)
  }
  const call = linear(['nn_dense_u8_quad'], { ...fields }, 1, in_c)
  return picture ? { ...call, picture } : call
}

/** Rows of a tensor and the values of each: of a picture its own, else one. */
function rowsOf(shape: Shape): { rows: number; count: number } {
  const rows = shape.length === 3 ? (shape[0] ?? 1) : 1
  return { rows, count: shapeSize(shape) / rows }
}

function concat(lowered: Lowered, { output }: AvrContext): AvrCall {
  const width = output.length === 3 ? (output[1] ?? 1) : 1
  const rows = shapeSize(output.slice(0, -1)) / width
  const { in_run = 0, out_stride = 0, out_at = 0 } = lowered.fields
  const fields = { in_run: in_run * width, out_stride: out_stride * width, out_at: out_at * width }
  return { ...lowered, kernel: 'nn_concat_u8', fields, rows }
}

const sameFields =
  (kernel: string) =>
  (lowered: Lowered): AvrCall => ({ ...lowered, kernel })

const byElement =
  (kernel: string) =>
  (lowered: Lowered, { output }: AvrContext): AvrCall => {
    const { rows, count } = rowsOf(output)
    return { ...lowered, kernel, fields: { count }, rows }
  }

const forms: Readonly<Record<string, (lowered: Lowered, context: AvrContext) => AvrCall>> = {
  nn_conv2d_s8: ({ fields, rows }) => convolution({ ...fields }, rows),
  nn_depthwise_conv2d_s8: depthwise,
  nn_dense_s8: dense,
  nn_max_pool2d_s8: sameFields('nn_max_pool2d_u8'),
  nn_average_pool2d_s8: sameFields('nn_average_pool2d_u8'),
  nn_pad2d_s8: sameFields('nn_pad2d_u8'),
  nn_softmax_s8: (lowered) => ({ ...lowered, kernel: 'nn_softmax_u8', order: 'nhwc' }),
  nn_add_s8: byElement('nn_add_u8_fixed'),
  nn_lookup_s8: byElement('nn_lookup_u8'),
  nn_concat_s8: concat,
  // Row by row: the sums of 4 bytes stand where the means will be.
  nn_global_average_s8: (
    { inPlace: _, ...lowered },
    { inputs: [[h = 1, w = 1, channels = 1] = []] },
  ) => ({
    ...lowered,
    kernel: 'nn_global_average_u8',
    fields: { in_h: h, in_w: w, channels },
    rows: h,
    outBytes: 4 * channels,
  }),
}

/** Throws an Error (our bug) for a kernel without an 8-bit form. */
export function lowerAvr(lowered: Lowered, context: AvrContext): AvrCall {
  const form = forms[lowered.kernel]
  if (!form) throw new Error(`${lowered.kernel} has no 8-bit form`)
  return form(lowered, context)
}

/** Entry i stands for value i − 128 in both forms; what it holds becomes q + 128. */
const storedTable = (table: Uint8Array) => table.map((value) => value ^ 0x80)

function fillLinear(call: AvrCall, filled: Filled, { integers }: QuantizedOp) {
  const { weights, bias, multiplier, shift } = integers as Record<string, Int32Array>
  const { in_zero_point: zero, ...clamp } = filled.fields
  const fields: Fields = { ...storedClamp(clamp) }
  const readsZero = call.fields['in_c'] !== undefined
  if (readsZero) fields['in_zero_point'] = (zero ?? -128) + 128
  const all = { ...call.fields, ...fields }
  const canonical = weights as unknown as Int8Array
  const records = { bias: bias!, multiplier: multiplier!, shift: shift! }
  const channels = packChannelsU8(call.kernel, all, records, canonical)
  return {
    kernel: channels.narrow ? call.kernel : wider(call.kernel),
    fields,
    constants: {
      weights: packWeights(call.kernel, call.fields, canonical, { picture: call.picture }),
      channels: channels.bytes,
    },
  }
}

/** What the layer's `fill` gave for the portable call, for its 8-bit form; the kernel may be a wider one. */
export function fillAvr(call: AvrCall, filled: Filled, q: QuantizedOp): Filled {
  const { kernel } = call
  const { fields, constants } = filled
  if (constants['weights']) return fillLinear(call, filled, q)
  const { table } = constants
  switch (kernel) {
    case 'nn_add_u8_fixed':
      return { kernel, fields: addFieldsU8(fields), constants }
    case 'nn_lookup_u8':
    case 'nn_concat_u8':
      return { kernel, fields, constants: table ? { table: storedTable(table) } : constants }
    case 'nn_pad2d_u8':
      return { kernel, fields: { value: (fields['value'] ?? 0) + 128 }, constants }
    case 'nn_global_average_u8': {
      const positions = (call.fields['in_h'] ?? 1) * (call.fields['in_w'] ?? 1)
      const start = (fields['start'] ?? 0) - 128 * positions
      const out_zero_point = (fields['out_zero_point'] ?? 0) + 128
      return { kernel, fields: { ...fields, start, out_zero_point }, constants }
    }
    default:
      return { kernel, fields, constants }
  }
}
