// Random steps for tests: shapes, paddings, dilations, poolings, row ranges, zero points, shifts
// and biases up to the ends of what SPEC.md allows, each with an arena that just holds its buffers.

import { quantizeMultiplier } from '../fixedPoint'
import { kernelById } from '../kernels'
import { seededRandom } from '../../lib/random'
import { packChannels, packWeights, packedBytes, type Fields, type Records } from '../pack'
import type { RowRange } from '../stepMemory'
import type { Constants } from './reference'
import { portableKernel, storedStep } from './storedSteps'

export interface StepCase {
  readonly kernel: string
  readonly fields: Fields
  readonly rows: RowRange
  readonly arena: Int8Array
  readonly constants: Constants
  /** The constants as the kernel reads them; its model fields are offsets into this. */
  readonly model: Uint8Array
}

/** Whole numbers, both ends included. */
class Dice {
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

type Draft = Record<string, number>

function fillS8(dice: Dice, length: number, lowest = -128): Int8Array {
  const extreme = dice.whole(0, 7) === 0
  return Int8Array.from({ length }, () =>
    extreme ? dice.of(lowest, 127) : dice.whole(lowest, 127),
  )
}

function clampFields(dice: Dice): Draft {
  const [a, b] = dice.of([-128, 127], [-128, 127], [dice.s8(), dice.s8()]) as [number, number]
  return { out_zero_point: dice.s8(), out_lo: Math.min(a, b), out_hi: Math.max(a, b) }
}

/** Biases keep every sum inside int32 (C1); scales mostly spread the sums over int8. */
function records(dice: Dice, channels: number, taps: number): Records {
  const room = 2 ** 31 - 1 - taps * 128 * 128
  const bias = new Int32Array(channels)
  const multiplier = new Int32Array(channels)
  const shift = new Int32Array(channels)
  const kind = dice.of('usual', 'usual', 'usual', 'right', 'left', 'any')
  for (let c = 0; c < channels; c++) {
    const ends = [dice.whole(-room, room), room, -room, 0]
    bias[c] = kind === 'usual' ? dice.whole(-20000, 20000) : ends[dice.whole(0, 3)]!
    const usual = quantizeMultiplier((dice.unit() + 0.01) / (40 * Math.sqrt(taps)))
    multiplier[c] = dice.of(usual.multiplier, usual.multiplier, 2 ** 30, 2 ** 31 - 1)
    if (kind === 'usual') shift[c] = usual.shift
    else if (kind === 'right') shift[c] = -dice.whole(0, 31)
    else if (kind === 'left') shift[c] = dice.whole(0, 30)
    else shift[c] = dice.whole(-31, 30)
  }
  return { bias, multiplier, shift }
}

/** One axis of windows over a picture: sizes and places that fit each other. */
function axis(dice: Dice, name: 'h' | 'w', pool: number, free: boolean): Draft {
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
function rowRange(dice: Dice, f: Draft, pool: number, inRow: number, outRow: number) {
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

const noRows: RowRange = { first: 0, count: 0, inAt: 0, outAt: 0 }

/** Places buffers in any order, a few bytes apart, or `out` over `over`. */
function place(dice: Dice, sizes: Readonly<Record<string, number>>, over?: string) {
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

function linearCase(
  dice: Dice,
  kernel: string,
  fields: Draft,
  rows: RowRange,
  arena: Int8Array,
  taps: number,
): StepCase {
  const channels = fields['out_c'] ?? fields['out_count']!
  const weights = fillS8(dice, packedBytes(kernel, fields).weights, -127)
  const constants = { weights, records: records(dice, channels, taps) }
  return repack({ kernel, fields, rows, arena, constants, model: new Uint8Array() }, kernel)
}

/** The same step for another kernel of the same fields: `nn_conv2d_s8` ↔ `nn_conv2d_s8_bulk`. */
export function repack(step: StepCase, kernel: string): StepCase {
  const { weights, records } = step.constants
  if (!weights || !records) return step
  const packed = packWeights(kernel, step.fields, weights)
  const channelsAt = Math.ceil(packed.length / 4) * 4
  const channels = packChannels(kernel, step.fields, records)
  const model = new Uint8Array(channelsAt + channels.length)
  model.set(packed)
  model.set(channels, channelsAt)
  return { ...step, kernel, model, fields: { ...step.fields, weights: 0, channels: channelsAt } }
}

function conv2d(dice: Dice): StepCase {
  const pooled = dice.of(false, false, true)
  const pool = { pool_h: pooled ? dice.whole(1, 3) : 1, pool_w: pooled ? dice.whole(1, 3) : 1 }
  const kind = pooled ? dice.whole(1, 2) : 0
  for (;;) {
    const in_c = dice.small(1, 67)
    const out_c = dice.small(1, 67)
    const sizes = { ...axis(dice, 'h', pool.pool_h, true), ...axis(dice, 'w', pool.pool_w, true) }
    const f: Draft = { ...sizes, ...pool, pool_kind: kind, in_c, out_c, in_zero_point: dice.s8() }
    Object.assign(f, clampFields(dice))
    const taps = f['kernel_h']! * f['kernel_w']! * in_c
    const windows = f['out_h']! * f['out_w']! * pool.pool_h * pool.pool_w
    if (taps * windows * out_c > 60_000) continue
    const range = rowRange(dice, f, pool.pool_h, f['in_w']! * in_c, f['out_w']! * out_c)
    const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes })
    return linearCase(dice, 'nn_conv2d_s8', { ...f, ...places }, range.rows, arena, taps)
  }
}

function depthwise(dice: Dice): StepCase {
  for (;;) {
    const in_c = dice.small(1, 40)
    const multiplier = dice.of(1, 1, 2, 3)
    const out_c = in_c * multiplier
    const sizes = { ...axis(dice, 'h', 1, true), ...axis(dice, 'w', 1, true) }
    const f: Draft = { ...sizes, in_c, out_c, multiplier, in_zero_point: dice.s8() }
    Object.assign(f, clampFields(dice))
    const taps = f['kernel_h']! * f['kernel_w']!
    if (taps * f['out_h']! * f['out_w']! * out_c > 30_000) continue
    const range = rowRange(dice, f, 1, f['in_w']! * in_c, f['out_w']! * out_c)
    const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes })
    return linearCase(dice, 'nn_depthwise_conv2d_s8', { ...f, ...places }, range.rows, arena, taps)
  }
}

