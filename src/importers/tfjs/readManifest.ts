// `weightsManifest`: groups of shards, each with the tensors that lie one after another in it.

import { fail } from '../../lib/diagnostics'
import type { Json } from '../../model/model'
import { asInts, asList, field, isObject, listField, textField } from '../json'
import type { JsonObject } from '../json'
import { quoteName } from '../shared'

export interface ManifestTensor {
  readonly name: string
  readonly shape: readonly number[]
  /** As stored, after quantization. */
  readonly dtype: StoredType
  /** value = stored · scale + min. */
  readonly scale: number
  readonly min: number
  readonly byteLength: number
  /** Optimizer state. */
  readonly training: boolean
}

export interface ManifestGroup {
  readonly paths: readonly string[]
  readonly tensors: readonly ManifestTensor[]
  readonly byteLength: number
}

export type StoredType = keyof typeof typeBytes
export const typeBytes = { float32: 4, float16: 2, int32: 4, uint8: 1, bool: 1, uint16: 2 } as const

const maxTensors = 20_000

/** Throws UserError where the manifest is none. */
export function readManifest(manifest: Json | undefined, file: string): ManifestGroup[] {
  const groups = asList(manifest)
  if (!groups)
    return fail(
      'import/bad-config',
      `${file} has no weightsManifest, so its weights cannot be found.`,
      {
        where: { file },
      },
    )
  return groups.map((group) => {
    if (!isObject(group)) return failTensor(file, 'a group')
    const paths = (listField(group, 'paths') ?? []).filter(
      (p): p is string => typeof p === 'string',
    )
    const listed = listField(group, 'weights') ?? []
    if (listed.length > maxTensors) failTensor(file, `${listed.length} weights`)
    const tensors = listed.map((entry) => readTensor(entry, file))
    const byteLength = tensors.reduce((bytes, tensor) => bytes + tensor.byteLength, 0)
    return { paths, tensors, byteLength }
  })
}

function readTensor(entry: Json, file: string): ManifestTensor {
  const name = isObject(entry) ? textField(entry, 'name') : undefined
  if (!isObject(entry) || name === undefined) return failTensor(file, 'a weight without a name')
  const shape = asInts(field(entry, 'shape'))
  if (!shape?.every((size) => size >= 0)) return failTensor(file, `the shape of ${quoteName(name)}`)
  const quantization = field(entry, 'quantization')
  const settings: JsonObject = isObject(quantization) ? quantization : {}
  const dtype = textField(settings, 'dtype') ?? textField(entry, 'dtype') ?? 'float32'
  if (!isStoredType(dtype))
    return failTensor(file, `the type ${quoteName(dtype)} of ${quoteName(name)}`)
  const byteLength = shape.reduce((product, size) => product * size, typeBytes[dtype])
  if (!Number.isSafeInteger(byteLength)) return failTensor(file, `the size of ${quoteName(name)}`)
  return {
    name: name.slice(0, 500),
    shape,
    dtype,
    scale: numberOr(field(settings, 'scale'), 1),
    min: numberOr(field(settings, 'min'), 0),
    byteLength,
    training: textField(entry, 'group') === 'optimizer',
  }
}

function isStoredType(dtype: string): dtype is StoredType {
  return Object.hasOwn(typeBytes, dtype)
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function failTensor(file: string, what: string): never {
  return fail('import/bad-config', `The weightsManifest of ${file} cannot be read: ${what}.`, {
    where: { file },
  })
}
