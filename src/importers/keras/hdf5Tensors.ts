// Finding groups, tensors and attributes in the HDF5 tree of a Keras file.

import type { Hdf5Attribute, Hdf5Dataset, Hdf5Group } from '../../lib/hdf5'
import type { StoredTensor } from './placeWeights'

/** By path; a layer named `block/conv` is a group within a group. */
export function findGroup(root: Hdf5Group, path: string): Hdf5Group | undefined {
  let group: Hdf5Group | undefined = root
  for (const part of path.split('/')) group = part ? group?.groups.get(part) : group
  return group
}

export function findTensor(root: Hdf5Group, path: string): StoredTensor | undefined {
  const cut = path.lastIndexOf('/')
  const group = cut < 0 ? root : findGroup(root, path.slice(0, cut))
  return toTensor(path, group?.datasets.get(path.slice(cut + 1)))
}

export function toTensor(name: string, dataset: Hdf5Dataset | undefined): StoredTensor | undefined {
  return dataset?.values && { name, shape: dataset.shape, data: dataset.values }
}

/** A list attribute; lists beyond 64 KB are split into `name0`, `name1`, … */
export function readNames(group: Hdf5Group, name: string): string[] | undefined {
  const whole = group.attributes.get(name)
  if (whole !== undefined) return texts(whole)
  const parts: string[] = []
  for (let i = 0; group.attributes.has(`${name}${i}`); i++)
    parts.push(...texts(group.attributes.get(`${name}${i}`)))
  return parts.length ? parts : undefined
}

function texts(value: Hdf5Attribute | undefined): string[] {
  const list = Array.isArray(value) ? (value as readonly (string | number)[]) : [value]
  return list.filter((item): item is string => typeof item === 'string')
}

export function readText(group: Hdf5Group, name: string): string | undefined {
  const value = group.attributes.get(name)
  return typeof value === 'string' ? value : undefined
}

/** Of all datasets below. */
export function countBytes(group: Hdf5Group | undefined): number {
  if (!group) return 0
  let bytes = 0
  for (const dataset of group.datasets.values()) bytes += dataset.byteLength
  for (const child of group.groups.values()) bytes += countBytes(child)
  return bytes
}
