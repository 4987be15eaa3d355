// HDF5 through the HDF Group's own library as wasm: chunked, compressed and later layouts.

import * as h5wasm from 'h5wasm'
import type { Hdf5Attribute, Hdf5Dataset, Hdf5Group, Wanted } from './hdf5'
import {
  checkDatasetSize,
  countObjects,
  Hdf5Error,
  sizeOf,
  toAttribute,
  toFloats,
} from './hdf5Tree'
import { readHalfFloats } from './halfFloat'

const path = '/opened.h5'

export async function readWithH5wasm(bytes: Uint8Array, wanted: Wanted): Promise<Hdf5Group> {
  const { FS, activate_throwing_error_handler } = await h5wasm.ready
  // Else the library prints its errors and goes on with half of the file.
  activate_throwing_error_handler()
  FS.writeFile(path, bytes)
  try {
    const file = new h5wasm.File(path, 'r')
    try {
      return readTree(file, bytes.length, wanted)
    } finally {
      file.close()
    }
  } finally {
    FS.unlink(path)
  }
}

function readTree(file: h5wasm.File, fileBytes: number, wanted: Wanted): Hdf5Group {
  if (typeof file.file_id === 'bigint' && file.file_id < 0n) throw new Hdf5Error('cannot be opened')
  const count = countObjects()
  const readGroup = (group: h5wasm.Group, at: string, depth: number): Hdf5Group => {
    count(depth)
    const groups = new Map<string, Hdf5Group>()
    const datasets = new Map<string, Hdf5Dataset>()
    for (const name of group.keys()) {
      const child = group.get(name)
      const childPath = at ? `${at}/${name}` : name
      if (child instanceof h5wasm.Dataset) {
        count(depth + 1)
        datasets.set(name, readDataset(child, fileBytes, wanted(childPath)))
      } else if (child instanceof h5wasm.Group) {
        groups.set(name, readGroup(child, childPath, depth + 1))
      }
    }
    return { attributes: readAttributes(group), groups, datasets }
  }
  return readGroup(file, '', 0)
}

function readAttributes(group: h5wasm.Group): ReadonlyMap<string, Hdf5Attribute> {
  const attributes = new Map<string, Hdf5Attribute>()
  for (const [name, attribute] of Object.entries(group.attrs)) {
    const value = toAttribute(attribute.value)
    if (value !== undefined) attributes.set(name, value)
  }
  return attributes
}

function readDataset(dataset: h5wasm.Dataset, fileBytes: number, wanted: boolean): Hdf5Dataset {
  const shape = dataset.shape ?? []
  const { type, size } = dataset.metadata
  const byteLength = sizeOf(shape) * size
  const numeric = type === 0 || type === 1
  if (!numeric || !wanted) return { shape, byteLength }
  checkDatasetSize(byteLength, fileBytes, dataset.metadata.chunks !== null)
  const raw = dataset.value
  if (raw instanceof Uint8Array && type === 1 && size === 2)
    return { shape, byteLength, values: readHalfFloats(raw) }
  const list = typeof raw === 'number' || typeof raw === 'bigint' ? [raw] : raw
  if (!ArrayBuffer.isView(list) && !Array.isArray(list)) throw new Hdf5Error('no numbers')
  return {
    shape,
    byteLength,
    values: toFloats(list as unknown as ArrayLike<unknown>, sizeOf(shape)),
  }
}
