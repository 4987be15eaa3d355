// Calls of every kernel that boards run, with values as networks have them: sums spread over the
// output's range, half of them below zero. Sizes are drawn; the same seed gives the same calls.

import { seededRandom } from '../../src/lib/random'
import type { Rows } from '../../src/model/program'

export interface GridCall {
  readonly kernel: string
  readonly fields: Readonly<Record<string, number>>
  readonly rows: Rows
  readonly relu: boolean
  readonly model: Uint8Array
  readonly arena: Uint8Array
}

export interface Limits {
  readonly arenaBytes: number
  readonly modelBytes: number
}

type Draft = Record<string, number>

class Dice {
  readonly unit: () => number
  constructor(seed: number) {
    this.unit = seededRandom(seed)
  }
  whole(lo: number, hi: number): number {
    return lo + Math.floor(this.unit() * (hi - lo + 1))
  }
  of<T>(...choices: readonly T[]): T {
    const chosen = choices[this.whole(0, choices.length - 1)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.whole(0, 255))
  }
}

/** Mantissa and exponent: real = multiplier · 2^(shift − 31). */
function split(real: number): { multiplier: number; shift: number } {
  const shift = Math.floor(Math.log2(real)) + 1
  return { multiplier: Math.min(2 ** 31 - 1, Math.round(real * 2 ** (31 - shift))), shift }
}

const spread = 50
const deviation = 73.6

/** Of one channel's weights, and the scale at which its sums have the wanted spread. */
function drawChannel(dice: Dice, taps: number) {
  const most = dice.whole(30, 127)
  const weights = Int8Array.from({ length: taps }, () => dice.whole(-most, most))
  const sum = weights.reduce((total, w) => total + w, 0)
  const real = (spread * (0.6 + dice.unit())) / (Math.sqrt(taps) * (most / Math.sqrt(3)) * deviation)
  return { weights, sum, ...split(Math.min(0.06, real)) }
}

/** nn_u8.h's record, in floating point: which way it takes counts here, not its last bit. */
function recordU8(
  { sum, multiplier, shift }: ReturnType<typeof drawChannel>,
  outOffset: number,
): Uint8Array {
  const record = new Uint8Array(12)
  const view = new DataView(record.buffer)
  const e = -shift
  const real = multiplier / 2 ** (31 + e)
  const top = (outOffset + 0.5 - 2 ** -(e + 1)) / real
  const origin = Math.floor(top)
  const cut = e < 8 ? e + 7 : e - 1
  const factor = Math.floor(multiplier / 2 ** cut)
  view.setInt32(0, Math.round(-sum * 127.5) + origin, true)
  view.setUint8(3, factor >>> 16)
  view.setUint8(4, factor >>> 8)
  view.setUint8(5, factor)
  view.setUint8(6, e)
  const rest = Math.floor(256 * (top - origin) * real)
  const last = e < 8 ? origin * 256 + rest : origin
  view.setUint8(7, last)
  view.setUint8(8, last >>> 8)
  view.setUint8(9, last >>> 16)
  view.setUint16(10, multiplier & (2 ** cut - 1), true)
  return record
}

function recordS8({ multiplier, shift }: ReturnType<typeof drawChannel>, dice: Dice): Uint8Array {
  const record = new Uint8Array(12)
  const view = new DataView(record.buffer)
  view.setInt32(0, dice.whole(-200, 200), true)
  view.setInt32(4, multiplier, true)
  view.setInt16(8, shift, true)
  return record
}

/** Weights and records behind each other, at multiples of 4. */
function drawConstants(dice: Dice, kernel: string, fields: Draft, taps: number, channels: number) {
  const weights = new Uint8Array(Math.ceil((taps * channels) / 4) * 4)
  const model = new Uint8Array(weights.length + 12 * channels)
  const unsigned = kernel.includes('_u8')
  const lifted = unsigned && !kernel.includes('depthwise') ? 128 : 0
  for (let c = 0; c < channels; c++) {
    const channel = drawChannel(dice, taps)
    weights.set(Uint8Array.from(channel.weights, (w) => w + lifted), c * taps)
    const record = unsigned ? recordU8(channel, fields['out_offset'] ?? 0) : recordS8(channel, dice)
    model.set(record, weights.length + 12 * c)
  }
  model.set(weights)
  return { model, places: { weights: 0, channels: weights.length } }
}

