// What random steps are drawn from: sizes, row ranges, zero points, shifts, biases and places, up to
// the ends of what SPEC.md allows.

import { seededRandom } from '../../lib/random'
import { quantizeMultiplier } from '../fixedPoint'
import type { Records } from '../pack'
import type { RowRange } from '../stepMemory'

/** Whole numbers, both ends included. */
export class Dice {
  readonly unit: () => number
  constructor(seed: number) {
    this.unit = seededRandom(seed)
  }
  whole(lo: number, hi: number): number {
    return lo + Math.floor(this.unit() * (hi - lo + 1))
  }
  of<T>(...choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!
  }
  /** Mostly small, up to `hi`. */
  small(lo: number, hi: number): number {
    return this.of(0, 1, 2) < 2 ? this.whole(lo, Math.min(hi, lo + 5)) : this.whole(lo, hi)
  }
  s8(): number {
    return this.of(this.whole(-128, 127), -128, 127, 0)
  }
}

/** Fields under way. */
export type Draft = Record<string, number>

export function fillS8(dice: Dice, length: number, lowest = -128): Int8Array {
  const extreme = dice.whole(0, 7) === 0
  return Int8Array.from({ length }, () =>
    extreme ? dice.of(lowest, 127) : dice.whole(lowest, 127),
  )
}

export function clampFields(dice: Dice): Draft {
  const [a, b] = dice.of([-128, 127], [-128, 127], [dice.s8(), dice.s8()]) as [number, number]
  return { out_zero_point: dice.s8(), out_lo: Math.min(a, b), out_hi: Math.max(a, b) }
}

/** Biases keep every sum inside int32 (C1); scales mostly spread the sums over int8. */
export function records(dice: Dice, channels: number, taps: number): Records {
  const room = 2 ** 31 - 1 - taps * 128 * 128
  const bias = new Int32Array(channels)
  const multiplier = new Int32Array(channels)
  const shift = new Int32Array(channels)
  const kind = dice.of('usual', 'usual', 'usual', 'near', 'near', 'right', 'left', 'any')
  // Near each other, sums as large as still fit int32 when scaled to the smallest (packBulk.ts).
  const least = -dice.whole(0, 29)
  const most = Math.max(0, 2 ** 31 / 2 ** dice.whole(2, 8) - 1 - taps * 128 * 127)
  for (let c = 0; c < channels; c++) {
    const ends = [dice.whole(-room, room), room, -room, 0]
    bias[c] = kind === 'usual' ? dice.whole(-20000, 20000) : ends[dice.whole(0, 3)]!
    const usual = quantizeMultiplier((dice.unit() + 0.01) / (40 * Math.sqrt(taps)))
    multiplier[c] = dice.of(usual.multiplier, usual.multiplier, 2 ** 30, 2 ** 31 - 1)
    if (kind === 'usual') shift[c] = usual.shift
    else if (kind === 'near') {
      shift[c] = Math.min(0, least + dice.whole(0, 6))
      bias[c] = dice.of(most, -most, dice.whole(-most, most), dice.whole(-999, 999))
    } else if (kind === 'right') shift[c] = -dice.whole(0, 31)
    else if (kind === 'left') shift[c] = dice.whole(0, 30)
    else shift[c] = dice.whole(-31, 30)
  }
  return { bias, multiplier, shift }
}

/** One axis of windows over a picture: sizes and places that fit each other. */
export function axis(dice: Dice, name: 'h' | 'w', pool: number, free: boolean): Draft {
  const dilation = free ? dice.of(1, 1, 1, 2, 3) : 1
  for (;;) {
    const kernel = dice.small(1, 7)
    const extent = (kernel - 1) * dilation + 1
    const stride = dice.of(1, 1, 2, 3)
    const size = dice.small(1, 14)
    // A pooling window must touch the picture, a convolution's need not.
    const most = free ? extent + 1 : kernel - 1
    const before = dice.of(0, dice.whole(0, most))
    const after = dice.of(0, dice.whole(0, most))
    const windows = Math.floor((size + before + after - extent) / stride) + 1
    const out = Math.floor(windows / pool)
    if (out < 1 || (!free && (out - 1) * stride - before >= size)) continue
    const side = name === 'h' ? 'pad_top' : 'pad_left'
    const sizes = { [`in_${name}`]: size, [`out_${name}`]: out, [`kernel_${name}`]: kernel }
    const dilated: Draft = free ? { [`dilation_${name}`]: dilation } : {}
    return { ...sizes, ...dilated, [`stride_${name}`]: stride, [side]: before }
  }
}

/** Output rows to compute, and buffers that begin anywhere before the first row that is touched. */
export function rowRange(dice: Dice, f: Draft, pool: number, inRow: number, outRow: number) {
  const whole = dice.of(true, false)
  const first = whole ? 0 : dice.whole(0, f['out_h']! - 1)
  const count = whole ? f['out_h']! : dice.whole(1, f['out_h']! - first)
  const lowest = first * pool * (f['stride_h'] ?? 1) - f['pad_top']!
  const inAt = whole ? 0 : dice.whole(0, Math.max(0, Math.min(f['in_h']! - 1, lowest)))
  const outAt = whole ? 0 : dice.whole(0, first)
  return {
    rows: { first, count, inAt, outAt },
    inBytes: (f['in_h']! - inAt) * inRow,
    outBytes: (first + count - outAt) * outRow,
    whole,
  }
}

export const noRows: RowRange = { first: 0, count: 0, inAt: 0, outAt: 0 }

/** Places buffers in any order, a few bytes apart, or `out` over `over`. */
export function place(dice: Dice, sizes: Readonly<Record<string, number>>, over?: string) {
  const places: Draft = {}
  let end = dice.whole(0, 3)
  const names = Object.keys(sizes).filter((name) => !(over && name === 'out'))
  if (dice.of(true, false)) names.reverse()
  for (const name of names) {
    places[name] = end
    const bytes = name === over ? Math.max(sizes[name]!, sizes['out']!) : sizes[name]!
    end += bytes + dice.whole(0, 3)
  }
  if (over) places['out'] = places[over]!
  return { places, arena: fillS8(dice, end) }
}

/** A table of [E3]. */
export function softmaxTable(scale: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, d) => Math.round(65535 * Math.exp(-d * scale)))
}
