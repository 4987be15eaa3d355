// How the weights of Cortex-M boards' kernels lie in flash (nn/nn_pairs.h): two output channels
// together, tap by tap.

import { kernelById } from './kernels'
import type { Fields, Records } from './pack'

/** Numbers of nn_pairs.h. */
export const woven = 0
export const stored = 1

interface Sizes {
  readonly taps: number
  readonly outputs: number
  readonly form: 'woven' | 'crossed' | 'stored'
}

/** undefined for a kernel of another form. */
export function pairSizes(kernelId: string, fields: Fields): Sizes | undefined {
  const of = (name: string) => {
    const value = fields[name]
    if (value === undefined) throw new Error(`packing needs the field ${name}`)
    return value
  }
  switch (kernelById(kernelId).twin ?? kernelId) {
    case 'nn_conv2d_s8_pairs': {
      const form = of('form') === stored ? 'stored' : 'woven'
      return { taps: of('kernel_h') * of('kernel_w') * of('in_c'), outputs: of('out_c'), form }
    }
    case 'nn_dense_s8_pairs':
      return { taps: of('in_count'), outputs: of('out_count'), form: 'crossed' }
    default:
      return undefined
  }
}

/** Of every four taps 0, 2, 1, 3. */
function crossed(tap: number, taps: number): number {
  if (tap >= (taps & ~3)) return tap
  return [tap, tap + 1, tap - 1, tap][tap & 3]!
}

/**
 * Bytes of packed weights. Without DSP the assembly takes four taps at a time, of the last ones too; where
 * those end behind the last weight, up to 6 bytes follow, which it reads and multiplies by zero.
 */
export function pairBytes({ taps, outputs, form }: Sizes): number {
  const bytes = outputs * taps
  if (form !== 'stored') return bytes
  const fours = 4 * Math.ceil(taps / 4)
  const pairs = outputs >> 1
  const pairEnd = pairs > 0 ? 2 * (pairs - 1) * taps + 2 * fours : 0
  const aloneEnd = outputs % 2 === 1 ? 2 * pairs * taps + fours : 0
  return Math.max(bytes, pairEnd, aloneEnd)
}

/** `from`: [out][tap]. */
export function packPairs(sizes: Sizes, from: Int8Array): Uint8Array {
  const { taps, outputs, form } = sizes
  const out = new DataView(new ArrayBuffer(pairBytes(sizes)))
  const pairs = outputs >> 1
  const even = form === 'stored' ? taps : taps & ~1
  for (let pair = 0; pair < pairs; pair++)
    for (let tap = 0; tap < taps; tap++) {
      const [first, second] = [from[2 * pair * taps + tap]!, from[(2 * pair + 1) * taps + tap]!]
      const place = form === 'crossed' ? crossed(tap, taps) : tap
      const at = 2 * (tap < even ? pair * even + place : pairs * even + pair)
      if (form === 'stored') out.setUint16(at, (second + 128) * 256 + first + 128, true)
      else out.setInt16(at, second * 256 + first, true)
    }
  for (let i = 2 * pairs * taps; i < from.length; i++)
    out.setUint8(i, from[i]! + (form === 'stored' ? 128 : 0))
  return new Uint8Array(out.buffer)
}

/** The channels' numbers as the kernel reads them: stored weights add 128 · Σ value, values Σ weight. */
export function pairRecords({ taps, form }: Sizes, records: Records, weights: Int8Array): Records {
  if (form !== 'stored') return records
  const bias = records.bias.map((value, c) => {
    const own = weights.subarray(c * taps, (c + 1) * taps)
    return value - 128 * own.reduce((sum, weight) => sum + weight, 0)
  })
  return { ...records, bias }
}

/** Bytes of scratch memory of the assembly: nn_arm_conv2d.c. */
export function laneBytes({ taps, form }: Sizes): number {
  const bytes = form === 'stored' ? 16 * Math.ceil(taps / 4) : 16 * Math.ceil(taps / 2)
  return bytes + 3
}
