// What both HDF5 readers share: limits, and the turning of raw values into the tree's.

import type { Hdf5Attribute } from './hdf5'

/** More than any model has; a file whose links run in circles stops here. */
export const maxDepth = 40
export const maxObjects = 100_000
const maxExpansion = 1100

/** The error that makes the caller give up on this reader. */
export class Hdf5Error extends Error {}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Stored values lie in the file as they are; packed ones are at most ~1000 times smaller (deflate). */
export function checkDatasetSize(byteLength: number, fileBytes: number, packed: boolean): void {
  const limit = packed ? Math.min(fileBytes * maxExpansion, 2 ** 29) : fileBytes
  if (!(byteLength >= 0 && byteLength <= limit)) throw new Hdf5Error('dataset larger than its file')
}

/** Counts groups and datasets on the way down. */
export function countObjects(): (depth: number) => void {
  let count = 0
  return (depth) => {
    if (depth > maxDepth || ++count > maxObjects) throw new Hdf5Error('too many objects')
  }
}

export function toFloats(raw: ArrayLike<unknown>, count: number): Float32Array {
  if (raw instanceof Float32Array && raw.length === count) return raw.slice()
  const values = new Float32Array(count)
  // Values never written read as the fill value, which Keras leaves at zero.
  for (let i = 0; i < count; i++) values[i] = Number(raw[i] ?? 0)
  return values
}

/** Text without its padding, numbers as numbers; undefined for what no model attribute is. */
export function toAttribute(value: unknown): Hdf5Attribute | undefined {
  if (typeof value === 'string') return trimText(value)
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (!isArrayLike(value)) return undefined
  const items: (string | number)[] = []
  for (let i = 0; i < value.length; i++) {
    const item = value[i]
    if (typeof item === 'string') items.push(trimText(item))
    else if (typeof item === 'number' || typeof item === 'bigint') items.push(Number(item))
    else return undefined
  }
  return items
}

function trimText(text: string): string {
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value)
}
