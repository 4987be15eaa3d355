// The baseline: the kernels' int8 arithmetic in plain TypeScript, as one would write it with care:
// typed arrays, Math.imul, running indices, no allocation while it runs. It runs programs of the
// portable kernels; of those only what the benchmarks' networks contain.

import type { Program, Step } from '../../src/model/program'

type Run = (arena: Int8Array) => void

interface Channels {
  readonly weights: Int8Array
  readonly bias: Int32Array
  readonly multiplier: Int32Array
  readonly shift: Int32Array
  readonly zeroPoint: number
  readonly lo: number
  readonly hi: number
}

/** SPEC R2 for shifts to the right, in two exact halves. */
function requantize(x: number, multiplier: number, shift: number): number {
  const low = x & 0xffff
  const carry = Math.floor((low * multiplier + 0x40000000) / 0x10000)
  const y = Math.floor(((x >> 16) * multiplier + carry) / 0x8000) | 0
  if (shift === 0) return y
  return (((y - (y < 0 ? 1 : 0)) >> (-shift - 1)) + 1) >> 1
}

/** SPEC P2. */
const mean = (sum: number, count: number) =>
  ((sum < 0 ? sum - (count >> 1) : sum + (count >> 1)) / count) | 0

function readChannels(
  { fields: f }: Step,
  model: DataView,
  channels: number,
  taps: number,
): Channels {
  const word = (c: number, at: number) => model.getInt32(f['channels']! + 12 * c + at, true)
  const weights = new Int8Array(model.buffer, f['weights']!, channels * taps)
  const list = Array.from({ length: channels }, (_, c) => c)
  const shift = Int32Array.from(list, (c) => model.getInt16(f['channels']! + 12 * c + 8, true))
  if (shift.some((s) => s > 0)) throw new Error('a shift to the left')
  return {
    weights,
    bias: Int32Array.from(list, (c) => word(c, 0)),
    multiplier: Int32Array.from(list, (c) => word(c, 4)),
    shift,
    zeroPoint: f['out_zero_point']!,
    lo: f['out_lo']!,
    hi: f['out_hi']!,
  }
}

function outputOf(sum: number, c: number, of: Channels): number {
  const value = requantize(sum, of.multiplier[c]!, of.shift[c]!) + of.zeroPoint
  return value < of.lo ? of.lo : value > of.hi ? of.hi : value
}

/** The picture with a border of zero points, so that windows need no cases; rows × columns. */
function border(f: Step['fields'], rows: number, columns: number) {
  const depth = f['in_c']!
  const framed = new Int8Array(rows * columns * depth).fill(f['in_zero_point']!)
  const most = Math.min(f['in_h']!, rows - f['pad_top']!)
  const wide = Math.min(f['in_w']!, columns - f['pad_left']!) * depth
  const fill = (arena: Int8Array) => {
    for (let y = 0; y < most; y++) {
      const from = f['in']! + y * f['in_w']! * depth
      const to = ((y + f['pad_top']!) * columns + f['pad_left']!) * depth
      for (let i = 0; i < wide; i++) framed[to + i] = arena[from + i]!
    }
  }
  return { framed, fill }
}

function frameOf(f: Step['fields']) {
  const size = (axis: 'h' | 'w') =>
    (f[`out_${axis}`]! * (f[`pool_${axis}`] ?? 1) - 1) * f[`stride_${axis}`]! + f[`kernel_${axis}`]!
  return [size('h'), size('w')] as const
}

/** Values between rows of the framed picture, and between windows along both axes. */
const stridesOf = (f: Step['fields'], row: number, column: number) =>
  [row, row * f['stride_h']!, column * f['stride_w']!] as const

/** Every value of `wide` [h × w × channels] under its pooling window. */
function poolRows(f: Step['fields'], wide: Int8Array, arena: Int8Array): void {
  const [channels, ph, pw] = [f['out_c']!, f['pool_h']!, f['pool_w']!]
  const row = f['out_w']! * pw * channels
  let out = f['out']!
  for (let y = 0; y < f['out_h']!; y++)
    for (let x = 0; x < f['out_w']!; x++)
      for (let c = 0; c < channels; c++) {
        let at = y * ph * row + x * pw * channels + c
        let [sum, largest] = [0, -128]
        for (let dy = 0; dy < ph; dy++, at += row)
          for (let i = at; i < at + pw * channels; i += channels) {
            sum += wide[i]!
            if (wide[i]! > largest) largest = wide[i]!
          }
        arena[out++] = f['pool_kind'] === 2 ? mean(sum, ph * pw) : largest
      }
}

