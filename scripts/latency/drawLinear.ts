// Calls of convolutions and dense layers with values as networks have them: sums spread over the
// output's range, half of them below zero.

import { quantizeMultiplier } from '../../src/kernels/fixedPoint'
import { armTakesSizes } from '../../src/kernels/arm'
import { kernelById } from '../../src/kernels/kernels'
import { packChannels, packedBytes, packWeights } from '../../src/kernels/pack'
import { laneBytes, pairSizes, stored, woven } from '../../src/kernels/packPairs'
import { canRun, packChannelsU8, scratchBytes } from '../../src/kernels/u8'
import type { Dice, Draft, GridCall, Limits } from './dice'
import { drawRows, oneRow } from './dice'

/** Standard deviation of results, and of bytes drawn at random. */
const spread = 50
const deviation = 73.6

/** Of networks without batch norm one in some has scales as large. */
const largestScale = 0.06

interface Weights {
  readonly weights: Int8Array
  readonly records: { bias: Int32Array; multiplier: Int32Array; shift: Int32Array }
}

function drawWeights(dice: Dice, taps: number, channels: number, depthwise: boolean): Weights {
  const weights = new Int8Array(taps * channels)
  const records = {
    bias: new Int32Array(channels),
    multiplier: new Int32Array(channels),
    shift: new Int32Array(channels),
  }
  for (let c = 0; c < channels; c++) {
    const most = dice.whole(30, 127)
    for (let t = 0; t < taps; t++)
      weights[depthwise ? t * channels + c : c * taps + t] = dice.whole(-most, most)
    const sums = Math.sqrt(taps) * (most / Math.sqrt(3)) * deviation
    const scale = (spread * (0.6 + dice.unit())) / sums
    const { multiplier, shift } = quantizeMultiplier(Math.min(largestScale, scale))
    records.bias[c] = Math.round((dice.unit() - 0.5) * sums * 0.5)
    records.multiplier[c] = multiplier
    records.shift[c] = shift
  }
  return { weights, records }
}

const isU8 = (kernel: string) => kernel.includes('_u8')

/** Constants as the kernel reads them; undefined where its accumulators would be too narrow. */
function packConstants(dice: Dice, kernel: string, fields: Draft, taps: number, channels: number) {
  const { weights, records } = drawWeights(dice, taps, channels, kernel.includes('depthwise'))
  const packed = packWeights(kernel, fields, weights)
  const narrow = isU8(kernel) ? packChannelsU8(kernel, fields, records, weights) : undefined
  if (narrow && !narrow.narrow) return undefined
  const bytes = narrow?.bytes ?? packChannels(kernel, fields, records, weights)
  const at = Math.ceil(packed.length / 4) * 4
  const model = new Uint8Array(at + bytes.length)
  model.set(packed)
  model.set(bytes, at)
  return { model, places: { weights: 0, channels: at } }
}

function drawClamp(dice: Dice, kernel: string): { relu: boolean; clamp: Draft } {
  const relu = dice.of(true, true, false)
  const zero = relu ? -128 : dice.whole(-20, 20)
  const clamp: Draft = isU8(kernel)
    ? { out_offset: zero + 128, out_lo: 0, out_range: 255 }
    : { out_zero_point: zero, out_lo: -128, out_hi: 127 }
  return { relu, clamp }
}

/** Only the kernel's own fields. */
function ownFields(kernel: string, draft: Draft): Draft {
  const names = kernelById(kernel)
    .fields.filter(({ use }) => use !== 'reserved')
    .map(({ name }) => name)
  return Object.fromEntries(names.map((name) => [name, draft[name] ?? 0]))
}

interface Sizes {
  readonly fields: Draft
  readonly taps: number
  readonly channels: number
  readonly inBytes: number
  readonly outBytes: number
  readonly rows: GridCall['rows']
}

function finish(dice: Dice, kernel: string, limits: Limits, sizes: Sizes): GridCall | undefined {
  const { taps, channels, inBytes, outBytes, rows } = sizes
  const { relu, clamp } = drawClamp(dice, kernel)
  const places = { in: 0, out: inBytes, scratch: inBytes + outBytes }
  const form = kernel.includes('stored') || limits.wide?.pairs === 'stored' ? stored : woven
  const draft = { ...sizes.fields, ...clamp, ...places, form }
  const pairs = pairSizes(kernel, draft)
  const lanes = pairs && pairs.form !== 'crossed' ? laneBytes(pairs) : 0
  const scratch = isU8(kernel) ? scratchBytes(kernel, draft) : lanes
  const bytes = packedBytes(kernel, draft)
  const tooLarge =
    inBytes + outBytes + scratch > limits.arenaBytes ||
    bytes.weights + bytes.channels + 4 > limits.modelBytes
  if (tooLarge || !canRun(kernel, draft) || !armTakesSizes(kernel, draft)) return undefined
  const constants = packConstants(dice, kernel, draft, taps, channels)
  if (!constants) return undefined
  const fields = ownFields(kernel, { ...draft, ...constants.places })
  const arena = dice.bytes(inBytes + outBytes + scratch)
  return { kernel, fields, rows, relu, model: constants.model, arena }
}

/** What a convolution kernel is for. */
interface Form {
  readonly widths: readonly number[]
  readonly strides: readonly number[]
  /** Kernels as high as wide. */
  readonly square?: true
  readonly padded: boolean
  readonly pooled: boolean
  readonly dilated: boolean
  readonly mostProducts: number
}

const tile: Form = {
  widths: [3],
  strides: [1],
  padded: false,
  pooled: true,
  dilated: false,
  mostProducts: 120_000,
}
const depthwiseTile: Form = { ...tile, square: true, padded: true, pooled: false }
const any: Form = {
  ...tile,
  widths: [1, 2, 3, 3, 4, 5, 5, 7],
  strides: [1, 1, 2],
  padded: true,
  dilated: true,
  mostProducts: 15_000,
}