function dense(dice: Dice): StepCase {
  const in_count = dice.small(1, 300)
  const out_count = dice.small(1, 67)
  const vectors = dice.of(1, 1, 2, 5)
  const sizes = { in: vectors * in_count, out: vectors * out_count }
  const { places, arena } = place(dice, sizes)
  const f = { vectors, in_count, out_count, ...clampFields(dice), ...places }
  return linearCase(dice, 'nn_dense_s8', f, noRows, arena, in_count)
}

function pooling(dice: Dice, kernel: string): StepCase {
  const channels = dice.small(1, 20)
  const sizes = { ...axis(dice, 'h', 1, false), ...axis(dice, 'w', 1, false) }
  const f: Draft = { ...sizes, channels }
  const range = rowRange(dice, f, 1, f['in_w']! * channels, f['out_w']! * channels)
  const unpadded = f['pad_top'] === 0 && f['pad_left'] === 0
  const over = unpadded && range.whole && dice.of(true, false) ? 'in' : undefined
  const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes }, over)
  const fields = { ...f, ...places }
  return { kernel, fields, rows: range.rows, arena, constants: {}, model: new Uint8Array() }
}

function globalAverage(dice: Dice): StepCase {
  const positions = dice.small(1, 200)
  const channels = dice.small(1, 20)
  const { multiplier, shift } = quantizeMultiplier(10 ** (dice.unit() * 3 - 2) / positions)
  const f = {
    positions,
    channels,
    multiplier,
    shift,
    start: -positions * dice.s8(),
    out_zero_point: dice.s8(),
  }
  const over = dice.of(undefined, 'in')
  const { places, arena } = place(dice, { in: positions * channels, out: channels }, over)
  const kernel = 'nn_global_average_s8'
  const fields = { ...f, ...places }
  return { kernel, fields, rows: noRows, arena, constants: {}, model: new Uint8Array() }
}

function add(dice: Dice): StepCase {
  const count = dice.whole(1, 60)
  const f: Draft = { count, ...clampFields(dice) }
  const [a, b, out] = [1, 2, 3].map(() => 10 ** (dice.unit() * 4 - 3)) as [number, number, number]
  const twice = 2 * Math.max(a, b)
  const reals = { a: a / twice, b: b / twice, out: twice / (2 ** 20 * out) }
  for (const [name, real] of Object.entries(reals)) {
    const { multiplier, shift } = quantizeMultiplier(real)
    f[`${name}_multiplier`] = multiplier
    f[`${name}_shift`] = shift
  }
  f['a_zero_point'] = dice.s8()
  f['b_zero_point'] = dice.s8()
  const over = dice.of(undefined, 'a', 'b')
  const { places, arena } = place(dice, { a: count, b: count, out: count }, over)
  const fields = { ...f, ...places }
  return {
    kernel: 'nn_add_s8',
    fields,
    rows: noRows,
    arena,
    constants: {},
    model: new Uint8Array(),
  }
}

