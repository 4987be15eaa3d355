// Random steps of the kernels of 8-bit boards. Of an assembly variant: sizes that canRun allows and
// weights that leave every sum in 24 bits.

import { quantizeMultiplier } from '../fixedPoint'
import { kernelById } from '../kernels'
import { packWeights, packedBytes, type Fields, type Records } from '../pack'
import type { RowRange } from '../stepMemory'
import { addFieldsU8, canRun, packChannelsU8, scratchBytes, storedClamp } from '../u8'
import {
  axis,
  clampFields,
  type Dice,
  type Draft,
  fillS8,
  noRows,
  place,
  records,
  rowRange,
  softmaxTable,
} from './dice'
import type { StepCase } from './randomSteps'
import type { Constants } from './reference'

/** undefined: what was drawn cannot be, draw again. */
type Maker = (dice: Dice, kernel: string) => StepCase | undefined

const bare = { constants: {}, model: new Uint8Array() }

/** Biases that mostly leave room in 24 bits, any shift. */
function narrowRecords(dice: Dice, channels: number, taps: number): Records {
  const usual = records(dice, channels, taps)
  const room = Math.max(2000, 2 ** 22 - taps * 64 * 128)
  const usualShift = quantizeMultiplier(1 / (80 * Math.sqrt(taps))).shift
  const shifts = () => dice.of(usualShift, usualShift, -dice.whole(3, 18), dice.whole(-31, 12))
  return {
    bias: usual.bias.map(() => dice.of(dice.whole(-2000, 2000), dice.whole(-room, room))),
    multiplier: usual.multiplier,
    shift: Int32Array.from(usual.shift, shifts),
  }
}

function linear(
  dice: Dice,
  kernel: string,
  fields: Fields,
  rows: RowRange,
  arena: Int8Array,
  picture?: readonly number[],
): StepCase | undefined {
  const channels = fields['out_c'] ?? fields['out_count']!
  const weights = fillS8(dice, packedBytes(kernel, fields).weights, -127)
  const taps = weights.length / channels
  const isVariant = kernelById(kernel).twin !== undefined
  const draw = isVariant || dice.of(true, false) ? narrowRecords : records
  const kept = draw(dice, channels, taps)
  const { bytes, narrow } = packChannelsU8(kernel, fields, kept, weights)
  if (isVariant && !narrow) return undefined
  const packed = packWeights(kernel, fields, weights, { picture })
  const at = Math.ceil(packed.length / 4) * 4
  const model = new Uint8Array(at + bytes.length)
  model.set(packed)
  model.set(bytes, at)
  const constants: Constants = { weights, records: kept, picture }
  return { kernel, fields: { ...fields, weights: 0, channels: at }, rows, arena, constants, model }
}

function convolution(dice: Dice, kernel: string): StepCase | undefined {
  const depthwise = kernel.includes('depthwise')
  const any = [dice.whole(1, 3), dice.whole(1, 3)]
  const [pool_h, pool_w] = dice.of([1, 1], [1, 1], [2, 2], any) as [number, number]
  const in_c = dice.small(1, depthwise ? 40 : 67)
  const out_c = depthwise ? in_c * dice.of(1, 1, 2, 3) : dice.small(1, 67)
  const sizes = { ...axis(dice, 'h', pool_h, true), ...axis(dice, 'w', pool_w, true) }
  const f: Draft = { ...sizes, pool_h, pool_w, in_c, out_c }
  f['pool_kind'] = pool_h * pool_w > 1 ? dice.whole(1, 2) : 0
  if (!canRun(kernel, f)) return undefined
  const taps = f['kernel_h']! * f['kernel_w']! * (depthwise ? 1 : in_c)
  const windows = f['out_h']! * f['out_w']! * pool_h * pool_w
  if (taps * windows * out_c > 60_000) return undefined
  Object.assign(f, storedClamp(clampFields(dice)), { in_zero_point: dice.s8() + 128 })
  const range = rowRange(dice, f, pool_h, f['in_w']! * in_c, f['out_w']! * out_c)
  const scratch = scratchBytes(kernel, f)
  const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes, scratch })
  if (scratch === 0) places['scratch'] = 0
  return linear(dice, kernel, { ...f, ...places }, range.rows, arena)
}

