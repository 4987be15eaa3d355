// Finds the shards among the dropped files and cuts the tensors out of them. A tensor may begin in
// one shard and end in the next, at any byte.

import { joinBytes } from '../../lib/bytes'
import { fail } from '../../lib/diagnostics'
import type { Report } from '../../lib/diagnostics'
import { readHalfFloats } from '../../lib/halfFloat'
import type { StoredTensor } from '../keras/placeWeights'
import { baseName, folderOf, formatBytes, quoteName } from '../shared'
import type { InputFile } from '../shared'
import type { ManifestGroup, ManifestTensor } from './readManifest'

export interface ShardTensor extends StoredTensor {
  readonly training: boolean
}

/** Throws UserError `import/shards-missing` naming every shard that is not there. */
export function readShards(
  groups: readonly ManifestGroup[],
  json: InputFile,
  all: readonly InputFile[],
  report: Report,
): { tensors: ShardTensor[]; files: InputFile[] } {
  const found = groups.map((group) => group.paths.map((path) => findShard(path, json, all)))
  adoptRenamed(groups, found, json, all, report)
  const missing = groups.flatMap((group, g) => group.paths.filter((_, p) => !found[g]?.[p]))
  if (missing.length) failMissing(groups, missing, json.name)
  const tensors: ShardTensor[] = []
  const files: InputFile[] = []
  for (const [g, group] of groups.entries()) {
    const shards = (found[g] ?? []).flatMap((shard) => shard ?? [])
    files.push(...shards)
    tensors.push(...cutTensors(group, shards, json.name, report))
  }
  return { tensors, files }
}

/** By path beside the JSON, else by bare name where only one file has it. */
function findShard(
  path: string,
  json: InputFile,
  all: readonly InputFile[],
): InputFile | undefined {
  const folder = folderOf(json.name)
  const wanted = joinPath(folder, path)
  const exact = all.find((file) => file.name === wanted)
  if (exact) return exact
  const name = baseName(path)
  const same = all.filter((file) => baseName(file.name) === name && file !== json)
  const beside = same.filter((file) => folderOf(file.name) === folder)
  const candidates = beside.length ? beside : same
  return candidates.length === 1 ? candidates[0] : undefined
}

function joinPath(folder: string, path: string): string {
  const parts = `${folder}/${path}`.split('/').filter((part) => part !== '' && part !== '.')
  return parts.join('/')
}

/** A single missing shard may have been renamed by a browser: `weights (1).bin`. Size decides, aloud. */
function adoptRenamed(
  groups: readonly ManifestGroup[],
  found: (InputFile | undefined)[][],
  json: InputFile,
  all: readonly InputFile[],
  report: Report,
): void {
  const [group] = groups
  const [path] = group?.paths ?? []
  if (groups.length !== 1 || group?.paths.length !== 1 || path === undefined || found[0]?.[0])
    return
  const fitting = all.filter((file) => file !== json && file.bytes.length === group.byteLength)
  const [only] = fitting
  if (!only || fitting.length !== 1) return
  found[0] = [only]
  report({
    severity: 'warning',
    code: 'import/shard-renamed',
    message: `${json.name} names ${quoteName(path)}; ${only.name}, which has exactly its size, was taken for it.`,
    where: { file: json.name },
  })
}

function failMissing(
  groups: readonly ManifestGroup[],
  missing: readonly string[],
  file: string,
): never {
  const names = missing.slice(0, 3).map((path) => quoteName(baseName(path)))
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : ''
  const bytes = groups.reduce((sum, group) => sum + group.byteLength, 0)
  const shards = groups.reduce((sum, group) => sum + group.paths.length, 0)
  const all = missing.length === shards
  const size = all ? ` (${formatBytes(bytes)}${shards > 1 ? ' in all' : ''})` : ''
  return fail(
    'import/shards-missing',
    `${file} opened, ${all ? 'its weights are' : 'part of its weights is'} missing. It names ${names.join(', ')}${more}${size}, which ${missing.length > 1 ? 'were' : 'was'} not among the files dropped.`,
    {
      where: { file },
      hint: `Drop ${missing.length > 1 ? 'these files' : 'this file'} together with ${baseName(file)}, or the whole folder.`,
    },
  )
}

function cutTensors(
  group: ManifestGroup,
  shards: readonly InputFile[],
  file: string,
  report: Report,
): ShardTensor[] {
  const there = shards.reduce((sum, shard) => sum + shard.bytes.length, 0)
  const [first] = shards
  const where = { file: shards.length === 1 && first ? first.name : file }
  const said = `${group.byteLength.toLocaleString('en-US')} bytes`
  if (there < group.byteLength)
    fail(
      'import/shards-short',
      `${where.file} should hold ${said} of weights, but holds ${there.toLocaleString('en-US')}: it is cut short, or it belongs to another model.`,
      { where, hint: 'Download or convert the model again.' },
    )
  if (there > group.byteLength)
    report({
      severity: 'warning',
      code: 'import/shards-long',
      message: `${where.file} holds ${there.toLocaleString('en-US')} bytes, the model needs ${said}; the rest was ignored.`,
      where,
    })
  const bytes = shards.length === 1 && first ? first.bytes : joinBytes(shards.map((s) => s.bytes))
  let at = 0
  return group.tensors.map((tensor) => {
    const data = readValues(bytes.slice(at, at + tensor.byteLength), tensor)
    at += tensor.byteLength
    return { name: tensor.name, shape: tensor.shape, data, training: tensor.training }
  })
}

/** `bytes` is a copy, so it is aligned; every platform with wasm is little-endian. */
function readValues(bytes: Uint8Array, { dtype, scale, min }: ManifestTensor): Float32Array {
  if (dtype === 'float32') return new Float32Array(bytes.buffer)
  if (dtype === 'float16') return readHalfFloats(bytes)
  const stored =
    dtype === 'int32'
      ? new Int32Array(bytes.buffer)
      : dtype === 'uint16'
        ? new Uint16Array(bytes.buffer)
        : bytes
  return Float32Array.from(stored, (q) => q * scale + min)
}
