// Steps of the kernels of 8-bit boards for tests: random portable steps in stored form, and the slow
// reference by way of the portable one. Pictures turn to row × channel × column, values to q + 128.

import { fromLayout, toLayout } from '../layout'
import { packWeights, type Fields } from '../pack'
import type { RowRange } from '../stepMemory'
import { addFieldsU8, packChannelsU8, storedClamp } from '../u8'
import type { StepCase } from './randomSteps'
import { runReference, type Constants } from './reference'

/** One buffer of a step: where it lies, and the picture that it is (or a plain list of values). */
interface Region {
  readonly at: number
  readonly shape: readonly number[]
}

const bytesOf = ({ shape }: Region) => shape.reduce((a, b) => a * b, 1)

/** The portable kernel of a stored one. */
export function portableKernel(kernel: string): string {
  return kernel.replace('_grouped', '').replace(/_u8$/, '_s8')
}

function regions(kernel: string, f: Fields, rows: RowRange): { in: Region[]; out: Region } {
  const channels = f['channels'] ?? 0
  const [inC, outC] = [f['in_c'] ?? channels, f['out_c'] ?? channels]
  const list = (name: string, count: number): Region => ({ at: f[name]!, shape: [count] })
  switch (kernel) {
    case 'nn_dense_s8': {
      const [from, to] = [f['in_count']!, f['out_count']!].map((n) => n * f['vectors']!)
      return { in: [list('in', from!)], out: list('out', to!) }
    }
    case 'nn_add_s8':
      return {
        in: [list('a', f['count']!), list('b', f['count']!)],
        out: list('out', f['count']!),
      }
    case 'nn_lookup_s8':
      return { in: [list('in', f['count']!)], out: list('out', f['count']!) }
    case 'nn_softmax_s8': {
      const count = f['count']! * f['vectors']!
      return { in: [list('in', count)], out: list('out', count) }
    }
    case 'nn_concat_s8': {
      const runs = f['runs']!
      return { in: [list('in', runs * f['in_run']!)], out: list('out', runs * f['out_stride']!) }
    }
    case 'nn_global_average_s8': {
      const shape = [1, f['positions']!, channels]
      return { in: [{ at: f['in']!, shape }], out: list('out', channels) }
    }
    default: {
      const until = rows.first + rows.count - rows.outAt
      return {
        in: [{ at: f['in']!, shape: [f['in_h']! - rows.inAt, f['in_w']!, inC] }],
        out: { at: f['out']!, shape: [until, f['out_w']!, outC] },
      }
    }
  }
}

/** Fields in stored form, and the rows of kernels that have them only there. */
function storedFields(kernel: string, f: Fields, rows: RowRange): [Fields, RowRange] {
  const { in_zero_point: zero = 0, ...rest } = f
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(rest).filter(([name]) => !names.includes(name)))
  const clamp = ['out_zero_point', 'out_lo', 'out_hi']
  const allRows = (count: number): RowRange => ({ first: 0, count, inAt: 0, outAt: 0 })
  switch (kernel) {
    case 'nn_conv2d_u8':
    case 'nn_conv2d_u8_grouped':
    case 'nn_depthwise_conv2d_u8': {
      const pool = { pool_h: 1, pool_w: 1, pool_kind: 0 }
      const own = without('multiplier', ...clamp)
      return [{ ...pool, ...own, ...storedClamp(f), in_zero_point: zero + 128, scratch: 0 }, rows]
    }
    case 'nn_dense_u8':
      return [{ ...without(...clamp), ...storedClamp(f) }, rows]
    case 'nn_add_u8':
      return [{ ...without(...clamp), ...addFieldsU8(f) }, allRows(1)]
    case 'nn_lookup_u8': {
      const divisors = [7, 5, 3, 2, 1].filter((d) => f['count']! % d === 0)
      return [{ ...rest, count: f['count']! / divisors[0]! }, allRows(divisors[0]!)]
    }
    case 'nn_concat_u8':
      return [without('runs'), allRows(f['runs']!)]
    case 'nn_pad2d_u8':
      return [{ ...rest, value: f['value']! + 128 }, rows]
    case 'nn_global_average_u8': {
      const start = f['start']! - 128 * f['positions']!
      const own = { in_h: 1, in_w: f['positions']!, start }
      const out_zero_point = f['out_zero_point']! + 128
      return [{ ...without('positions'), ...own, out_zero_point }, rows]
    }
    default:
      return [rest, rows]
  }
}

/** Biases of channel records in stored form must leave 32 bits for 128 Σ w. */
export function storedStep(kernel: string, step: StepCase): StepCase {
  const [fields, rows] = storedFields(kernel, step.fields, step.rows)
  const arena = step.arena.slice()
  for (const region of regions(step.kernel, step.fields, step.rows).in) {
    const until = region.at + bytesOf(region)
    arena.set(toLayout(step.arena.slice(region.at, until), region.shape, 'rows'), region.at)
  }
  const { weights, records, table } = step.constants
  const portable = { kernel: step.kernel, fields: step.fields, rows: step.rows }
  const constants: Constants = { ...step.constants, portable }
  if (weights && records) {
    const taps = weights.length / records.bias.length
    const bias = records.bias.map((b) => Math.max(-(2 ** 30), Math.min(2 ** 30, b)))
    const kept = taps < 32768 ? { ...records, bias } : records
    const packed = packWeights(kernel, fields, weights)
    const at = Math.ceil(packed.length / 4) * 4
    const channels = packChannelsU8(kernel, fields, kept, weights).bytes
    const model = new Uint8Array(at + channels.length)
    model.set(packed)
    model.set(channels, at)
    const placed = { ...fields, weights: 0, channels: at }
    return {
      kernel,
      fields: placed,
      rows,
      arena,
      constants: { ...constants, records: kept },
      model,
    }
  }
  const turned = table instanceof Int8Array
  const model = turned ? new Uint8Array(step.model.map((value) => value ^ 0x80)) : step.model
  return { kernel, fields, rows, arena, constants, model }
}

/** Runs the portable reference on the values behind the stored bytes. */
export function runStoredReference(arena: Int8Array, constants: Constants): void {
  const { portable } = constants
  if (!portable) throw new Error('a stored step without its portable form')
  const { kernel, fields, rows } = portable
  const { in: inputs, out } = regions(kernel, fields, rows)
  const values = arena.slice()
  for (const { at, shape } of inputs) {
    const bytes = shape.reduce((a, b) => a * b, 1)
    values.set(fromLayout(arena.slice(at, at + bytes), shape, 'rows'), at)
  }
  const before = values.slice()
  // A concatenation writes only parts of its output's rows: what it leaves must stay as it is.
  const outEnd = out.at + bytesOf(out)
  if (kernel === 'nn_concat_s8')
    values.set(fromLayout(arena.slice(out.at, outEnd), out.shape, 'rows'), out.at)
  runReference(kernel, fields, rows, values, { ...constants, portable: undefined })
  const first = rowsBefore(kernel, rows, out)
  const untouched = arena.slice(out.at, out.at + first)
  arena.set(toLayout(values.slice(out.at, outEnd), out.shape, 'rows'), out.at)
  arena.set(untouched, out.at)
  if (before.length !== arena.length) throw new Error('the arena changed its size')
}

/** Bytes of output rows before the first that is computed. */
function rowsBefore(kernel: string, rows: RowRange, out: Region): number {
  if (out.shape.length !== 3 || kernel === 'nn_global_average_s8') return 0
  return (rows.first - rows.outAt) * (out.shape[1] ?? 1) * (out.shape[2] ?? 1)
}