function dense(dice: Dice, kernel: string): StepCase | undefined {
  const picture = [dice.whole(1, 5), dice.whole(1, 5), dice.whole(1, 5)] as const
  const flat = dice.of(true, false)
  const in_count = flat ? picture[0] * picture[1] * picture[2] : dice.small(1, 300)
  const out_count = dice.small(1, 67)
  const vectors = dice.of(1, 1, 2, 5)
  const sizes = { in: vectors * in_count, out: vectors * out_count }
  const { places, arena } = place(dice, sizes)
  const f = { vectors, in_count, out_count, ...storedClamp(clampFields(dice)), ...places }
  return linear(dice, kernel, f, noRows, arena, flat ? picture : undefined)
}

function pooling(dice: Dice, kernel: string): StepCase {
  const channels = dice.small(1, 20)
  const sizes = { ...axis(dice, 'h', 1, false), ...axis(dice, 'w', 1, false) }
  const f: Draft = { ...sizes, channels }
  const range = rowRange(dice, f, 1, f['in_w']! * channels, f['out_w']! * channels)
  const unpadded = f['pad_top'] === 0 && f['pad_left'] === 0
  const over = unpadded && range.whole && dice.of(true, false) ? 'in' : undefined
  const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes }, over)
  return { kernel, fields: { ...f, ...places }, rows: range.rows, arena, ...bare }
}

function globalAverage(dice: Dice, kernel: string): StepCase {
  const [in_h, in_w, channels] = [dice.whole(1, 14), dice.whole(1, 14), dice.small(1, 20)]
  const positions = in_h * in_w
  const { multiplier, shift } = quantizeMultiplier(10 ** (dice.unit() * 3 - 2) / positions)
  const start = -positions * (dice.s8() + 128)
  const f = { in_h, in_w, channels, multiplier, shift, start, out_zero_point: dice.s8() + 128 }
  const first = dice.of(0, 0, dice.whole(0, in_h - 1))
  const count = first === 0 ? dice.of(in_h, dice.whole(1, in_h)) : dice.whole(0, in_h - 1 - first)
  const rows = { first, count, inAt: dice.whole(0, first), outAt: 0 }
  const bytes = { in: (in_h - rows.inAt) * in_w * channels, out: 4 * channels }
  const { places, arena } = place(dice, bytes)
  return { kernel, fields: { ...f, ...places }, rows, arena, ...bare }
}

function pad2d(dice: Dice, kernel: string): StepCase {
  const channels = dice.small(1, 20)
  const f: Draft = { in_h: dice.whole(1, 8), in_w: dice.whole(1, 8), channels }
  Object.assign(f, { pad_top: dice.whole(0, 4), pad_left: dice.whole(0, 4) })
  f['value'] = dice.s8() + 128
  f['out_h'] = f['in_h']! + f['pad_top']! + dice.whole(0, 4)
  f['out_w'] = f['in_w']! + f['pad_left']! + dice.whole(0, 4)
  const range = rowRange(dice, f, 1, f['in_w']! * channels, f['out_w']! * channels)
  const { places, arena } = place(dice, { in: range.inBytes, out: range.outBytes })
  return { kernel, fields: { ...f, ...places }, rows: range.rows, arena, ...bare }
}

/** Rows of values, and buffers that begin at or before the first of them. */
function valueRows(dice: Dice, inPlace: boolean) {
  const first = dice.of(0, dice.whole(0, 5))
  const count = dice.whole(1, 4)
  const inAt = dice.whole(0, first)
  const rows: RowRange = { first, count, inAt, outAt: inPlace ? inAt : dice.whole(0, first) }
  return { rows, inRows: first + count - rows.inAt, outRows: first + count - rows.outAt }
}

