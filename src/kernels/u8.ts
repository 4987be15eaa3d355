// What the kernels of 8-bit boards (nn/u8/nn_u8.h) need besides their sizes: which assembly variant
// takes which sizes, scratch memory, channel records, the fixed-point form of a sum.

import type { Fields, Records } from './pack'

const of = (fields: Fields, name: string): number => {
  const value = fields[name]
  if (value === undefined) throw new Error(`no field ${name}`)
  return value
}

/** Columns of padding behind a row of windows. */
function padRight(f: Fields): number {
  const windows = of(f, 'out_w') * of(f, 'pool_w')
  const end = (windows - 1) * of(f, 'stride_w') + (of(f, 'kernel_w') - 1) * of(f, 'dilation_w') + 1
  return Math.max(0, end - of(f, 'pad_left') - of(f, 'in_w'))
}

const unpooled = (f: Fields) => of(f, 'pool_h') === 1 && of(f, 'pool_w') === 1
const pooledByTwo = (f: Fields) => of(f, 'pool_h') === 2 && of(f, 'pool_w') === 2
const undilated = (f: Fields) => of(f, 'dilation_h') === 1 && of(f, 'dilation_w') === 1

/** The assembly counts the kernel rows inside the picture down to 0: there must be one. */
function everyWindowTouchesARow(f: Fields): boolean {
  const last = (of(f, 'out_h') * of(f, 'pool_h') - 1) * of(f, 'stride_h') - of(f, 'pad_top')
  return of(f, 'pad_top') < of(f, 'kernel_h') && last < of(f, 'in_h')
}

interface Tile {
  readonly stride: number
  /** undefined: any. */
  readonly width?: number
  /** Most columns of padding on each side. */
  readonly padding: number
}

/** Loads of padded tiles are counted in signed bytes, columns in unsigned ones. */
const widestInput = ({ padding }: Tile) => (padding > 0 ? 120 : 255)

function tileFits(f: Fields, tile: Tile): boolean {
  const columns = of(f, 'out_w') * of(f, 'pool_w')
  return (
    (unpooled(f) || pooledByTwo(f)) &&
    undilated(f) &&
    everyWindowTouchesARow(f) &&
    of(f, 'stride_w') === tile.stride &&
    of(f, 'kernel_w') === (tile.width ?? of(f, 'kernel_w')) &&
    // A tile of 4 loads kernel_w + 3 columns, counted in a byte.
    of(f, 'kernel_w') <= 252 &&
    columns >= 2 &&
    columns <= 255 &&
    of(f, 'in_w') <= widestInput(tile) &&
    of(f, 'in_c') * of(f, 'kernel_h') <= 255 &&
    Math.max(of(f, 'pad_left'), padRight(f)) <= tile.padding
  )
}

function depthwiseFits(f: Fields, stride: number): boolean {
  return (
    unpooled(f) &&
    undilated(f) &&
    everyWindowTouchesARow(f) &&
    of(f, 'stride_w') === stride &&
    of(f, 'kernel_h') === 3 &&
    of(f, 'kernel_w') === 3 &&
    of(f, 'in_w') <= 255 &&
    of(f, 'out_w') >= 2 &&
    of(f, 'out_w') <= 255 &&
    of(f, 'out_c') / of(f, 'in_c') <= 255 &&
    Math.max(of(f, 'pad_left'), padRight(f)) <= 1
  )
}

const tiles: Readonly<Record<string, Tile>> = {
  nn_conv2d_u8_tile: { stride: 1, padding: 0 },
  nn_conv2d_u8_tile1: { stride: 1, width: 1, padding: 0 },
  nn_conv2d_u8_tile3: { stride: 1, width: 3, padding: 0 },
  nn_conv2d_u8_tile5: { stride: 1, width: 5, padding: 0 },
  nn_conv2d_u8_tile3_pad: { stride: 1, width: 3, padding: 1 },
  nn_conv2d_u8_tile5_pad: { stride: 1, width: 5, padding: 2 },
  nn_conv2d_u8_tile3_stride2: { stride: 2, width: 3, padding: 1 },
  nn_conv2d_u8_tile5_stride2: { stride: 2, width: 5, padding: 2 },
}

