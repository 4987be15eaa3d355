// How constants lie in flash: weights and channel records in the order in which a kernel reads
// them. Plain kernels: the layout of nn.h. Bulk kernels: int16, woven for vectors (wasm/README.md).

import { kernelById } from './kernels'
import { bulkFactors, groupBytes, packBulkChannels } from './packBulk'
import type { Picture } from './packU8'
import { packingU8 } from './packU8'
import { packPairs, pairBytes, pairRecords, pairSizes } from './packPairs'

export type Fields = Readonly<Record<string, number>>

export interface Records {
  readonly bias: Int32Array
  readonly multiplier: Int32Array
  readonly shift: Int32Array | Int8Array
}

/** A way to pack one kernel's constants, as sizes and as two writers. */
interface Packing {
  readonly weights: number
  readonly channels: number
  /** The weights of bulk kernels depend on their channels' records. */
  readonly packWeights: (weights: Int8Array, out: DataView, records?: Records) => void
  /** Those of weights that are stored as unsigned bytes depend on the weights. */
  readonly packChannels: (records: Records, out: DataView, weights?: Int8Array) => void
}

const recordBytes = 12

function field(fields: Fields, name: string): number {
  const value = fields[name]
  if (value === undefined) throw new Error(`packing needs the field ${name}`)
  return value
}

const padded = (count: number, multiple: number) => Math.ceil(count / multiple) * multiple

function plainPacking(weights: number, outChannels: number): Packing {
  return {
    weights,
    channels: outChannels * recordBytes,
    packWeights: (from, out) => from.forEach((weight, i) => out.setInt8(i, weight)),
    packChannels: ({ bias, multiplier, shift }, out) => {
      for (let c = 0; c < outChannels; c++) {
        out.setInt32(c * recordBytes, bias[c]!, true)
        out.setInt32(c * recordBytes + 4, multiplier[c]!, true)
        out.setInt16(c * recordBytes + 8, shift[c]!, true)
      }
    },
  }
}

/**
 * Rows of taps, padded to pairs; blocks of `lanes` output channels:
 * [block][row][pair][channel of the block][tap of the pair].
 * `tapAt` is the place of an unpacked tap in its row: dilation leaves zeros between taps.
 */
function wovenPacking(
  outChannels: number,
  lanes: 4 | 8,
  rows: number,
  taps: number,
  rowPlaces: number,
  tapAt: (tap: number) => number,
): Packing {
  const blocks = padded(outChannels, lanes) / lanes
  const pairs = padded(rowPlaces, 2) / 2
  return {
    weights: blocks * rows * pairs * lanes * 4,
    channels: (padded(outChannels, 4) / 4) * groupBytes,
    packWeights: (from, out, records) => {
      const factor = bulkFactors(outChannels, rows * taps, records)
      for (let c = 0, i = 0; c < outChannels; c++) {
        const lane = c % lanes
        const block = (c - lane) / lanes
        for (let row = 0; row < rows; row++)
          for (let tap = 0; tap < taps; tap++, i++) {
            const place = tapAt(tap)
            const pair = (block * rows + row) * pairs + (place >> 1)
            const at = 2 * (lanes * pair + lane) + (place & 1)
            out.setInt16(2 * at, from[i]! * factor[c]!, true)
          }
      }
    },
    packChannels: (records, out) => packBulkChannels(outChannels, rows * taps, records, out),
  }
}

/** [eight channels][pair of taps][channel][tap of the pair], an odd last tap beside a zero. */
function depthwisePacking(outChannels: number, taps: number): Packing {
  const blocks = padded(outChannels, 8) / 8
  const pairs = padded(taps, 2) / 2
  return {
    weights: blocks * pairs * 32,
    channels: blocks * 2 * groupBytes,
    packWeights: (from, out, records) => {
      const factor = bulkFactors(outChannels, taps, records)
      for (let tap = 0, i = 0; tap < taps; tap++)
        for (let c = 0; c < outChannels; c++, i++) {
          const pair = (c >> 3) * pairs + (tap >> 1)
          out.setInt16(2 * (16 * pair + 2 * (c & 7) + (tap & 1)), from[i]! * factor[c]!, true)
        }
    },
    packChannels: (records, out) => packBulkChannels(outChannels, taps, records, out),
  }
}