function add(dice: Dice, kernel: string): StepCase {
  const count = dice.whole(1, 40)
  const portable: Draft = clampFields(dice)
  const [a, b, out] = [1, 2, 3].map(() => 10 ** (dice.unit() * 4 - 3)) as [number, number, number]
  const twice = 2 * Math.max(a, b)
  const reals = { a: a / twice, b: b / twice, out: twice / (2 ** 20 * out) }
  for (const [name, real] of Object.entries(reals)) {
    const { multiplier, shift } = quantizeMultiplier(real)
    Object.assign(portable, { [`${name}_multiplier`]: multiplier, [`${name}_shift`]: shift })
  }
  Object.assign(portable, { a_zero_point: dice.s8(), b_zero_point: dice.s8() })
  const over = dice.of(undefined, 'a', 'b')
  const { rows, inRows, outRows } = valueRows(dice, over !== undefined)
  const sizes = { a: inRows * count, b: inRows * count, out: outRows * count }
  const { places, arena } = place(dice, sizes, over)
  const fields = { count, ...addFieldsU8(portable), ...places }
  return { kernel, fields, rows, arena, ...bare }
}

/** A step that reads a table of int8 for values from −128 on; in stored form what it holds is, too. */
function withTable(dice: Dice, step: Omit<StepCase, 'constants' | 'model'>): StepCase {
  const table = fillS8(dice, 256)
  const model = Uint8Array.from(table, (value) => value + 128)
  return { ...step, fields: { ...step.fields, table: 0 }, constants: { table }, model }
}

function lookup(dice: Dice, kernel: string): StepCase {
  const count = dice.whole(1, 60)
  const over = dice.of(undefined, 'in')
  const { rows, inRows, outRows } = valueRows(dice, over !== undefined)
  const { places, arena } = place(dice, { in: inRows * count, out: outRows * count }, over)
  return withTable(dice, { kernel, fields: { count, ...places }, rows, arena })
}

function concat(dice: Dice, kernel: string): StepCase {
  const [in_run, out_at] = [dice.whole(1, 20), dice.whole(0, 10)]
  const out_stride = out_at + in_run + dice.whole(0, 10)
  const { rows, inRows, outRows } = valueRows(dice, false)
  const { places, arena } = place(dice, { in: inRows * in_run, out: outRows * out_stride })
  return withTable(dice, {
    kernel,
    fields: { in_run, out_stride, out_at, ...places },
    rows,
    arena,
  })
}

function transpose(dice: Dice, kernel: string): StepCase {
  const [columns, depth] = [dice.whole(1, 12), dice.whole(1, 12)]
  const { rows, inRows, outRows } = valueRows(dice, false)
  const bytes = columns * depth
  const { places, arena } = place(dice, { in: inRows * bytes, out: outRows * bytes })
  return { kernel, fields: { columns, depth, ...places }, rows, arena, ...bare }
}

function softmax(dice: Dice, kernel: string): StepCase {
  const [count, vectors] = [dice.small(1, 200), dice.whole(1, 3)]
  const bytes = count * vectors
  const { places, arena } = place(dice, { in: bytes, out: bytes }, dice.of(undefined, 'in'))
  const table = softmaxTable(dice.of(0, 0.0001, 0.01, 0.1, 1, 20))
  const fields = { vectors, count, ...places, table: 0 }
  const model = new Uint8Array(table.buffer)
  return { kernel, fields, rows: noRows, arena, constants: { table }, model }
}

const makers: Readonly<Record<string, Maker>> = {
  nn_conv2d_u8: convolution,
  nn_conv2d_u8_grouped: convolution,
  nn_depthwise_conv2d_u8: convolution,
  nn_dense_u8: dense,
  nn_add_u8: add,
  nn_max_pool2d_u8: pooling,
  nn_average_pool2d_u8: pooling,
  nn_global_average_u8: globalAverage,
  nn_lookup_u8: lookup,
  nn_softmax_u8: softmax,
  nn_concat_u8: concat,
  nn_pad2d_u8: pad2d,
  nn_transpose_u8: transpose,
}

/** Random steps of an 8-bit kernel or one of its assembly variants. */
export function randomStoredSteps(dice: Dice, kernel: string, count: number): StepCase[] {
  const make = makers[kernelById(kernel).twin ?? kernel]
  if (!make) throw new Error(`no random steps of ${kernel}`)
  const steps: StepCase[] = []
  for (let tries = 0; steps.length < count; tries++) {
    if (tries > 100_000 * count) throw new Error(`${kernel}: nothing that it can run`)
    const step = make(dice, kernel)
    if (step) steps.push(step)
  }
  return steps
}