/** A step that reads a table of 256 values. */
function tableCase(
  kernel: string,
  fields: Draft,
  arena: Int8Array,
  table: Int8Array | Uint16Array,
): StepCase {
  const model = new Uint8Array(table.buffer.slice(0))
  return {
    kernel,
    fields: { ...fields, table: 0 },
    rows: noRows,
    arena,
    constants: { table },
    model,
  }
}

function lookup(dice: Dice): StepCase {
  const count = dice.whole(1, 100)
  const over = dice.of(undefined, 'in')
  const { places, arena } = place(dice, { in: count, out: count }, over)
  return tableCase('nn_lookup_s8', { count, ...places }, arena, fillS8(dice, 256))
}

export function softmaxTable(scale: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, d) => Math.round(65535 * Math.exp(-d * scale)))
}

function softmax(dice: Dice): StepCase {
  const count = dice.small(1, 200)
  const vectors = dice.whole(1, 3)
  const bytes = count * vectors
  const over = dice.of(undefined, 'in')
  const { places, arena } = place(dice, { in: bytes, out: bytes }, over)
  const table = softmaxTable(dice.of(0, 0.0001, 0.01, 0.1, 1, 20))
  return tableCase('nn_softmax_s8', { vectors, count, ...places }, arena, table)
}

function concat(dice: Dice): StepCase {
  const runs = dice.whole(1, 10)
  const in_run = dice.whole(1, 20)
  const out_at = dice.whole(0, 10)
  const out_stride = out_at + in_run + dice.whole(0, 10)
  const { places, arena } = place(dice, { in: runs * in_run, out: runs * out_stride })
  const fields = { runs, in_run, out_stride, out_at, ...places }
  return tableCase('nn_concat_s8', fields, arena, fillS8(dice, 256))
}

function pad2d(dice: Dice): StepCase {
  const f: Draft = { in_h: dice.whole(1, 8), in_w: dice.whole(1, 8), channels: dice.small(1, 20) }
  Object.assign(f, { pad_top: dice.whole(0, 4), pad_left: dice.whole(0, 4), value: dice.s8() })
  f['out_h'] = f['in_h']! + f['pad_top']! + dice.whole(0, 4)
  f['out_w'] = f['in_w']! + f['pad_left']! + dice.whole(0, 4)
  const range = rowRange(dice, f, 1, f['in_w']! * f['channels']!, f['out_w']! * f['channels']!)
  const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes })
  const fields = { ...f, ...places }
  const kernel = 'nn_pad2d_s8'
  return { kernel, fields, rows: range.rows, arena, constants: {}, model: new Uint8Array() }
}

function transpose(dice: Dice): StepCase {
  const [columns, depth, height] = [dice.whole(1, 9), dice.whole(1, 9), dice.whole(1, 6)]
  const whole = { in_h: height, out_h: height, pad_top: 0 }
  const range = rowRange(dice, whole, 1, columns * depth, columns * depth)
  const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes })
  const fields = { columns, depth, ...places }
  const kernel = 'nn_transpose_u8'
  return { kernel, fields, rows: range.rows, arena, constants: {}, model: new Uint8Array() }
}

/** Pooled depthwise convolutions and grouped weights behind a pooling are nobody's. */
function storedSteps(kernel: string, count: number, make: () => StepCase): StepCase[] {
  const steps: StepCase[] = []
  while (steps.length < count) {
    const step = make()
    if (kernel === 'nn_conv2d_u8_grouped' && step.fields['pool_kind'] !== 0) continue
    steps.push(storedStep(kernel, step))
  }
  return steps
}

const makers: Readonly<Record<string, (dice: Dice) => StepCase>> = {
  nn_conv2d_s8: conv2d,
  nn_depthwise_conv2d_s8: depthwise,
  nn_dense_s8: dense,
  nn_max_pool2d_s8: (dice) => pooling(dice, 'nn_max_pool2d_s8'),
  nn_average_pool2d_s8: (dice) => pooling(dice, 'nn_average_pool2d_s8'),
  nn_global_average_s8: globalAverage,
  nn_add_s8: add,
  nn_lookup_s8: lookup,
  nn_softmax_s8: softmax,
  nn_concat_s8: concat,
  nn_pad2d_s8: pad2d,
  nn_transpose_u8: transpose,
}

/** Random steps of one kernel, the same for the same seed. */
export function randomSteps(kernelId: string, count: number, seed: number): StepCase[] {
  const dice = new Dice(seed)
  const make = makers[kernelById(kernelId).id.replace(/_bulk$/, '')]
  if (make) return Array.from({ length: count }, () => repack(make(dice), kernelId))
  const portable = makers[portableKernel(kernelId)]
  if (!portable) throw new Error(`no random steps of ${kernelId}`)
  return storedSteps(kernelId, count, () => portable(dice))
}