function drawClamp(dice: Dice, unsigned: boolean) {
  const relu = dice.of(true, true, false)
  if (!unsigned)
    return {
      relu,
      clamp: { out_zero_point: relu ? -128 : dice.whole(-20, 20), out_lo: -128, out_hi: 127 },
    }
  return {
    relu,
    clamp: { out_offset: relu ? 0 : dice.whole(108, 148), out_lo: 0, out_range: 255 },
  }
}

/** What a convolution kernel takes. */
interface Form {
  readonly widths: readonly number[]
  readonly pad: number
  readonly depthwise: boolean
  readonly strides: readonly number[]
  readonly pools: boolean
  readonly dilates: boolean
  readonly mostProducts: number
}

const form = (more: Partial<Form>): Form => ({
  widths: [1, 2, 3, 4, 5, 7],
  pad: 0,
  depthwise: false,
  strides: [1],
  pools: true,
  dilates: false,
  mostProducts: 120_000,
  ...more,
})

const forms: Readonly<Record<string, Form>> = {
  nn_conv2d_u8_tile: form({ widths: [1, 1, 1, 2, 4, 6, 7] }),
  nn_conv2d_u8_tile3: form({ widths: [3] }),
  nn_conv2d_u8_tile5: form({ widths: [5] }),
  nn_conv2d_u8_tile3_pad: form({ widths: [3], pad: 1 }),
  nn_conv2d_u8_tile5_pad: form({ widths: [5], pad: 2 }),
  nn_conv2d_u8_gather: form({ pad: 3, strides: [1, 2, 2, 3], pools: false, dilates: true }),
  nn_depthwise_conv2d_u8_tile3: form({ widths: [3], pad: 1, depthwise: true }),
  nn_depthwise_conv2d_u8_tile3_stride2: form({
    ...{ widths: [3], pad: 1, depthwise: true, strides: [2] },
  }),
  nn_conv2d_u8: form({ pad: 3, strides: [1, 1, 2], dilates: true, mostProducts: 15_000 }),
  nn_conv2d_u8_grouped: form({ pad: 3, strides: [1, 2], pools: false, mostProducts: 15_000 }),
  nn_depthwise_conv2d_u8: form({
    ...{ pad: 3, strides: [1, 2], depthwise: true, dilates: true, mostProducts: 15_000 },
  }),
  nn_conv2d_s8: form({ pad: 3, strides: [1, 1, 2], dilates: true, mostProducts: 40_000 }),
  nn_depthwise_conv2d_s8: form({
    ...{ pad: 3, strides: [1, 1, 2], depthwise: true, pools: false, mostProducts: 20_000 },
  }),
}

/** One axis: sizes, padding before, and how many outputs fit. */
function drawAxis(dice: Dice, side: 'h' | 'w', kernel: number, pad: number, form: Form, pool: number) {
  const dilation = form.dilates && dice.whole(0, 7) === 0 ? 2 : 1
  const stride = dice.of(...form.strides)
  const reach = (kernel - 1) * dilation + 1
  const size = dice.whole(Math.max(3, kernel), dice.of(10, 16, 34))
  const padded = dice.of(true, false) && pad > 0
  const most = Math.min(pad, reach - 1)
  const around = padded ? Math.min(2 * most, Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size)) : 0
  const out = Math.floor((Math.floor((size + around - reach) / stride) + 1) / pool)
  return {
    out,
    after: around - Math.floor(around / 2),
    fields: {
      [`in_${side}`]: size,
      [`out_${side}`]: out,
      [`kernel_${side}`]: kernel,
      [`stride_${side}`]: stride,
      [`dilation_${side}`]: dilation,
      [`pool_${side}`]: pool,
      [side === 'h' ? 'pad_top' : 'pad_left']: Math.floor(around / 2),
    },
  }
}

function drawRows(dice: Dice, outHeight: number): Rows {
  if (dice.whole(0, 3) > 0) return { first: 0, count: outHeight, inAt: 0, outAt: 0 }
  const first = dice.whole(0, outHeight - 1)
  return { first, count: 1, inAt: 0, outAt: first }
}

