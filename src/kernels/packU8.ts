// How the weights of 8-bit boards' kernels lie in flash (nn/u8/nn_u8.h): in the order in which the
// kernels meet row × channel × column pictures, 128 added where products are of unsigned bytes.

import { kernelById } from './kernels'
import type { Fields } from './pack'
import { recordBytesU8 } from './u8'

/** Height, width, channels of the picture that a dense layer's input is, seen flat. */
export type Picture = readonly number[]

export interface WeightPacking {
  readonly weights: number
  readonly channels: number
  readonly packWeights: (weights: Int8Array, out: DataView) => void
}

const stored = (weight: number | undefined) => (weight ?? 0) + 128

/** Place of tap i in an unpacked channel, for a tap in the kernel's order. */
type TapAt = (tap: number) => number

/** Kernel row, in channel, kernel column → kernel row, kernel column, in channel. */
function windowTap(fields: Fields): TapAt {
  const [w, c] = [fields['kernel_w'] ?? 1, fields['in_c'] ?? 1]
  return (tap) => {
    const column = tap % w
    const channel = Math.floor(tap / w) % c
    const row = Math.floor(tap / (w * c))
    return (row * w + column) * c + channel
  }
}

/** Row, channel, column → row, column, channel. */
function pictureTap([, w = 1, c = 1]: Picture): TapAt {
  return windowTap({ kernel_w: w, in_c: c })
}

function runs(outputs: number, taps: number, tapAt: TapAt): WeightPacking {
  return {
    weights: outputs * taps,
    channels: outputs * recordBytesU8,
    packWeights: (from, out) => {
      for (let o = 0; o < outputs; o++)
        for (let t = 0; t < taps; t++) out.setUint8(o * taps + t, stored(from[o * taps + tapAt(t)]))
    },
  }
}

/** Four outputs at a time, [group][tap][output], what remains one by one. */
function grouped(outputs: number, taps: number, tapAt: TapAt): WeightPacking {
  const inGroups = outputs - (outputs % 4)
  return {
    weights: outputs * taps,
    channels: outputs * recordBytesU8,
    packWeights: (from, out) => {
      for (let o = 0; o < outputs; o++)
        for (let t = 0; t < taps; t++) {
          const at = o < inGroups ? (o - (o % 4)) * taps + 4 * t + (o % 4) : o * taps + t
          out.setUint8(at, stored(from[o * taps + tapAt(t)]))
        }
    },
  }
}

function depthwise(outputs: number, taps: number): WeightPacking {
  return {
    weights: outputs * taps,
    channels: outputs * recordBytesU8,
    packWeights: (from, out) => {
      for (let o = 0; o < outputs; o++)
        for (let t = 0; t < taps; t++) out.setInt8(o * taps + t, from[t * outputs + o] ?? 0)
    },
  }
}

/** undefined for a kernel of another form. */
export function packingU8(
  kernelId: string,
  fields: Fields,
  picture?: Picture,
): WeightPacking | undefined {
  const of = (name: string) => {
    const value = fields[name]
    if (value === undefined) throw new Error(`packing needs the field ${name}`)
    return value
  }
  switch (kernelById(kernelId).twin ?? kernelId) {
    case 'nn_conv2d_u8':
      return runs(of('out_c'), of('kernel_h') * of('kernel_w') * of('in_c'), windowTap(fields))
    case 'nn_conv2d_u8_grouped':
      return grouped(of('out_c'), of('kernel_h') * of('kernel_w') * of('in_c'), windowTap(fields))
    case 'nn_depthwise_conv2d_u8':
      return depthwise(of('out_c'), of('kernel_h') * of('kernel_w'))
    case 'nn_dense_u8':
      return grouped(of('out_count'), of('in_count'), picture ? pictureTap(picture) : (tap) => tap)
    default:
      return undefined
  }
}
