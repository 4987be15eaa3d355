// `.keras`: a zip of config.json, metadata.json and model.weights.h5, here already unpacked. Written
// by Keras 3 and, with other group names, by TensorFlow 2.12 to 2.15.

import { fail } from '../lib/diagnostics'
import { readHdf5 } from '../lib/hdf5'
import { decodeJsonText, isObject, parseJson, textField } from './json'
import { buildModel } from './keras/buildModel'
import { readArchitectureFile } from './keras/findArchitecture'
import { countBytes } from './keras/hdf5Tensors'
import { splitBackslashes } from './keras/splitBackslashes'
import { parseKerasModel } from './keras/parseKerasModel'
import { readVarsWeights } from './keras/readVarsWeights'
import { reportRepairs } from './keras/reportRepairs'
import { baseName, folderOf, modelName } from './shared'
import type { InputFile, ReadModel } from './shared'

/** `main`: config and weights, in this order. */
export const readKerasArchive: ReadModel = async (
  [configFile, weightsFile, other],
  all,
  report,
) => {
  if (!configFile || !weightsFile) return fail('import/no-model', 'There is no Keras archive.')
  const file = folderOf(configFile.name) || configFile.name
  if (other)
    return fail('import/several-models', `Two models: ${file} and ${folderOf(other.name)}.`, {
      hint: 'Drop one of them.',
    })
  const config = readArchitectureFile(configFile)
  if (!config)
    return fail('import/bad-config', `The config.json of ${file} describes no model of layers.`, {
      where: { file },
    })
  const keras = parseKerasModel(config, file)
  const stored = await readHdf5(
    weightsFile.bytes,
    file,
    (path) => !/^(?:optimizer|metrics)[/\\]/.test(path),
  )
  const root = splitBackslashes(stored)
  if (root !== stored)
    report({
      severity: 'note',
      code: 'import/windows-names',
      message: `${file} was written on Windows with backslashes in its names; they were read as folders.`,
      where: { file },
    })
  reportRepairs(keras, file, report)
  const placed = readVarsWeights(root, keras, file, report)
  const metadata = all.find(
    (f) => folderOf(f.name) === folderOf(configFile.name) && baseName(f.name) === 'metadata.json',
  )
  const version = metadata && readVersion(metadata)
  const optimizer = countBytes(root.groups.get('optimizer'))
  return {
    model: await buildModel(keras, modelName(configFile.name), placed.weights, file, report),
    format: version ? `Keras ${version} archive` : 'Keras archive',
    used: [configFile, weightsFile, ...(metadata ? [metadata] : [])],
    dropped: [
      ...(optimizer ? [{ what: 'optimizer state', bytes: optimizer }] : []),
      ...placed.dropped,
    ],
  }
}

function readVersion(metadata: InputFile): string | undefined {
  const text = decodeJsonText(metadata.bytes)
  const json = text === undefined ? null : parseJson(text, metadata.name)
  return isObject(json) ? textField(json, 'keras_version')?.slice(0, 20) : undefined
}