/** Bytes of scratch memory that the tiles' box sums or a copied window take. */
function scratchBytes(kernel: string, f: Draft, taps: number): number {
  const get = (name: string) => f[name] ?? 0
  if (kernel.endsWith('gather')) return taps
  if (!/conv2d_u8_tile/.test(kernel) || kernel.includes('depthwise')) return 0
  const columns = get('out_w') * get('pool_w') + get('kernel_w') - 1 - get('pad_left')
  const after = Math.max(0, columns - get('in_w'))
  return get('pool_h') * 3 * (get('pad_left') + get('in_w') + 3 + after)
}

function drawConv(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const form = forms[kernel]
  if (!form) throw new Error(`no form of ${kernel}`)
  const unsigned = kernel.includes('_u8')
  const width = dice.of(...form.widths)
  const height = dice.of(width, width, width, dice.whole(1, 5))
  const pool = form.pools ? dice.of(1, 1, 2) : 1
  const kind = pool === 1 ? 0 : dice.whole(1, 2)
  const high = drawAxis(dice, 'h', height, form.strides.length > 1 ? form.pad : height - 1, form, pool)
  const wide = drawAxis(dice, 'w', width, form.pad, form, pool)
  if (form.depthwise && kernel.endsWith('stride2')) high.fields['stride_h'] = 2
  const in_c = dice.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
  const multiplier = form.depthwise ? dice.of(1, 1, 1, 2) : 0
  const out_c = form.depthwise ? in_c * multiplier : dice.of(1, 2, 3, 4, 6, 8, 10, 16, 20, 32)
  const f: Draft = { ...high.fields, ...wide.fields, in_c, out_c, pool_kind: kind }
  if (kernel.includes('u8_tile') && (f['stride_w'] ?? 1) > 1 && kind === 2) return undefined
  const out_h = kernel.endsWith('stride2')
    ? Math.floor((Math.floor(((f['in_h'] ?? 0) + (f['pad_top'] ?? 0) - height) / 2) + 1) / pool)
    : high.out
  f['out_h'] = out_h
  if (out_h < 1 || wide.out < 1) return undefined
  const planes = form.depthwise ? 1 : in_c
  const taps = height * width * planes
  const tiled = kernel.includes('u8_tile')
  if (tiled && (planes * height > 255 || wide.out * pool < 2)) return undefined
  const products = out_h * wide.out * out_c * pool * pool * taps
  if (products > form.mostProducts || products < 200) return undefined
  const { relu, clamp } = drawClamp(dice, unsigned)
  const zero = unsigned ? { in_zero_point: dice.of(0, 128) } : { in_zero_point: dice.of(0, -128) }
  const inBytes = (f['in_h'] ?? 0) * (f['in_w'] ?? 0) * in_c
  const outBytes = out_h * wide.out * out_c
  const places: Draft = { in: 0, out: inBytes }
  if (unsigned) places['scratch'] = inBytes + outBytes
  const arenaBytes = inBytes + outBytes + (unsigned ? scratchBytes(kernel, f, taps) : 0)
  Object.assign(f, clamp, zero)
  if (!unsigned && form.depthwise) {
    f['multiplier'] = multiplier
    for (const name of ['pool_h', 'pool_w', 'pool_kind']) delete f[name]
  }
  if (arenaBytes > limits.arenaBytes || taps * out_c + 12 * out_c + 4 > limits.modelBytes)
    return undefined
  const { model, places: constants } = drawConstants(dice, kernel, f, taps, out_c)
  return {
    kernel,
    fields: { ...f, ...places, ...constants },
    rows: drawRows(dice, out_h),
    relu,
    model,
    arena: dice.bytes(arenaBytes),
  }
}

function drawDense(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const unsigned = kernel.includes('_u8')
  const in_count = dice.of(dice.whole(4, 80), dice.whole(30, 500))
  const out_count = dice.whole(1, dice.of(12, 64))
  const vectors = dice.of(1, 1, 1, 2)
  const products = vectors * in_count * out_count
  if (products > (kernel.endsWith('quad') ? 40_000 : 15_000)) return undefined
  const { relu, clamp } = drawClamp(dice, unsigned)
  const f: Draft = { vectors, in_count, out_count, ...clamp, in: 0, out: vectors * in_count }
  const arenaBytes = vectors * (in_count + out_count)
  if (arenaBytes > limits.arenaBytes || (in_count + 12) * out_count + 4 > limits.modelBytes)
    return undefined
  const { model, places } = drawConstants(dice, kernel, f, in_count, out_count)
  const fields = { ...f, ...places }
  return { kernel, fields, rows: oneRow, relu, model, arena: dice.bytes(arenaBytes) }
}