function pairPacking(kernelId: string, fields: Fields): Packing | undefined {
  const sizes = pairSizes(kernelId, fields)
  if (!sizes) return undefined
  const plain = plainPacking(pairBytes(sizes), sizes.outputs)
  return {
    ...plain,
    packWeights: (weights, out) => {
      packPairs(sizes, weights).forEach((byte, i) => out.setUint8(i, byte))
    },
    packChannels: (records, out, weights = new Int8Array()) =>
      plain.packChannels(pairRecords(sizes, records, weights), out),
  }
}

function packingOf(kernelId: string, fields: Fields): Packing {
  const pairs = pairPacking(kernelId, fields)
  if (pairs) return pairs
  const of = (name: string) => field(fields, name)
  const { bulk, twin } = kernelById(kernelId)
  switch (bulk ? kernelId.slice(0, -'_bulk'.length) : (twin ?? kernelId)) {
    case 'nn_conv2d_s8': {
      const [rows, columns, depth] = [of('kernel_h'), of('kernel_w'), of('in_c')]
      if (!bulk) return plainPacking(of('out_c') * rows * columns * depth, of('out_c'))
      const spread = (of('dilation_w') - 1) * depth
      const places = columns * depth + (columns - 1) * spread
      const tapAt = (tap: number) => tap + Math.floor(tap / depth) * spread
      return wovenPacking(of('out_c'), 8, rows, columns * depth, places, tapAt)
    }
    case 'nn_depthwise_conv2d_s8': {
      const taps = of('kernel_h') * of('kernel_w')
      if (!bulk) return plainPacking(of('out_c') * taps, of('out_c'))
      return depthwisePacking(of('out_c'), taps)
    }
    case 'nn_dense_s8': {
      const [from, to] = [of('in_count'), of('out_count')]
      return bulk ? wovenPacking(to, 4, 1, from, from, (tap) => tap) : plainPacking(from * to, to)
    }
    default:
      throw new Error(`${kernelId} has no weights to pack`)
  }
}

/** Bytes of a linear kernel's constants, from the fields of its geometry alone. */
export function packedBytes(
  kernelId: string,
  fields: Fields,
): { readonly weights: number; readonly channels: number } {
  const { weights, channels } = packingU8(kernelId, fields) ?? packingOf(kernelId, fields)
  return { weights, channels }
}

/** What packed weights depend on besides the kernel. */
export interface PackOptions {
  /** The order of a dense layer's inputs on 8-bit boards. */
  readonly picture?: Picture
  /** Those that `packChannels` gets; bulk kernels need them. */
  readonly records?: Records
}

/**
 * Weights as the kernel reads them. Canonical order: convolution [out][row][column][in], depthwise
 * [row][column][out], dense [out][in].
 */
export function packWeights(
  kernelId: string,
  fields: Fields,
  weights: Int8Array,
  { picture, records }: PackOptions = {},
): Uint8Array {
  const packing = packingU8(kernelId, fields, picture) ?? packingOf(kernelId, fields)
  const pairs = pairSizes(kernelId, fields)
  const expected = pairs
    ? pairs.taps * pairs.outputs
    : packedBytes(kernelId.replace(/_bulk$/, ''), fields).weights
  if (weights.length !== expected)
    throw new Error(`${kernelId}: ${weights.length} weights, expected ${expected}`)
  const out = new Uint8Array(packing.weights)
  packing.packWeights(weights, new DataView(out.buffer), records)
  return out
}

/**
 * Channel records as the kernel reads them. The input's zero point is folded into the bias (C1).
 * `weights`, in their canonical order, are needed for `nn_conv2d_s8_pairs`.
 */
export function packChannels(
  kernelId: string,
  fields: Fields,
  records: Records,
  weights?: Int8Array,
): Uint8Array {
  const packing = packingOf(kernelId, fields)
  const count = field(fields, fields['out_c'] === undefined ? 'out_count' : 'out_c')
  for (const [name, list] of Object.entries(records) as [string, Records['shift']][])
    if (list.length !== count)
      throw new Error(`${kernelId}: ${list.length} values of ${name} for ${count} channels`)
  const out = new Uint8Array(packing.channels)
  packing.packChannels(records, new DataView(out.buffer), weights)
  return out
}
