// Which files make a model of which format: cheap, by content, loaded before any reader.

import { isHdf5 } from '../lib/hdf5'
import { decodeJsonText, field, isObject, parseJson } from './json'
import { baseName, folderOf } from './shared'
import type { InputFile } from './shared'
import { readTopology } from './tfjs/readTopology'

/** Config and weights of `.keras` archives: they lie in the same folder. */
export function findArchives(files: readonly InputFile[]): InputFile[] {
  return files.flatMap((config) => {
    if (baseName(config.name) !== 'config.json') return []
    const weights = files.find(
      (file) =>
        folderOf(file.name) === folderOf(config.name) &&
        file.name.endsWith('.weights.h5') &&
        isHdf5(file.bytes),
    )
    return weights ? [config, weights] : []
  })
}

export function findHdf5(files: readonly InputFile[]): InputFile[] {
  return files.filter((file) => isHdf5(file.bytes))
}

/** JSON with a topology of layers; graph models have `node` there. */
export function findLayersModels(files: readonly InputFile[]): InputFile[] {
  return files.filter((file) => {
    const text = decodeJsonText(file.bytes)
    if (!text?.includes('"modelTopology"')) return false
    const root = parseJson(text, file.name)
    const topology = isObject(root) ? readTopology(root, file.name) : undefined
    if (!topology) return false
    return (
      field(topology, 'model_config') !== undefined || field(topology, 'class_name') !== undefined
    )
  })
}