function convolution(step: Step, model: DataView): Run {
  const f = step.fields
  const [depth, channels, kernel] = [f['in_c']!, f['out_c']!, f['kernel_h']!]
  const of = readChannels(step, model, channels, kernel * f['kernel_w']! * depth)
  const [rows, columns] = frameOf(f)
  const { framed, fill } = border(f, rows, columns)
  const [high, across] = [f['out_h']! * f['pool_h']!, f['out_w']! * f['pool_w']!]
  const pooled = f['pool_kind'] !== 0
  const wide = new Int8Array(pooled ? high * across * channels : 0)
  const run = f['kernel_w']! * depth
  const [below, stepH, stepW] = stridesOf(f, columns * depth, depth)
  const { weights, bias } = of
  const place = f['out']!
  return (arena) => {
    fill(arena)
    const to = pooled ? wide : arena
    let out = pooled ? 0 : place
    for (let y = 0; y < high; y++)
      for (let x = 0; x < across; x++) {
        const corner = y * stepH + x * stepW
        for (let c = 0, w = 0; c < channels; c++) {
          let sum = bias[c]!
          for (let ky = 0; ky < kernel; ky++) {
            let at = corner + ky * below
            for (const end = at + run; at < end; at++, w++)
              sum = (sum + Math.imul(framed[at]!, weights[w]!)) | 0
          }
          to[out++] = outputOf(sum, c, of)
        }
      }
    if (pooled) poolRows(f, wide, arena)
  }
}

function depthwise(step: Step, model: DataView): Run {
  const f = step.fields
  if (f['multiplier'] !== 1) throw new Error('a multiplier')
  const [channels, kh, kw] = [f['out_c']!, f['kernel_h']!, f['kernel_w']!]
  const of = readChannels(step, model, channels, kh * kw)
  const [rows, columns] = frameOf(f)
  const { framed, fill } = border(f, rows, columns)
  const [below, stepH, stepW] = stridesOf(f, columns * channels, channels)
  const { weights, bias } = of
  const [place, high, across] = [f['out']!, f['out_h']!, f['out_w']!]
  return (arena) => {
    fill(arena)
    let out = place
    for (let y = 0; y < high; y++)
      for (let x = 0; x < across; x++) {
        const corner = y * stepH + x * stepW
        for (let c = 0; c < channels; c++) {
          let sum = bias[c]!
          for (let ky = 0, w = c; ky < kh; ky++) {
            let at = corner + ky * below + c
            for (let kx = 0; kx < kw; kx++, at += channels, w += channels)
              sum = (sum + Math.imul(framed[at]!, weights[w]!)) | 0
          }
          arena[out++] = outputOf(sum, c, of)
        }
      }
  }
}

function dense(step: Step, model: DataView): Run {
  const f = step.fields
  if (f['vectors'] !== 1) throw new Error('several vectors')
  const [inputs, outputs] = [f['in_count']!, f['out_count']!]
  const of = readChannels(step, model, outputs, inputs)
  const { weights, bias } = of
  const [from, to] = [f['in']!, f['out']!]
  return (arena) => {
    for (let c = 0, w = 0; c < outputs; c++) {
      let sum = bias[c]!
      for (let i = 0; i < inputs; i++, w++)
        sum = (sum + Math.imul(arena[from + i]!, weights[w]!)) | 0
      arena[to + c] = outputOf(sum, c, of)
    }
  }
}

function globalAverage({ fields: f }: Step): Run {
  return (arena) => {
    for (let c = 0; c < f['channels']!; c++) {
      let sum = f['start']!
      for (let n = 0, at = f['in']! + c; n < f['positions']!; n++, at += f['channels']!)
        sum += arena[at]!
      const value = requantize(sum, f['multiplier']!, f['shift']!) + f['out_zero_point']!
      arena[f['out']! + c] = Math.max(-128, Math.min(127, value))
    }
  }
}

/** One vector. SPEC E3. */
function softmax({ fields: f }: Step, model: DataView): Run {
  const table = new Uint16Array(model.buffer, f['table']!, 256)
  return (arena) => {
    const [from, count] = [f['in']!, f['count']!]
    let [largest, sum] = [-128, 0]
    for (let i = 0; i < count; i++) largest = Math.max(largest, arena[from + i]!)
    for (let i = 0; i < count; i++) sum += table[largest - arena[from + i]!]!
    for (let i = 0; i < count; i++) {
      const share = table[largest - arena[from + i]!]! * 256 + (sum >> 1)
      arena[f['out']! + i] = Math.min(Math.floor(share / sum), 255) - 128
    }
  }
}

const makers: Readonly<Record<string, (step: Step, model: DataView) => Run>> = {
  nn_conv2d_s8: convolution,
  nn_depthwise_conv2d_s8: depthwise,
  nn_dense_s8: dense,
  nn_global_average_s8: globalAverage,
  nn_softmax_s8: softmax,
}

/** `count` inputs through a program of the target `c`. Throws at a step that it does not know. */
export function prepareLoops(program: Program): (inputs: Int8Array, count: number) => Int8Array {
  const bytes = new Uint8Array(program.constantBytes)
  for (const { offset, data } of program.constants) bytes.set(data, offset)
  const model = new DataView(bytes.buffer)
  const steps = program.steps.map((step) => {
    const make = makers[step.kernel]
    if (!make) throw new Error(`the loops know no ${step.kernel}`)
    return make(step, model)
  })
  const arena = new Int8Array(program.arenaBytes)
  const { input, output } = program
  return (inputs, count) => {
    const outputs = new Int8Array(count * output.bytes)
    for (let i = 0; i < count; i++) {
      arena.set(inputs.subarray(i * input.bytes, (i + 1) * input.bytes), input.offset)
      for (const run of steps) run(arena)
      const result = arena.subarray(output.offset, output.offset + output.bytes)
      outputs.set(result, i * output.bytes)
    }
    return outputs
  }
}