const convolutions: Readonly<Record<string, Form>> = {
  nn_conv2d_u8_tile: { ...tile, widths: [1, 2, 4, 6, 7] },
  nn_conv2d_u8_gather: { ...any, pooled: false, mostProducts: 60_000 },
  nn_conv2d_u8_wide: { ...any, pooled: false, mostProducts: 60_000 },
  nn_depthwise_conv2d_u8_any: { ...any, pooled: false, mostProducts: 30_000 },
  nn_depthwise_conv2d_u8_tile3: depthwiseTile,
  nn_depthwise_conv2d_u8_tile3_stride2: { ...depthwiseTile, strides: [2] },
  nn_conv2d_u8: any,
  nn_conv2d_u8_grouped: { ...any, pooled: false },
  nn_depthwise_conv2d_u8: { ...any, pooled: false },
  nn_conv2d_s8: { ...any, mostProducts: 40_000 },
  nn_depthwise_conv2d_s8: { ...any, pooled: false, mostProducts: 20_000 },
}

/** `nn_conv2d_u8_tile5_pad`: its width, with padding. */
function formOf(kernel: string): Form | undefined {
  const [, width, more] = /^nn_conv2d_u8_tile(\d)(_pad|_stride2)?$/.exec(kernel) ?? []
  if (width === undefined) {
    const other = kernel.includes('conv2d')
      ? { ...any, pooled: !kernel.includes('depthwise') }
      : undefined
    return convolutions[kernel] ?? other
  }
  const strides = more === '_stride2' ? [2] : [1]
  return { ...tile, widths: [Number(width)], strides, padded: more !== undefined }
}

const inputChannels = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32]
const outputChannels = [1, 2, 3, 4, 6, 8, 10, 16, 20, 32]

/** One axis: 'same' padding or none, and how many outputs fit. */
function drawAxis(
  dice: Dice,
  side: 'h' | 'w',
  kernel: number,
  padded: boolean,
  { dilated, strides, sides }: Form & { readonly sides?: readonly number[] },
): Draft {
  const dilation = dilated && dice.whole(0, sides ? 5 : 9) === 0 ? 2 : 1
  const stride = dice.of(...strides)
  const reach = (kernel - 1) * dilation + 1
  const size = dice.whole(Math.max(3, reach), dice.of(...(sides ?? [10, 16, 34])))
  const around = padded ? Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size) : 0
  return {
    [`in_${side}`]: size,
    [`out_${side}`]: Math.floor((size + around - reach) / stride) + 1,
    [`kernel_${side}`]: kernel,
    [`stride_${side}`]: stride,
    [`dilation_${side}`]: dilation,
    [side === 'h' ? 'pad_top' : 'pad_left']: Math.floor(around / 2),
  }
}

export function drawConvolution(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const { wide: layers } = limits
  const found = formOf(kernel)
  if (!found) throw new Error(`${kernel} is no convolution`)
  const form = { ...found, ...(layers ? { sides: layers.sides } : {}) }
  const depthwise = kernel.includes('depthwise')
  const width = dice.of(...form.widths)
  const height = form.square ? width : dice.of(width, width, width, dice.whole(1, 5))
  const padded = form.padded && dice.of(true, true, false)
  const high = drawAxis(dice, 'h', height, padded || dice.whole(0, 3) === 0, form)
  const wide = drawAxis(dice, 'w', width, padded, form)
  const pool = form.pooled ? dice.of(1, 1, 2) : 1
  const in_c = dice.of(...(layers?.channels ?? inputChannels))
  const multiplier = depthwise ? dice.of(1, 1, 1, 2) : 0
  const out_c = depthwise ? in_c * multiplier : dice.of(...(layers?.channels ?? outputChannels))
  const f: Draft = { ...high, ...wide, in_c, out_c, multiplier }
  Object.assign(f, { pool_h: pool, pool_w: pool, pool_kind: pool === 1 ? 0 : dice.whole(1, 2) })
  const [out_h, out_w] = ['h', 'w'].map((side) => Math.floor((f[`out_${side}`] ?? 0) / pool))
  if (!out_h || !out_w) return undefined
  Object.assign(f, { out_h, out_w, in_zero_point: dice.of(0, isU8(kernel) ? 128 : -128) })
  const taps = height * width * (depthwise ? 1 : in_c)
  const products = out_h * out_w * out_c * pool * pool * taps
  if (products > (layers?.products ?? form.mostProducts) || products < 200) return undefined
  return finish(dice, kernel, limits, {
    fields: f,
    taps,
    channels: out_c,
    inBytes: (f['in_h'] ?? 0) * (f['in_w'] ?? 0) * in_c,
    outBytes: out_h * out_w * out_c,
    rows: drawRows(dice, out_h),
  })
}

export const isConvolution = (kernel: string) => formOf(kernel) !== undefined

export function drawDense(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const { wide } = limits
  const in_count = dice.of(dice.whole(4, 80), dice.whole(30, wide ? 1500 : 500))
  const out_count = dice.whole(1, dice.of(12, 64))
  const one = /crossed|pairs/.test(kernel)
  const vectors = one ? 1 : wide ? dice.of(1, 1, 1, 2, 5, 16) : dice.of(1, 1, 1, 2)
  const most = wide?.products ?? (/(quad|wide)$/.test(kernel) ? 40_000 : 15_000)
  if (vectors * in_count * out_count > most) return undefined
  return finish(dice, kernel, limits, {
    fields: { vectors, in_count, out_count },
    taps: in_count,
    channels: out_count,
    inBytes: vectors * in_count,
    outBytes: vectors * out_count,
    rows: oneRow,
  })
}
