// Which bytes of the arena and of the constants a step touches: for the checker of memory plans,
// and for the engine, which runs nothing that reaches beyond its memory.

import { kernelById } from './kernels'
import { packedBytes, type Fields } from './pack'
import { laneBytes, pairSizes } from './packPairs'
import { scratchBytes } from './u8'

export interface RowRange {
  readonly first: number
  readonly count: number
  readonly inAt: number
  readonly outAt: number
}

/** Bytes [from, until) that a step reads or writes through one of its offset fields. */
export interface Access {
  readonly field: string
  readonly memory: 'arena' | 'model'
  readonly writes: boolean
  readonly from: number
  readonly until: number
}

/** nn.h: one axis of a picture, with padding and the dilated kernel, in an int of 16 bits. */
export const largestAxis = 32767

type Read = (name: string) => number

const arena = (field: string, at: number, from: number, bytes: number): Access => ({
  field,
  memory: 'arena',
  writes: field === 'out',
  from: at + from,
  until: at + from + bytes,
})
const model = (field: string, at: number, bytes: number): Access => ({
  field,
  memory: 'model',
  writes: false,
  from: at,
  until: at + bytes,
})

/** Input rows that the output rows [first, first + count) read, cut at the picture's edge. */
function inputRows(of: Read, rows: RowRange, pool: number, dilation: number): [number, number] {
  const stride = of('stride_h')
  const top = rows.first * pool * stride - of('pad_top')
  const windows = rows.count * pool
  const end = top + (windows - 1) * stride + (of('kernel_h') - 1) * dilation + 1
  const height = of('in_h')
  return [Math.min(height, Math.max(0, top)), Math.max(0, Math.min(height, end))]
}

function spatial(of: Read, rows: RowRange, read: [number, number], depth: [string, string]) {
  const inRow = of('in_w') * of(depth[0])
  const outRow = of('out_w') * of(depth[1])
  const [from, until] = read
  const inRows = Math.max(0, until - from)
  const first = inRows === 0 ? 0 : (from - rows.inAt) * inRow
  return [
    arena('in', of('in'), first, inRows * inRow),
    arena('out', of('out'), (rows.first - rows.outAt) * outRow, rows.count * outRow),
  ]
}

function linear(id: string, fields: Fields, of: Read): Access[] {
  const bytes = packedBytes(id, fields)
  return [
    model('weights', of('weights'), bytes.weights),
    model('channels', of('channels'), bytes.channels),
  ]
}

/** Every access of a step, at absolute places. */
export function stepAccesses(id: string, fields: Fields, rows: RowRange): readonly Access[] {
  const of: Read = (name) => {
    const value = fields[name]
    if (value === undefined) throw new Error(`${id}: no field ${name}`)
    return value
  }
  const whole = (field: string, bytes: number) => arena(field, of(field), 0, bytes)
  const plain = kernelById(id).twin ?? id.replace(/_bulk$/, '')
  if (plain.includes('_u8')) return accessesU8(id, plain, fields, rows)
  switch (plain) {
    case 'nn_conv2d_s8':
    case 'nn_conv2d_s8_pairs': {
      const read = inputRows(of, rows, of('pool_h'), of('dilation_h'))
      const sizes = pairSizes(id, fields)
      return [
        ...spatial(of, rows, read, ['in_c', 'out_c']),
        ...linear(id, fields, of),
        ...(sizes ? [{ ...whole('scratch', laneBytes(sizes)), writes: true }] : []),
      ]
    }
    case 'nn_depthwise_conv2d_s8': {
      const read = inputRows(of, rows, 1, of('dilation_h'))
      return [...spatial(of, rows, read, ['in_c', 'out_c']), ...linear(id, fields, of)]
    }
    case 'nn_max_pool2d_s8':
    case 'nn_average_pool2d_s8':
      return spatial(of, rows, inputRows(of, rows, 1, 1), ['channels', 'channels'])
    case 'nn_global_average_s8':
      return [whole('in', of('positions') * of('channels')), whole('out', of('channels'))]
    case 'nn_pad2d_s8': {
      const top = rows.first - of('pad_top')
      const clip = (y: number) => Math.max(0, Math.min(of('in_h'), y))
      return spatial(of, rows, [clip(top), clip(top + rows.count)], ['channels', 'channels'])
    }
    case 'nn_dense_s8':
      return [
        whole('in', of('vectors') * of('in_count')),
        whole('out', of('vectors') * of('out_count')),
        ...linear(id, fields, of),
      ]
    case 'nn_dense_s8_pairs':
      return [whole('in', of('in_count')), whole('out', of('out_count')), ...linear(id, fields, of)]
    case 'nn_add_s8':
      return ['a', 'b', 'out'].map((field) => whole(field, of('count')))
    case 'nn_lookup_s8':
      return [whole('in', of('count')), whole('out', of('count')), model('table', of('table'), 256)]
    case 'nn_softmax_s8': {
      const bytes = of('vectors') * of('count')
      return [whole('in', bytes), whole('out', bytes), model('table', of('table'), 512)]
    }
    case 'nn_concat_s8': {
      const [runs, run] = [of('runs'), of('in_run')]
      const bytes = runs === 0 ? 0 : (runs - 1) * of('out_stride') + run
      return [
        whole('in', runs * run),
        arena('out', of('out'), of('out_at'), bytes),
        model('table', of('table'), 256),
      ]
    }
    default:
      throw new Error(`${id}: memory unknown`)
  }
}

