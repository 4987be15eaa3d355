// The kernels once more, for tests: slow, one rule of SPEC.md after the other, in 64-bit integers
// where the C relies on 32. Canonical weights, results as if nothing ran in place.

import { kernelById } from '../kernels'
import type { Records, Fields } from '../pack'
import type { Picture } from '../packU8'
import type { RowRange } from '../stepMemory'
import { portableStep } from './portableStep'

export interface Constants {
  readonly weights?: Int8Array
  readonly records?: Records
  /** 256 int8 or 256 uint16 */
  readonly table?: Int8Array | Uint16Array
  /** The order of a dense layer's inputs on 8-bit boards. */
  readonly picture?: Picture
}

/** R2, literally as SaturatingRoundingDoublingHighMul and RoundingDivideByPOT of the reference. */
export function requantizeReference(x: number, multiplier: number, shift: number): number {
  const left = BigInt(Math.max(0, shift))
  const right = BigInt(Math.max(0, -shift))
  const clampS32 = (v: bigint) =>
    v > 2147483647n ? 2147483647n : v < -2147483648n ? -2147483648n : v
  const product = clampS32(BigInt(x) << left) * BigInt(multiplier)
  const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n)
  const high = (product + nudge) / (1n << 31n) // truncates
  const mask = (1n << right) - 1n
  const threshold = (mask >> 1n) + (high < 0n ? 1n : 0n)
  return Number((high >> right) + ((high & mask) > threshold ? 1n : 0n))
}

const clamp = (value: number, lo: number, hi: number) => Math.max(lo, Math.min(hi, value))

/** P2 */
function mean(values: readonly number[]): number {
  const exact = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sign(exact) * Math.floor(Math.abs(exact) + 0.5)
}

/** Runs one step on `arena`: 8-bit kernels by way of the portable ones. */
export function runReference(
  kernelId: string,
  fields: Fields,
  rows: RowRange,
  arena: Int8Array,
  constants: Constants,
): void {
  const twin = kernelById(kernelId).twin ?? kernelId
  const plain = twin.replace(/_(bulk|pairs)$/, '')
  if (plain !== twin && fields['vectors'] === undefined) fields = { ...fields, vectors: 1 }
  const portable = portableStep(plain, fields, rows, arena, constants.picture)
  if (!portable) return runPortable(plain, fields, rows, arena, constants)
  const { values } = portable
  runPortable(portable.kernel, portable.fields, portable.rows, values, constants)
  portable.store(values)
}