const oneRow: Rows = { first: 0, count: 1, inAt: 0, outAt: 0 }

function drawPool(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const channels = dice.of(1, 2, 4, 6, 8, 16, 20)
  const size = dice.of(2, 2, 2, 3)
  const stride = dice.of(size, size, 1, 2)
  const padded = dice.whole(0, 3) === 0 ? 1 : 0
  const axis = (side: 'h' | 'w') => {
    const length = dice.whole(size, 20)
    const out = Math.floor((length + padded - size) / stride) + 1
    return { [`in_${side}`]: length, [`out_${side}`]: out, [`kernel_${side}`]: size, [`stride_${side}`]: stride }
  }
  const f: Draft = { ...axis('h'), ...axis('w'), channels, pad_top: padded, pad_left: padded }
  const inBytes = f['in_h']! * f['in_w']! * channels
  const outBytes = f['out_h']! * f['out_w']! * channels
  if (inBytes + outBytes > limits.arenaBytes || outBytes < 8) return undefined
  return {
    kernel,
    fields: { ...f, in: 0, out: inBytes },
    rows: drawRows(dice, f['out_h']!),
    relu: false,
    model: new Uint8Array(4),
    arena: dice.bytes(inBytes + outBytes),
  }
}

const valuesOnly = (kernel: string, fields: Draft, dice: Dice, more: Partial<GridCall> = {}) => ({
  kernel,
  fields,
  rows: oneRow,
  relu: false,
  model: new Uint8Array(4),
  arena: dice.bytes(fields['bytes'] ?? 0),
  ...more,
})

function drawAdd(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const count = dice.whole(4, Math.floor(Math.min(900, limits.arenaBytes / 3)))
  const [a, b] = [0.5 + dice.unit() * 2, 0.5 + dice.unit() * 2]
  const out = (a + b) * (0.4 + 0.5 * dice.unit())
  const most = 2 * Math.max(a, b)
  const parts = { a: split(a / most), b: split(b / most), out: split(most / 2 ** 20 / out) }
  const f: Draft = { count, a: 0, b: count, out: 2 * count }
  for (const [name, { multiplier, shift }] of Object.entries(parts))
    Object.assign(f, { [`${name}_multiplier`]: multiplier, [`${name}_shift`]: shift })
  const zero = kernel.includes('_u8') ? 128 : 0
  Object.assign(f, { a_zero_point: zero, b_zero_point: zero })
  if (zero === 0) Object.assign(f, { out_zero_point: 0, out_lo: -128, out_hi: 127 })
  else {
    const [ra, rb] = [a / out, b / out]
    const half = 2.5 * 2 ** parts.out.shift
    Object.assign(f, { out_offset: 128, out_lo: 0, out_range: 255, threshold: 252 })
    Object.assign(f, { a_factor: Math.floor(65536 * ra), b_factor: Math.floor(65536 * rb) })
    f['start'] = Math.floor(65536 * (128.5 - ra * 128 - rb * 128 - half))
  }
  const call = valuesOnly(kernel, f, dice)
  return { ...call, arena: dice.bytes(3 * count) }
}

function drawTable(dice: Dice, kernel: string, limits: Limits): GridCall {
  const unsigned = kernel.includes('_u8')
  const room = Math.min(800, limits.arenaBytes / 4)
  const count = dice.whole(4, dice.of(30, Math.floor(room)))
  const rows = unsigned ? { ...oneRow, count: dice.of(1, 1, 2, 3) } : oneRow
  const model = dice.bytes(256)
  if (kernel.includes('lookup')) {
    const fields = { in: 0, out: count * rows.count, table: 0, count }
    return { ...valuesOnly(kernel, fields, dice, { rows, model }), arena: dice.bytes(2 * count * rows.count) }
  }
  const runs = unsigned ? dice.whole(1, 20) : dice.whole(1, 60)
  const in_run = dice.whole(1, Math.max(2, Math.floor(room / runs)))
  const out_stride = in_run * 2
  const inBytes = runs * in_run
  const f: Draft = { in: 0, out: inBytes, table: 0, in_run, out_stride, out_at: 0 }
  if (!unsigned) f['runs'] = runs
  const concatRows = unsigned ? { ...oneRow, count: runs } : oneRow
  return { ...valuesOnly(kernel, f, dice, { rows: concatRows, model }), arena: dice.bytes(3 * inBytes) }
}