/** Kernels of 8-bit boards (nn/u8/nn_u8.h): the same places, rows also where values stand alone. */
function accessesU8(id: string, plain: string, fields: Fields, rows: RowRange): readonly Access[] {
  const of: Read = (name) => {
    const value = fields[name]
    if (value === undefined) throw new Error(`${id}: no field ${name}`)
    return value
  }
  const whole = (field: string, bytes: number) => arena(field, of(field), 0, bytes)
  /** rows.count rows, `bytes` of each, of which the last may be shorter. */
  const rowsOf = (field: string, from: number, bytes: number, last = bytes) =>
    arena(field, of(field), from * bytes, rows.count === 0 ? 0 : (rows.count - 1) * bytes + last)
  const read = rows.first - rows.inAt
  const write = rows.first - rows.outAt
  const table = (bytes: number) => model('table', of('table'), bytes)
  switch (plain) {
    case 'nn_conv2d_u8':
    case 'nn_conv2d_u8_grouped':
    case 'nn_depthwise_conv2d_u8': {
      const window = inputRows(of, rows, of('pool_h'), of('dilation_h'))
      const scratch = scratchBytes(id, fields)
      return [
        ...spatial(of, rows, window, ['in_c', 'out_c']),
        ...linear(id, fields, of),
        ...(scratch > 0 ? [{ ...whole('scratch', scratch), writes: true }] : []),
      ]
    }
    case 'nn_dense_u8':
      return [
        whole('in', of('vectors') * of('in_count')),
        whole('out', of('vectors') * of('out_count')),
        ...linear(id, fields, of),
      ]
    case 'nn_max_pool2d_u8':
    case 'nn_average_pool2d_u8':
      return spatial(of, rows, inputRows(of, rows, 1, 1), ['channels', 'channels'])
    case 'nn_global_average_u8':
      return [rowsOf('in', read, of('in_w') * of('channels')), whole('out', 4 * of('channels'))]
    case 'nn_pad2d_u8': {
      const top = rows.first - of('pad_top')
      const clip = (y: number) => Math.max(0, Math.min(of('in_h'), y))
      return spatial(of, rows, [clip(top), clip(top + rows.count)], ['channels', 'channels'])
    }
    case 'nn_add_u8': {
      const [a, b] = [rowsOf('a', read, of('count')), rowsOf('b', read, of('count'))]
      return [a, b, rowsOf('out', write, of('count'))]
    }
    case 'nn_lookup_u8':
      return [rowsOf('in', read, of('count')), rowsOf('out', write, of('count')), table(256)]
    case 'nn_transpose_u8': {
      const bytes = of('columns') * of('depth')
      return [rowsOf('in', read, bytes), rowsOf('out', write, bytes)]
    }
    case 'nn_concat_u8': {
      const [run, stride, at] = [of('in_run'), of('out_stride'), of('out_at')]
      const out = rowsOf('out', write, stride, run)
      const shifted = { ...out, from: out.from + at, until: out.until + at }
      return [rowsOf('in', read, run), shifted, table(256)]
    }
    case 'nn_softmax_u8': {
      const bytes = of('vectors') * of('count')
      return [whole('in', bytes), whole('out', bytes), table(512)]
    }
    default:
      throw new Error(`${id}: memory unknown`)
  }
}

const atLeastOne = /^(kernel|stride|dilation|pool)_[hw]$|^multiplier$/

/**
 * Throws an Error (our bug) where a step would reach beyond the arena or the constants, reads
 * constants that are not aligned, or has a size that nn.h does not allow.
 */
export function checkStep(
  id: string,
  fields: Fields,
  rows: RowRange,
  limits: { readonly arenaBytes: number; readonly constantBytes: number },
): void {
  for (const { name } of kernelById(id).fields)
    if (atLeastOne.test(name) && !(fields[name]! >= 1)) throw new Error(`${id}: ${name} is 0`)
  if (id.includes('2d')) checkAxes(id, fields, rows)
  for (const { field, memory, from, until } of stepAccesses(id, fields, rows)) {
    const bytes = memory === 'arena' ? limits.arenaBytes : limits.constantBytes
    if (!(from >= 0 && until <= bytes))
      throw new Error(`${id}: ${field} reaches ${from}…${until} of ${bytes} bytes of ${memory}`)
    if (memory === 'model' && fields[field]! % 4 !== 0)
      throw new Error(`${id}: ${field} = ${fields[field]} is no multiple of 4`)
  }
}

function checkAxes(id: string, fields: Fields, rows: RowRange): void {
  if (rows.first + rows.count > fields['out_h']!)
    throw new Error(`${id}: rows ${rows.first} + ${rows.count} of ${fields['out_h']}`)
  for (const axis of ['h', 'w']) {
    const size = (name: string) => fields[`${name}_${axis}`] ?? 1
    const kernel = (size('kernel') - 1) * size('dilation') + 1
    const windows = (size('out') * size('pool') - 1) * size('stride') + kernel
    if (Math.max(windows, size('in') + kernel) > largestAxis)
      throw new Error(`${id}: axis ${axis} needs ${Math.max(windows, size('in') + kernel)} places`)
  }
}
