// A step of an 8-bit kernel as the portable step that gives the same values, from nn_u8.h's fields
// alone: for the slow reference. Its values are int8 by row × column × channel.

import { fromLayout, toLayout } from '../layout'
import type { Fields } from '../pack'
import type { Picture } from '../packU8'
import type { RowRange } from '../stepMemory'

export interface PortableStep {
  readonly kernel: string
  readonly fields: Fields
  readonly rows: RowRange
  /** The arena of the portable step. */
  readonly values: Int8Array
  /** Writes what it computed there to the arena of the 8-bit step. */
  readonly store: (values: Int8Array) => void
}

/** Tensors behind each other that begin somewhere in the arena. */
interface Region {
  readonly at: number
  readonly shape: readonly number[]
  /** 1 unless given. */
  readonly tensors?: number
}

/** The portable step, but for its places. */
interface Form {
  readonly kernel: string
  readonly fields: Fields
  readonly rows?: RowRange
  readonly inputs: Readonly<Record<string, Region>>
  readonly out: Region
}

const noRows: RowRange = { first: 0, count: 0, inAt: 0, outAt: 0 }

const bytesOf = ({ shape, tensors = 1 }: Region) => shape.reduce((a, b) => a * b, tensors)

type Read = (name: string) => number

function clampS8(of: Read) {
  const out_lo = of('out_lo') - 128
  const out_hi = out_lo + of('out_range')
  return { out_zero_point: of('out_offset') + out_lo, out_lo, out_hi }
}

/** Rows [in_at, in_h), as far as there are; of the output the rows to compute. */
function pictures(of: Read, rows: RowRange, arena: Int8Array, depths: readonly [string, string]) {
  const [inC, outC] = depths.map(of) as [number, number]
  const outRow = of('out_w') * outC
  const there = Math.floor((arena.length - of('in')) / (of('in_w') * inC))
  const height = Math.min(of('in_h') - rows.inAt, there)
  const at = of('out') + (rows.first - rows.outAt) * outRow
  return {
    rows: { ...rows, outAt: rows.first },
    inputs: { in: { at: of('in'), shape: [height, of('in_w'), inC] } },
    out: { at, shape: [rows.count, of('out_w'), outC] },
  }
}

function formOf(
  kernel: string,
  fields: Fields,
  rows: RowRange,
  arena: Int8Array,
  picture?: Picture,
): Form {
  const of: Read = (name) => {
    const value = fields[name]
    if (value === undefined) throw new Error(`${kernel}: no field ${name}`)
    return value
  }
  /** rows.count rows of values. */
  const valuesIn = (field: string, count: number): Region => ({
    at: of(field) + (rows.first - rows.inAt) * count,
    shape: [rows.count * count],
  })
  const valuesOut = (count: number, last = count): Region => ({
    at: of('out') + (rows.first - rows.outAt) * count,
    shape: [rows.count === 0 ? 0 : (rows.count - 1) * count + last],
  })
  const vectors = (field: string, count: number): Region => ({
    at: of(field),
    shape: [count],
    tensors: of('vectors'),
  })
  switch (kernel) {
    case 'nn_conv2d_u8':
    case 'nn_conv2d_u8_grouped':
    case 'nn_depthwise_conv2d_u8': {
      const zero = { in_zero_point: of('in_zero_point') - 128 }
      const multiplier = of('out_c') / of('in_c')
      return {
        ...pictures(of, rows, arena, ['in_c', 'out_c']),
        kernel: kernel.replace('_grouped', '').replace('_u8', '_s8'),
        fields: { ...fields, ...clampS8(of), ...zero, multiplier },
      }
    }
    case 'nn_dense_u8':
      return {
        kernel: 'nn_dense_s8',
        fields: { ...fields, ...clampS8(of) },
        inputs: { in: { ...vectors('in', of('in_count')), ...(picture && { shape: picture }) } },
        out: vectors('out', of('out_count')),
      }
    case 'nn_add_u8': {
      const a_zero_point = of('a_zero_point') - 128
      const b_zero_point = of('b_zero_point') - 128
      const count = rows.count * of('count')
      return {
        kernel: 'nn_add_s8',
        fields: { ...fields, ...clampS8(of), a_zero_point, b_zero_point, count },
        inputs: { a: valuesIn('a', of('count')), b: valuesIn('b', of('count')) },
        out: valuesOut(of('count')),
      }
    }
    case 'nn_lookup_u8':
      return {
        kernel: 'nn_lookup_s8',
        fields: { ...fields, count: rows.count * of('count') },
        inputs: { in: valuesIn('in', of('count')) },
        out: valuesOut(of('count')),
      }
    case 'nn_concat_u8':
      return {
        kernel: 'nn_concat_s8',
        fields: { ...fields, runs: rows.count },
        inputs: { in: valuesIn('in', of('in_run')) },
        out: valuesOut(of('out_stride'), of('out_at') + of('in_run')),
      }
    case 'nn_softmax_u8':
      return {
        kernel: 'nn_softmax_s8',
        fields,
        inputs: { in: vectors('in', of('count')) },
        out: vectors('out', of('count')),
      }
    case 'nn_pad2d_u8':
      return {
        ...pictures(of, rows, arena, ['channels', 'channels']),
        kernel: 'nn_pad2d_s8',
        fields: { ...fields, value: of('value') - 128 },
      }
    default:
      return {
        ...pictures(of, rows, arena, ['channels', 'channels']),
        kernel: kernel.replace('_u8', '_s8'),
        fields,
      }
  }
}

/** They work on bytes whatever these mean, or keep sums between rows. */
const ownReference = new Set(['nn_transpose_u8', 'nn_global_average_u8'])

/** undefined for a kernel that works on the bytes as they are. */
export function portableStep(
  kernel: string,
  fields: Fields,
  rows: RowRange,
  arena: Int8Array,
  picture?: Picture,
): PortableStep | undefined {
  if (!kernel.includes('_u8') || ownReference.has(kernel)) return undefined
  const form = formOf(kernel, fields, rows, arena, picture)
  const regions = [...Object.entries(form.inputs), ['out', form.out] as const]
  const parts = regions.map(([, region]) =>
    fromLayout(arena.slice(region.at, region.at + bytesOf(region)), region.shape, 'rows'),
  )
  const values = new Int8Array(parts.reduce((sum, part) => sum + part.length, 0))
  const places: Record<string, number> = {}
  let end = 0
  regions.forEach(([name], i) => {
    places[name] = end
    values.set(parts[i]!, end)
    end += parts[i]!.length
  })
  return {
    kernel: form.kernel,
    fields: { ...form.fields, ...places },
    rows: form.rows ?? noRows,
    values,
    store: (computed) =>
      arena.set(toLayout(computed.slice(places['out']), form.out.shape, 'rows'), form.out.at),
  }
}
