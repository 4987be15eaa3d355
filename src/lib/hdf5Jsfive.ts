// HDF5 through jsfive. It trusts the file, so it is given a buffer that counts its reads: links
// that run in circles, or counts of billions, end in an error and not in a hang.

import { Dataset, File, Group } from 'jsfive'
import type { Hdf5Attribute, Hdf5Dataset, Hdf5Group, Wanted } from './hdf5'
import {
  checkDatasetSize,
  countObjects,
  Hdf5Error,
  sizeOf,
  toAttribute,
  toFloats,
} from './hdf5Tree'

const maxReads = 1_000_000

/** jsfive cuts a slice out of the file for nearly every structure that it reads. */
class CountingBuffer extends ArrayBuffer {
  private reads = 0
  private copied = 0
  static override get [Symbol.species](): ArrayBufferConstructor {
    return ArrayBuffer
  }
  override slice(begin?: number, end?: number): ArrayBuffer {
    const part = super.slice(begin ?? 0, end)
    this.copied += part.byteLength
    if (++this.reads > maxReads || this.copied > 64 * (this.byteLength + 2 ** 20))
      throw new Hdf5Error('reading in circles')
    return part
  }
}

/** Throws where the file is damaged or of a layout that jsfive does not know. */
export function readWithJsfive(bytes: Uint8Array, wanted: Wanted): Hdf5Group {
  // Later superblocks keep attributes where jsfive does not look.
  if (bytes[8] !== 0) throw new Hdf5Error('not the classic layout')
  const buffer = new CountingBuffer(bytes.length)
  new Uint8Array(buffer).set(bytes)
  const count = countObjects()

  const readGroup = (group: Group, path: string, depth: number): Hdf5Group => {
    count(depth)
    const groups = new Map<string, Hdf5Group>()
    const datasets = new Map<string, Hdf5Dataset>()
    for (const name of group.keys) {
      const child = group.get(name)
      const childPath = path ? `${path}/${name}` : name
      if (child instanceof Dataset) {
        count(depth + 1)
        datasets.set(name, readDataset(child, bytes, wanted(childPath)))
      } else if (child instanceof Group) {
        groups.set(name, readGroup(child, childPath, depth + 1))
      }
    }
    return { attributes: readAttributes(group.attrs), groups, datasets }
  }
  return readGroup(new File(buffer), '', 0)
}

function readAttributes(raw: Record<string, unknown>): ReadonlyMap<string, Hdf5Attribute> {
  const attributes = new Map<string, Hdf5Attribute>()
  for (const [name, value] of Object.entries(raw)) {
    const attribute = toAttribute(value)
    if (attribute !== undefined) attributes.set(name, attribute)
  }
  return attributes
}

function readDataset(dataset: Dataset, file: Uint8Array, wanted: boolean): Hdf5Dataset {
  const { shape, dtype } = dataset
  const match = typeof dtype === 'string' ? /^[<>|]?[iuf]([1248])$/.exec(dtype) : null
  const byteLength = sizeOf(shape) * Number(match?.[1] ?? 1)
  if (!match || !wanted) return { shape, byteLength }
  if (dataset._dataobjects.chunks) throw new Hdf5Error('chunked')
  checkDatasetSize(byteLength, file.length, false)
  const values = dtype === '<f4' ? readContiguous(dataset, file) : undefined
  return { shape, byteLength, values: values ?? toFloats(dataset.value, sizeOf(shape)) }
}

const layoutMessage = 8

/** The library reads value by value; where they lie in one piece they are copied as that. */
function readContiguous({ shape, _dataobjects: objects }: Dataset, file: Uint8Array) {
  const offset = objects.find_msg_type(layoutMessage)[0]?.get('offset_to_message')
  if (offset === undefined) return undefined
  const [, , layoutClass, place] = objects._get_data_message_properties(offset)
  if (layoutClass !== 1) return undefined
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const start = Number(view.getBigUint64(place, true))
  const end = start + 4 * sizeOf(shape)
  // Among these are values that were never written.
  if (end > file.length) return undefined
  return new Float32Array(file.slice(start, end).buffer)
}
