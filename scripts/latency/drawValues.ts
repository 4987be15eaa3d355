// Calls of kernels without weights: poolings, sums, tables, copies.

import { quantizeMultiplier } from '../../src/kernels/fixedPoint'
import { addFieldsU8 } from '../../src/kernels/u8'
import type { Dice, Draft, GridCall, Limits } from './dice'
import { drawRows, oneRow } from './dice'

/** The result lies behind the inputs; undefined where that is too much. */
function place(
  dice: Dice,
  limits: Limits,
  {
    kernel,
    fields,
    inBytes,
    outBytes,
    rows = oneRow,
    model = new Uint8Array(4),
  }: {
    kernel: string
    fields: Draft
    inBytes: number
    outBytes: number
    rows?: GridCall['rows']
    model?: Uint8Array
  },
): GridCall | undefined {
  const bytes = inBytes + outBytes
  if (bytes > limits.arenaBytes || model.length > limits.modelBytes) return undefined
  const all = { in: 0, out: inBytes, ...fields }
  return { kernel, fields: all, rows, relu: false, model, arena: dice.bytes(bytes) }
}

type Draw = (dice: Dice, kernel: string, limits: Limits) => GridCall | undefined

const isU8 = (kernel: string) => kernel.includes('_u8')

const pooling: Draw = (dice, kernel, limits) => {
  const channels = dice.of(1, 2, 4, 6, 8, 16, 20)
  const size = dice.of(2, 2, 2, 3)
  const stride = dice.of(size, size, 1, 2)
  const padded = dice.whole(0, 3) === 0 ? 1 : 0
  const axis = (side: 'h' | 'w') => {
    const length = dice.whole(size, 20)
    const out = Math.floor((length + padded - size) / stride) + 1
    const window = { [`kernel_${side}`]: size, [`stride_${side}`]: stride }
    return { length, out, fields: { [`in_${side}`]: length, [`out_${side}`]: out, ...window } }
  }
  const [high, wide] = [axis('h'), axis('w')]
  return place(dice, limits, {
    kernel,
    fields: { ...high.fields, ...wide.fields, channels, pad_top: padded, pad_left: padded },
    inBytes: high.length * wide.length * channels,
    outBytes: high.out * wide.out * channels,
    rows: drawRows(dice, high.out),
  })
}

const add: Draw = (dice, kernel, limits) => {
  const count = dice.whole(100, Math.min(2000, Math.floor(limits.arenaBytes / 3)))
  const [a, b] = [0.5 + dice.unit() * 2, 0.5 + dice.unit() * 2]
  const most = 2 * Math.max(a, b)
  const out = (a + b) * (0.4 + 0.5 * dice.unit())
  const f: Draft = { a_zero_point: dice.whole(-40, 40), b_zero_point: dice.whole(-40, 40) }
  Object.assign(f, { out_zero_point: dice.whole(-20, 20), out_lo: -128, out_hi: 127 })
  const reals = { a: a / most, b: b / most, out: most / 2 ** 20 / out }
  for (const [name, real] of Object.entries(reals)) {
    const { multiplier, shift } = quantizeMultiplier(real)
    Object.assign(f, { [`${name}_multiplier`]: multiplier, [`${name}_shift`]: shift })
  }
  const fields = { ...(isU8(kernel) ? addFieldsU8(f) : f), a: 0, b: count, count }
  const call = place(dice, limits, { kernel, fields, inBytes: 2 * count, outBytes: count })
  if (!call) return undefined
  const { in: _, ...own } = call.fields
  return { ...call, fields: own }
}

const lookup: Draw = (dice, kernel, limits) => {
  const rows = { ...oneRow, count: isU8(kernel) ? dice.whole(1, 12) : 1 }
  const count = dice.whole(4, dice.of(30, 300))
  const bytes = count * rows.count
  const model = dice.bytes(256)
  const fields = { table: 0, count }
  return place(dice, limits, { kernel, fields, inBytes: bytes, outBytes: bytes, rows, model })
}