const conditions: Readonly<Record<string, (fields: Fields) => boolean>> = {
  nn_conv2d_u8_grouped: unpooled,
  nn_conv2d_u8_gather: unpooled,
  nn_conv2d_u8_wide: unpooled,
  nn_depthwise_conv2d_u8_any: (f) => of(f, 'kernel_h') * of(f, 'kernel_w') <= 255,
  nn_depthwise_conv2d_u8_tile3: (f) => depthwiseFits(f, 1),
  nn_depthwise_conv2d_u8_tile3_stride2: (f) => depthwiseFits(f, 2),
}

/** Whether a kernel takes these sizes: the conditions of nn_u8.h. */
export function canRun(kernelId: string, fields: Fields): boolean {
  const tile = tiles[kernelId]
  return tile ? tileFits(fields, tile) : (conditions[kernelId]?.(fields) ?? true)
}

/** Bytes of scratch memory that a kernel of these sizes needs in the arena. */
export function scratchBytes(kernelId: string, f: Fields): number {
  if (!kernelId.startsWith('nn_conv2d_u8_')) return 0
  const taps = of(f, 'kernel_h') * of(f, 'kernel_w') * of(f, 'in_c')
  if (kernelId === 'nn_conv2d_u8_gather' || kernelId === 'nn_conv2d_u8_wide') return taps
  if (!tiles[kernelId]) return 0
  // A box holds Σ x of a window: 257 · 255 just fits 16 bits.
  const boxBytes = taps <= 257 ? 2 : 3
  return of(f, 'pool_h') * boxBytes * (of(f, 'pad_left') + of(f, 'in_w') + 3 + padRight(f))
}

/** The clamp of an output in stored form, from the int8 fields. */
export function storedClamp(fields: Fields): {
  out_offset: number
  out_lo: number
  out_range: number
} {
  const lo = of(fields, 'out_lo')
  return {
    out_offset: of(fields, 'out_zero_point') - lo,
    out_lo: lo + 128,
    out_range: of(fields, 'out_hi') - lo,
  }
}

const floorDiv = (a: bigint, b: bigint): bigint => {
  const q = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q
}

const writeBytes = (out: Uint8Array, at: number, bytes: number, value: bigint) => {
  for (let i = 0; i < bytes; i++) out[at + i] = Number((value >> BigInt(8 * i)) & 255n)
}

interface Channel {
  /** With 128 Σ w taken off: for stored values. */
  readonly bias: number
  readonly multiplier: number
  readonly shift: number
  /** Smallest and largest Σ w · x over all x in 0 … 255. */
  readonly lowest: number
  readonly highest: number
}

const fits24 = (bias: number, { lowest, highest }: Channel) =>
  bias + lowest >= -(2 ** 23) && bias + highest < 2 ** 23

/** Writes 12 bytes; false where the sums may leave 24 bits. */
function writeRecord(record: Uint8Array, channel: Channel, offset: number): boolean {
  const { bias, multiplier, shift } = channel
  const e = -shift
  if (e >= 4 && e <= 17) {
    // In units of 2^-(e + 1): out_offset + 1/2 - 2^-(e + 1), over r.
    const numerator = ((2n * BigInt(offset) + 1n) << BigInt(e)) - 1n
    const origin = floorDiv(numerator << 30n, BigInt(multiplier))
    if (
      origin > 0n &&
      origin < 1n << (e < 8 ? 16n : 23n) &&
      fits24(bias + Number(origin), channel)
    ) {
      const cut = BigInt(e < 8 ? e + 7 : e - 1)
      const factor = BigInt(multiplier) >> cut
      const rest = (numerator << 30n) - origin * BigInt(multiplier)
      const last = e < 8 ? (origin << 8n) | (rest >> BigInt(31 + e - 8)) : origin
      writeBytes(record, 0, 3, BigInt(bias) + origin)
      for (let i = 0; i < 3; i++) record[3 + i] = Number((factor >> BigInt(16 - 8 * i)) & 255n)
      record[6] = e
      writeBytes(record, 7, 3, last)
      writeBytes(record, 10, 2, BigInt(multiplier) & ((1n << cut) - 1n))
      return true
    }
  }
  writeBytes(record, 0, 4, BigInt(bias))
  writeBytes(record, 4, 2, BigInt(multiplier))
  writeBytes(record, 8, 2, BigInt(multiplier) >> 16n)
  record[6] = 255
  record[7] = shift & 255
  return fits24(bias, channel)
}

