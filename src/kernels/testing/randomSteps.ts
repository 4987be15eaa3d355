// Random steps for tests: shapes, paddings, dilations, poolings, row ranges, zero points, shifts
// and biases up to the ends of what SPEC.md allows, each with an arena that just holds its buffers.

import { armTakesAddition, armTakesRecords, armTakesSizes } from '../arm'
import { quantizeMultiplier } from '../fixedPoint'
import { kernelById } from '../kernels'
import { packChannels, packWeights, packedBytes, type Fields } from '../pack'
import { laneBytes, pairSizes, stored, woven } from '../packPairs'
import type { RowRange } from '../stepMemory'
import {
  axis,
  clampFields,
  Dice,
  type Draft,
  fillS8,
  noRows,
  place,
  records,
  rowRange,
  softmaxTable,
} from './dice'
import { randomStoredSteps } from './randomStoredSteps'
import type { Constants } from './reference'

export interface StepCase {
  readonly kernel: string
  readonly fields: Fields
  readonly rows: RowRange
  readonly arena: Int8Array
  readonly constants: Constants
  /** The constants as the kernel reads them; its model fields are offsets into this. */
  readonly model: Uint8Array
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
function repack(step: StepCase, kernel: string): StepCase {
  const { weights, records } = step.constants
  if (!weights || !records) return step
  const packed = packWeights(kernel, step.fields, weights, { records })
  const channels = packChannels(kernel, step.fields, records, weights)
  // As in a program the weights come last: nothing is behind them.
  const weightsAt = Math.ceil(channels.length / 4) * 4
  const model = new Uint8Array(weightsAt + packed.length)
  model.set(channels)
  model.set(packed, weightsAt)
  return { ...step, kernel, model, fields: { ...step.fields, weights: weightsAt, channels: 0 } }
}

function conv2d(dice: Dice, mostChannels = 67): StepCase {
  const pooled = dice.of(false, false, true)
  const pool = { pool_h: pooled ? dice.whole(1, 3) : 1, pool_w: pooled ? dice.whole(1, 3) : 1 }
  const kind = pooled ? dice.whole(1, 2) : 0
  for (;;) {
    const in_c = dice.small(1, mostChannels)
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

function dense(dice: Dice, mostInputs = 300, mostVectors = 5): StepCase {
  const in_count = dice.small(1, mostInputs)
  const out_count = dice.small(1, 67)
  const vectors = Math.min(mostVectors, dice.of(1, 1, 2, 5))
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
  const in_run = dice.small(1, 70)
  const out_at = dice.whole(0, 10)
  const out_stride = out_at + in_run + dice.whole(0, 10)
  const { places, arena } = place(dice, { in: runs * in_run, out: runs * out_stride })
  const fields = { runs, in_run, out_stride, out_at, ...places }
  const same = Int8Array.from({ length: 256 }, (_, i) => i - 128)
  return tableCase('nn_concat_s8', fields, arena, dice.of(same, fillS8(dice, 256)))
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

/** For Cortex-M: with room for what the assembly copies, and as far as that goes with numbers that it takes. */
function pairs(dice: Dice, kernel: string): StepCase {
  const step = kernel.includes('dense') ? dense(dice, 1600, 1) : conv2d(dice, 300)
  const { vectors: _, ...fields } = step.fields
  const forms = [woven, stored].filter((_, i) => !kernel.endsWith(['_stored', '_woven'][i]!))
  const form = dice.of(...forms)
  const sizes = pairSizes(kernel, { ...fields, form })!
  const scratch = step.arena.length + dice.whole(0, 3)
  const room = fillS8(dice, scratch - step.arena.length + laneBytes(sizes))
  const isConvolution = sizes.form !== 'crossed'
  const arena = isConvolution ? Int8Array.from([...step.arena, ...room]) : step.arena
  return { ...step, fields: { ...fields, ...(isConvolution && { form, scratch }) }, arena }
}

/** With sizes and numbers that a kernel of Cortex-M boards takes. */
function forArm(dice: Dice, kernel: string, make: (dice: Dice) => StepCase): StepCase {
  for (;;) {
    const step = make(dice)
    const { fields, constants } = step
    if (!armTakesSizes(kernel, fields)) continue
    if (kernel === 'nn_add_s8_arm' && !armTakesAddition(fields)) continue
    const channels = constants.records?.bias.length ?? 0
    const taps = (constants.weights?.length ?? 0) / channels
    let drawn = constants.records
    while (drawn && !armTakesRecords(kernel, fields, drawn)) drawn = records(dice, channels, taps)
    return repack({ ...step, constants: { ...constants, records: drawn } }, kernel)
  }
}

const makers: Readonly<Record<string, (dice: Dice) => StepCase>> = {
  nn_conv2d_s8: (dice) => conv2d(dice),
  nn_depthwise_conv2d_s8: depthwise,
  nn_dense_s8: (dice) => dense(dice),
  nn_max_pool2d_s8: (dice) => pooling(dice, 'nn_max_pool2d_s8'),
  nn_average_pool2d_s8: (dice) => pooling(dice, 'nn_average_pool2d_s8'),
  nn_global_average_s8: globalAverage,
  nn_add_s8: add,
  nn_lookup_s8: lookup,
  nn_softmax_s8: softmax,
  nn_concat_s8: concat,
  nn_pad2d_s8: pad2d,
}

/** Random steps of one kernel, the same for the same seed. */
export function randomSteps(kernelId: string, count: number, seed: number): StepCase[] {
  const dice = new Dice(seed)
  const inPairs = /_s8_(pairs|woven|stored|crossed)$/.test(kernelId)
  const portable = makers[kernelById(kernelId).id.replace(/_(bulk|arm)$/, '')]
  const draw = inPairs ? (from: Dice) => pairs(from, kernelId) : portable
  const { only, twin } = kernelById(kernelId)
  const make = draw && only === 'arm' && twin ? (from: Dice) => forArm(from, kernelId, draw) : draw
  if (!make) return randomStoredSteps(dice, kernelId, count)
  return Array.from({ length: count }, () => repack(make(dice), kernelId))
}