const concat: Draw = (dice, kernel, limits) => {
  const runs = dice.whole(1, 30)
  const in_run = dice.whole(1, 40)
  const out_stride = 2 * in_run
  const sizes = { table: 0, in_run, out_stride, out_at: 0 }
  return place(dice, limits, {
    kernel,
    fields: isU8(kernel) ? sizes : { ...sizes, runs },
    rows: isU8(kernel) ? { ...oneRow, count: runs } : oneRow,
    inBytes: runs * in_run,
    outBytes: runs * out_stride,
    model: dice.bytes(256),
  })
}

const softmax: Draw = (dice, kernel, limits) => {
  const vectors = dice.of(1, 1, 2)
  const count = dice.whole(2, dice.of(10, 60))
  const scale = dice.of(0.02, 0.05, 0.1, 0.2)
  const table = Array.from({ length: 256 }, (_, d) => Math.round(65535 * Math.exp(-d * scale)))
  const model = new Uint8Array(Uint16Array.from(table).buffer)
  const bytes = vectors * count
  const fields = { table: 0, vectors, count }
  return place(dice, limits, { kernel, fields, inBytes: bytes, outBytes: bytes, model })
}

const globalAverage: Draw = (dice, kernel, limits) => {
  const channels = dice.whole(1, 40)
  const [high, wide] = [dice.whole(2, 10), dice.whole(2, 10)]
  const positions = high * wide
  const { multiplier, shift } = quantizeMultiplier((0.5 + dice.unit()) / positions)
  const sizes: Draft = isU8(kernel) ? { in_h: high, in_w: wide } : { positions }
  const start = isU8(kernel) ? -128 * positions : 0
  const fields = {
    ...sizes,
    channels,
    multiplier,
    shift,
    start,
    out_zero_point: isU8(kernel) ? 128 : 0,
  }
  const rows = isU8(kernel) ? { ...oneRow, count: high } : oneRow
  const outBytes = isU8(kernel) ? 4 * channels : channels
  return place(dice, limits, { kernel, fields, inBytes: positions * channels, outBytes, rows })
}

const pad2d: Draw = (dice, kernel, limits) => {
  const channels = dice.of(1, 2, 4, 8, 16)
  const [in_h, in_w] = [dice.whole(2, 14), dice.whole(2, 14)]
  const [pad_top, pad_left] = [dice.whole(0, 3), dice.whole(0, 3)]
  const [out_h, out_w] = [in_h + 2 * pad_top, in_w + 2 * pad_left]
  return place(dice, limits, {
    kernel,
    fields: { in_h, in_w, channels, out_h, out_w, pad_top, pad_left, value: 0 },
    inBytes: in_h * in_w * channels,
    outBytes: out_h * out_w * channels,
    rows: drawRows(dice, out_h),
  })
}

const transpose: Draw = (dice, kernel, limits) => {
  const [columns, depth] = [dice.whole(1, 20), dice.whole(1, 20)]
  const rows = { ...oneRow, count: dice.whole(1, 10) }
  const bytes = rows.count * columns * depth
  return place(dice, limits, {
    kernel,
    fields: { columns, depth },
    inBytes: bytes,
    outBytes: bytes,
    rows,
  })
}

const draws: readonly (readonly [RegExp, Draw])[] = [
  [/_pool2d/, pooling],
  [/^nn_add/, add],
  [/^nn_lookup/, lookup],
  [/^nn_concat/, concat],
  [/^nn_softmax/, softmax],
  [/^nn_global_average/, globalAverage],
  [/^nn_pad2d/, pad2d],
  [/^nn_transpose/, transpose],
]

export const drawValues: Draw = (dice, kernel, limits) => {
  const draw = draws.find(([pattern]) => pattern.test(kernel))?.[1]
  if (!draw) throw new Error(`no calls of ${kernel} can be made`)
  return draw(dice, kernel, limits)
}
