// Channel records of the bulk kernels, four channels in one, and the powers of two by which they are
// scaled so that SPEC R2's two roundings become one shift (wasm/README.md).

import type { Records } from './pack'

/** Bias, multiplier, shift, post, add, away of four channels, and their shift down. */
export const groupBytes = 112

/** So that 127 · 2^8 is an int16. */
const mostUp = 8
/** So that the rounding constants and the product's upper half add up to an int32. */
const mostDown = 30

interface BulkScale {
  /** Of every lane, also of those behind the last channel: its shift (R1). */
  readonly shift: Int32Array
  /** By how much its weights and bias are scaled: 2^up. */
  readonly up: Int32Array
  /** Of every group of four: by how much the upper halves of its products are shifted; 0: R2 as it is. */
  readonly down: Int32Array
}

/** Lanes behind the last channel have the shift of one that is there. */
function scaleBulk(channels: number, taps: number, { bias, shift }: Records): BulkScale {
  const groups = Math.ceil(channels / 4)
  const lanes = Int32Array.from({ length: 4 * groups }, (_, c) => shift[Math.min(c, channels - 1)]!)
  const up = new Int32Array(4 * groups)
  const down = new Int32Array(groups)
  for (let group = 0; group < groups; group++) {
    const own = [0, 1, 2, 3].map((i) => 4 * group + i)
    const shifted = 1 - Math.min(...own.map((c) => lanes[c]!))
    const fits = own.every((c) => {
      const by = shifted + 1 + lanes[c]!
      const largest = (Math.abs(bias[c] ?? 0) + taps * 128 * 127) * 2 ** by
      return lanes[c]! <= 0 && by <= mostUp && largest < 2 ** 31
    })
    if (!fits || shifted > mostDown) continue
    down[group] = shifted
    for (const c of own) up[c] = shifted + 1 + lanes[c]!
  }
  return { shift: lanes, up, down }
}

/** The factor of every channel's weights; `taps` of one output. Throws an Error without records (our bug). */
export function bulkFactors(channels: number, taps: number, records: Records | undefined) {
  if (!records) throw new Error('bulk weights need their channel records')
  return scaleBulk(channels, taps, records).up.map((by) => 2 ** by)
}

/** `out` may have room for a group more than there are. */
export function packBulkChannels(
  channels: number,
  taps: number,
  records: Records,
  out: DataView,
): void {
  const { bias, multiplier } = records
  const { shift, up, down } = scaleBulk(channels, taps, records)
  shift.forEach((s, c) => {
    const [by, to] = [up[c]!, down[c >> 2]!]
    const twice = to > 0 && s < 0
    const words = [
      (bias[c] ?? 0) * 2 ** by,
      multiplier[c] ?? 2 ** 30,
      s,
      s < 0 ? 2 ** (31 + s) : 0,
      (to > 0 ? 2 ** (by - 2) : 0) + (twice ? 2 ** (to - 1) : 0),
      twice ? -(2 ** (by - 1)) : 0,
    ]
    const at = (c >> 2) * groupBytes + 4 * (c & 3)
    words.forEach((word, i) => out.setInt32(at + 16 * i, word, true))
    if ((c & 3) === 0) out.setInt32(at + 96, to, true)
  })
}