function runPortable(
  kernel: string,
  fields: Fields,
  rows: RowRange,
  arena: Int8Array,
  constants: Constants,
): void {
  const before = arena.slice()
  const f = (name: string) => {
    const value = fields[name]
    if (value === undefined) throw new Error(`no field ${name}`)
    return value
  }
  const { weights, records, table } = constants

  /** C3: scale, zero point, clamp. */
  function output(sum: number, channel: number): number {
    if (!Number.isInteger(sum) || Math.abs(sum) > 2 ** 31 - 1) throw new Error(`sum ${sum}`)
    const { multiplier, shift } = records!
    const scaled = requantizeReference(sum, multiplier[channel]!, shift[channel]!)
    return clamp(scaled + f('out_zero_point'), f('out_lo'), f('out_hi'))
  }
  /** Value of the input picture, undefined in the padding. */
  function value(y: number, x: number, c: number, channels: number): number | undefined {
    if (y < 0 || x < 0 || y >= f('in_h') || x >= f('in_w')) return undefined
    return before[f('in') + ((y - rows.inAt) * f('in_w') + x) * channels + c]!
  }
  function eachOutput(
    channels: number,
    compute: (y: number, x: number, c: number) => number,
  ): void {
    for (let y = rows.first; y < rows.first + rows.count; y++)
      for (let x = 0; x < f('out_w'); x++)
        for (let c = 0; c < channels; c++)
          arena[f('out') + ((y - rows.outAt) * f('out_w') + x) * channels + c] = compute(y, x, c)
  }
  function convolutionSum(y: number, x: number, c: number): number {
    let sum = records!.bias[c]!
    for (let ky = 0; ky < f('kernel_h'); ky++)
      for (let kx = 0; kx < f('kernel_w'); kx++) {
        const atY = y * f('stride_h') - f('pad_top') + ky * f('dilation_h')
        const atX = x * f('stride_w') - f('pad_left') + kx * f('dilation_w')
        for (let i = 0; i < f('in_c'); i++) {
          const tap = ((c * f('kernel_h') + ky) * f('kernel_w') + kx) * f('in_c') + i
          sum += weights![tap]! * (value(atY, atX, i, f('in_c')) ?? f('in_zero_point'))
        }
      }
    return sum
  }
  function depthwiseSum(y: number, x: number, c: number): number {
    let sum = records!.bias[c]!
    for (let ky = 0; ky < f('kernel_h'); ky++)
      for (let kx = 0; kx < f('kernel_w'); kx++) {
        const atY = y * f('stride_h') - f('pad_top') + ky * f('dilation_h')
        const atX = x * f('stride_w') - f('pad_left') + kx * f('dilation_w')
        const from = Math.floor(c / f('multiplier'))
        const tap = (ky * f('kernel_w') + kx) * f('out_c') + c
        sum += weights![tap]! * (value(atY, atX, from, f('in_c')) ?? f('in_zero_point'))
      }
    return sum
  }
  /** C4. Only on 8-bit boards a depthwise convolution has it. */
  function pooled(sum: typeof convolutionSum, y: number, x: number, c: number): number {
    const [high, wide] = [fields['pool_h'] ?? 1, fields['pool_w'] ?? 1]
    const values: number[] = []
    for (let py = 0; py < high; py++)
      for (let px = 0; px < wide; px++) values.push(output(sum(y * high + py, x * wide + px, c), c))
    return fields['pool_kind'] === 2 ? mean(values) : Math.max(...values)
  }
  function poolWindow(y: number, x: number, c: number): number[] {
    const inside: number[] = []
    for (let dy = 0; dy < f('kernel_h'); dy++)
      for (let dx = 0; dx < f('kernel_w'); dx++) {
        const atY = y * f('stride_h') - f('pad_top') + dy
        const v = value(atY, x * f('stride_w') - f('pad_left') + dx, c, f('channels'))
        if (v !== undefined) inside.push(v)
      }
    return inside
  }

  const runs: Record<string, () => void> = {
    nn_conv2d_s8: () => eachOutput(f('out_c'), (y, x, c) => pooled(convolutionSum, y, x, c)),
    nn_depthwise_conv2d_s8: () =>
      eachOutput(f('out_c'), (y, x, c) => pooled(depthwiseSum, y, x, c)),
    nn_dense_s8: () => {
      const [from, to] = [f('in_count'), f('out_count')]
      for (let v = 0; v < f('vectors'); v++)
        for (let o = 0; o < to; o++) {
          let sum = records!.bias[o]!
          for (let i = 0; i < from; i++)
            sum += before[f('in') + v * from + i]! * weights![o * from + i]!
          arena[f('out') + v * to + o] = output(sum, o)
        }
    },
    nn_max_pool2d_s8: () =>
      eachOutput(f('channels'), (y, x, c) => Math.max(...poolWindow(y, x, c))),
    nn_average_pool2d_s8: () => eachOutput(f('channels'), (y, x, c) => mean(poolWindow(y, x, c))),
    nn_global_average_s8: () => {
      for (let c = 0; c < f('channels'); c++) {
        let sum = f('start')
        for (let p = 0; p < f('positions'); p++) sum += before[f('in') + p * f('channels') + c]!
        const mean = requantizeReference(sum, f('multiplier'), f('shift'))
        arena[f('out') + c] = clamp(mean + f('out_zero_point'), -128, 127)
      }
    },
    nn_add_s8: () => {
      const scaled = (name: 'a' | 'b', i: number) =>
        requantizeReference(
          (before[f(name) + i]! - f(`${name}_zero_point`)) * 2 ** 20,
          f(`${name}_multiplier`),
          f(`${name}_shift`),
        )
      for (let i = 0; i < f('count'); i++) {
        const sum = scaled('a', i) + scaled('b', i)
        const result = requantizeReference(sum, f('out_multiplier'), f('out_shift'))
        arena[f('out') + i] = clamp(result + f('out_zero_point'), f('out_lo'), f('out_hi'))
      }
    },
    nn_lookup_s8: () => {
      for (let i = 0; i < f('count'); i++) arena[f('out') + i] = table![before[f('in') + i]! + 128]!
    },
    nn_softmax_s8: () => {
      const count = f('count')
      for (let v = 0; v < f('vectors'); v++) {
        const values = before.subarray(f('in') + v * count, f('in') + (v + 1) * count)
        const largest = values.reduce((most, x) => Math.max(most, x), -128)
        const powers = Array.from(values, (x) => table![largest - x]!)
        const sum = powers.reduce((total, power) => total + power, 0)
        powers.forEach((power, i) => {
          const share = Math.floor((power * 256 + Math.floor(sum / 2)) / sum)
          arena[f('out') + v * count + i] = Math.min(share, 255) - 128
        })
      }
    },
    nn_concat_s8: () => {
      for (let run = 0; run < f('runs'); run++)
        for (let i = 0; i < f('in_run'); i++)
          arena[f('out') + f('out_at') + run * f('out_stride') + i] =
            table![before[f('in') + run * f('in_run') + i]! + 128]!
    },
    nn_global_average_u8: () => {
      const [w, channels, end] = [f('in_w'), f('channels'), rows.first + rows.count]
      const sums = new DataView(new ArrayBuffer(4 * channels))
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let i = 0; i < 4 && rows.first > 0; i++)
          sum += (before[f('out') + 4 * c + i]! & 255) * 2 ** (8 * i)
        for (let row = rows.first; row < end; row++)
          for (let x = 0; x < w; x++)
            sum += before[f('in') + ((row - rows.inAt) * channels + c) * w + x]! & 255
        sums.setUint32(4 * c, sum, true)
      }
      arena.set(new Int8Array(sums.buffer), f('out'))
      for (let c = 0; c < channels && end === f('in_h'); c++) {
        const sum = sums.getInt32(4 * c, true) + f('start')
        const mean = requantizeReference(sum, f('multiplier'), f('shift'))
        arena[f('out') + c] = clamp(mean + f('out_zero_point'), 0, 255)
      }
    },
    nn_transpose_u8: () => {
      const [columns, depth] = [f('columns'), f('depth')]
      for (let row = rows.first; row < rows.first + rows.count; row++)
        for (let c = 0; c < columns; c++)
          for (let d = 0; d < depth; d++) {
            const from = f('in') + ((row - rows.inAt) * columns + c) * depth + d
            arena[f('out') + ((row - rows.outAt) * depth + d) * columns + c] = before[from]!
          }
    },
    nn_pad2d_s8: () =>
      eachOutput(
        f('channels'),
        (y, x, c) => value(y - f('pad_top'), x - f('pad_left'), c, f('channels')) ?? f('value'),
      ),
  }
  runs[kernel]!()
}
