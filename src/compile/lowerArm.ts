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

function convolution(fields: Fields, rows: number, target: TargetId): Lowered {
  const [kernel, form] =
    target === 'arm-dsp' ? ['nn_conv2d_s8_woven', woven] : ['nn_conv2d_s8_stored', stored]
  const all = { ...fields, form }
  return linear(armTakesSizes(kernel, all) ? kernel : twinOf(kernel), all, rows)
}

/** The same call of a kernel for these boards, where that takes its sizes. */
function own(lowered: Lowered): Lowered {
  const kernel = `${lowered.kernel}_arm`
  return armTakesSizes(kernel, lowered.fields) ? { ...lowered, kernel } : lowered
}

/** Of several vectors it is a convolution of one tap; without DSP instructions one is the portable call. */
function dense(lowered: Lowered, input: Shape, target: TargetId): Lowered {
  const { vectors = 1, in_count = 0, out_count = 0 } = lowered.fields
  if (vectors === 1 && target !== 'arm-dsp') return own(lowered)
  if (vectors === 1) return linear('nn_dense_s8_crossed', { in_count, out_count }, lowered.rows)
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
  return convolution({ ...sizes, ...window, ...rest }, in_h, target)
}

/** `target`: `arm` or `arm-dsp`. */
export function lowerArm(
  lowered: Lowered,
  [input = []]: readonly Shape[],
  target: TargetId,
): Lowered {
  const { kernel, fields, rows } = lowered
  switch (kernel) {
    case 'nn_conv2d_s8':
      return convolution(fields, rows, target)
    case 'nn_dense_s8':
      return dense(lowered, input, target)
    case 'nn_depthwise_conv2d_s8':
    case 'nn_add_s8':
      return own(lowered)
    default:
      return lowered
  }
}

/** What the layer's `fill` gave for the portable call, for `call`; the plain twin where numbers ask for it. */
export function fillArm(call: Lowered, filled: Filled, { integers }: QuantizedOp): Filled {
  const { kernel, fields } = call
  const takes = (taken: boolean) => (taken ? kernel : twinOf(kernel))
  if (kernel === 'nn_add_s8_arm')
    return { ...filled, kernel: takes(armTakesAddition(filled.fields)) }
  const { weights, bias, multiplier, shift } = integers as Record<string, Int32Array>
  if (!filled.constants['weights']) return filled
  const records = { bias: bias!, multiplier: multiplier!, shift: shift! }
  const chosen = takes(armTakesRecords(kernel, fields, records))
  if (!pairSizes(kernel, fields)) return { ...filled, kernel: chosen }
  const canonical = weights as unknown as Int8Array
  const readsZero = fields['in_c'] !== undefined
  return {
    kernel: chosen,
    fields: readsZero ? { in_zero_point: 0, ...filled.fields } : filled.fields,
    constants: {
      weights: packWeights(kernel, fields, canonical),
      channels: packChannels(kernel, fields, records, canonical),
    },
  }
}