export const recordBytesU8 = 12

/**
 * Channel records in stored form. `weights` in canonical order (depthwise [tap][channel], else
 * [channel][tap]). `narrow` false: some sum may leave 24 bits, and only plain kernels are exact.
 */
export function packChannelsU8(
  kernelId: string,
  fields: Fields,
  { bias, multiplier, shift }: Records,
  weights: Int8Array,
): { readonly bytes: Uint8Array; readonly narrow: boolean } {
  const channels = fields['out_c'] ?? of(fields, 'out_count')
  for (const [name, list] of Object.entries({ bias, multiplier, shift }))
    if (list.length !== channels)
      throw new Error(`${kernelId}: ${list.length} values of ${name} for ${channels} channels`)
  const taps = weights.length / channels
  const depthwise = kernelId.includes('depthwise')
  const bytes = new Uint8Array(channels * recordBytesU8)
  let narrow = true
  for (let c = 0; c < channels; c++) {
    let [negative, positive] = [0, 0]
    for (let t = 0; t < taps; t++) {
      const weight = weights[depthwise ? t * channels + c : c * taps + t] ?? 0
      if (weight < 0) negative += weight
      else positive += weight
    }
    const channel: Channel = {
      bias: bias[c]! - 128 * (negative + positive),
      multiplier: multiplier[c]!,
      shift: shift[c]!,
      lowest: 255 * negative,
      highest: 255 * positive,
    }
    const record = bytes.subarray(c * recordBytesU8, (c + 1) * recordBytesU8)
    if (!writeRecord(record, channel, of(fields, 'out_offset'))) narrow = false
  }
  return { bytes, narrow }
}

/**
 * Fields of nn_add_u8_fixed from those of nn_add_s8: zero points and clamp in stored form, and, where
 * it is exact enough to be worth it, the sum in 16 fractional bits (threshold 252; 0: always [E1]).
 */
export function addFieldsU8(f: Fields): Record<string, number> {
  const clamp = storedClamp(f)
  const [aZero, bZero] = [of(f, 'a_zero_point') + 128, of(f, 'b_zero_point') + 128]
  const multipliers = ['a_multiplier', 'b_multiplier', 'out_multiplier']
  const shifts = ['a_shift', 'b_shift', 'out_shift']
  const copied = Object.fromEntries([...multipliers, ...shifts].map((n) => [n, of(f, n)]))
  const fields = { ...copied, ...clamp, a_zero_point: aZero, b_zero_point: bZero }
  const fixed = fixedSum(f, aZero, bZero, clamp.out_offset)
  return { ...fields, ...(fixed ?? { a_factor: 0, b_factor: 0, start: 0, threshold: 0 }) }
}

function fixedSum(f: Fields, aZero: number, bZero: number, outOffset: number) {
  const outShift = of(f, 'out_shift')
  if (outShift > -10 || of(f, 'a_shift') > 0 || of(f, 'b_shift') > 0) return undefined
  const one = 1n << 50n
  /** 2^16 · factor, and 2^66 · factor · zero rounded up. */
  const scaled = (name: 'a' | 'b', zero: number) => {
    const product = BigInt(of(f, `${name}_multiplier`)) * BigInt(of(f, 'out_multiplier'))
    const down = 26 - of(f, `${name}_shift`) - outShift
    const fine = down > 50 ? (product >> BigInt(down - 50)) + 1n : product << BigInt(50 - down)
    return { factor: product >> BigInt(down), part: BigInt(zero) * fine }
  }
  const a = scaled('a', aZero)
  const b = scaled('b', bZero)
  if (a.factor >= 1n << 22n || b.factor >= 1n << 22n) return undefined
  const half = BigInt(2 * outOffset + 1) * 32768n * one
  // 5/2 · 2^out_shift, in 2^66ths
  const slack = 65 + outShift >= 0 ? 5n << BigInt(65 + outShift) : 5n
  const start = floorDiv(half - slack - a.part - b.part, one)
  const largest = start + 255n * (a.factor + b.factor)
  if (start < -(2n ** 31n) || largest >= 2n ** 31n) return undefined
  return {
    a_factor: Number(a.factor),
    b_factor: Number(b.factor),
    start: Number(start),
    threshold: 252,
  }
}