function drawSoftmax(dice: Dice, kernel: string): GridCall {
  const vectors = dice.of(1, 1, 2)
  const count = dice.whole(2, dice.of(10, 60))
  const scale = dice.of(0.02, 0.05, 0.1, 0.2)
  const table = Uint16Array.from({ length: 256 }, (_, d) => Math.round(65535 * Math.exp(-d * scale)))
  const model = new Uint8Array(table.buffer)
  const bytes = vectors * count
  const call = valuesOnly(kernel, { in: 0, out: bytes, table: 0, vectors, count }, dice, { model })
  return { ...call, arena: dice.bytes(2 * bytes) }
}

function drawGlobal(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const channels = dice.whole(1, 40)
  const [high, wide] = [dice.whole(1, 10), dice.whole(1, 10)]
  const positions = high * wide
  const { multiplier, shift } = split((0.5 + dice.unit()) / positions)
  const f: Draft = { in: 0, out: positions * channels, multiplier, shift, channels }
  const unsigned = kernel.includes('_u8')
  Object.assign(f, unsigned ? { in_h: high, in_w: wide } : { positions })
  f['start'] = unsigned ? -128 * positions : 0
  f['out_zero_point'] = unsigned ? 128 : 0
  if ((positions + 1) * channels > limits.arenaBytes) return undefined
  return { ...valuesOnly(kernel, f, dice), arena: dice.bytes((positions + 1) * channels) }
}

function drawPad(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const channels = dice.of(1, 2, 4, 8, 16)
  const [high, wide] = [dice.whole(2, 14), dice.whole(2, 14)]
  const [top, left] = [dice.whole(0, 3), dice.whole(0, 3)]
  const [out_h, out_w] = [high + 2 * top, wide + 2 * left]
  const inBytes = high * wide * channels
  const bytes = inBytes + out_h * out_w * channels
  if (bytes > limits.arenaBytes) return undefined
  const f: Draft = { in: 0, out: inBytes, in_h: high, in_w: wide, channels, out_h, out_w }
  Object.assign(f, { pad_top: top, pad_left: left, value: 0 })
  return { ...valuesOnly(kernel, f, dice, { rows: drawRows(dice, out_h) }), arena: dice.bytes(bytes) }
}

function drawTranspose(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  const [columns, depth] = [dice.whole(1, 20), dice.whole(1, 20)]
  const rows = { ...oneRow, count: dice.whole(1, 10) }
  const bytes = rows.count * columns * depth
  if (2 * bytes > limits.arenaBytes) return undefined
  const call = valuesOnly(kernel, { in: 0, out: bytes, columns, depth }, dice, { rows })
  return { ...call, arena: dice.bytes(2 * bytes) }
}

function draw(dice: Dice, kernel: string, limits: Limits): GridCall | undefined {
  if (kernel in forms) return drawConv(dice, kernel, limits)
  if (kernel.includes('dense')) return drawDense(dice, kernel, limits)
  if (kernel.includes('pool2d')) return drawPool(dice, kernel, limits)
  if (kernel.includes('global_average')) return drawGlobal(dice, kernel, limits)
  if (kernel.includes('softmax')) return drawSoftmax(dice, kernel)
  if (kernel.includes('pad2d')) return drawPad(dice, kernel, limits)
  if (kernel.includes('transpose')) return drawTranspose(dice, kernel, limits)
  if (kernel.includes('nn_add')) return drawAdd(dice, kernel, limits)
  return drawTable(dice, kernel, limits)
}

export function makeCalls(kernel: string, count: number, seed: number, limits: Limits): GridCall[] {
  const dice = new Dice(seed)
  const calls: GridCall[] = []
  for (let tries = 0; calls.length < count; tries++) {
    if (tries > 400 * count) throw new Error(`${kernel}: too few calls fit`)
    const call = draw(dice, kernel, limits)
    if (call) calls.push(call)
  }
  return calls
}
