// Keras .h5: architecture as JSON in the attribute `model_config`, weights in groups. Also the
// weights alone, when the architecture lies beside them as JSON.

import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import { readHdf5 } from '../lib/hdf5'
import type { Hdf5Group } from '../lib/hdf5'
import { isObject, parseJson } from './json'
import type { JsonObject } from './json'
import { buildModel } from './keras/buildModel'
import { findArchitecture } from './keras/findArchitecture'
import { countBytes, readNames, readText } from './keras/hdf5Tensors'
import { leafLayers } from './keras/kerasModel'
import type { KerasModel } from './keras/kerasModel'
import { parseKerasModel } from './keras/parseKerasModel'
import { readLegacyWeights } from './keras/readLegacyWeights'
import { hasVars, readVarsWeights } from './keras/readVarsWeights'
import { reportRepairs } from './keras/reportRepairs'
import { modelName } from './shared'
import type { Dropped, ImportedModel, InputFile, ReadModel } from './shared'

export const readKerasH5: ReadModel = async ([h5, second], all, report) => {
  if (!h5) return fail('import/no-model', 'There is no HDF5 file.')
  if (second)
    return fail('import/several-models', `Two models: ${h5.name} and ${second.name}.`, {
      hint: 'Drop one of them.',
    })
  return readH5(h5, all, report)
}

async function readH5(
  h5: InputFile,
  all: readonly InputFile[],
  report: Report,
): Promise<ImportedModel> {
  const file = h5.name
  const root = await readHdf5(h5.bytes, file, (path) => !isTrainingState(path))
  const { config, beside } = readArchitecture(root, h5, all)
  const keras = parseKerasModel(config, file)
  reportRepairs(keras, file, report)
  refuseTheano(root, keras, file)
  const weightsRoot = root.groups.get('model_weights') ?? root
  const placed = hasVars(weightsRoot)
    ? readVarsWeights(weightsRoot, keras, file, report)
    : readLegacyWeights(weightsRoot, keras, file, report)
  return {
    model: await buildModel(keras, modelName(file), placed.weights, file, report),
    format: describe(root, beside !== undefined),
    used: beside ? [h5, beside] : [h5],
    dropped: [...trainingState(root), ...placed.dropped],
  }
}

/** Theano mirrors its kernels: read as they are, they would give other results, silently. */
function refuseTheano(root: Hdf5Group, keras: KerasModel, file: string): void {
  const conv = leafLayers(keras).find(({ className }) => /Conv/.test(className))
  if (readText(root, 'backend') !== 'theano' || !conv) return
  fail(
    'import/theano',
    `${file} was trained with Theano, which stores convolution kernels mirrored.`,
    {
      where: { file, node: conv.name },
      hint: 'Convert it in Keras 2 with convert_all_kernels_in_model() and save it with the TensorFlow backend.',
    },
  )
}

function isTrainingState(path: string): boolean {
  return path.startsWith('optimizer_weights/') || path.startsWith('optimizer/')
}

function trainingState(root: Hdf5Group): Dropped[] {
  const bytes =
    countBytes(root.groups.get('optimizer_weights')) + countBytes(root.groups.get('optimizer'))
  return bytes ? [{ what: 'optimizer state', bytes }] : []
}

function readArchitecture(
  root: Hdf5Group,
  h5: InputFile,
  all: readonly InputFile[],
): { config: JsonObject; beside?: InputFile } {
  const text = readText(root, 'model_config')
  if (text !== undefined) {
    const config = parseJson(text, h5.name)
    if (isObject(config)) return { config }
    return fail('import/bad-config', `The model_config of ${h5.name} is not a model.`, {
      where: { file: h5.name },
    })
  }
  const beside = findArchitecture(all)
  if (beside) return { config: beside.config, beside: beside.file }
  const weights = readNames(root, 'layer_names') !== undefined || hasVars(root)
  return fail(
    weights ? 'import/weights-only' : 'import/no-model',
    weights
      ? `${h5.name} holds weights only; the layers that they belong to are not in it.`
      : `${h5.name} is an HDF5 file, but it holds no Keras model.`,
    {
      where: { file: h5.name },
      hint: weights
        ? "Drop the architecture (config.json, from model.to_json()) together with it, or save the whole model with model.save('model.keras')."
        : "Save the model with model.save('model.keras') or model.save('model.h5').",
    },
  )
}

function describe(root: Hdf5Group, beside: boolean): string {
  const version = readText(root, 'keras_version')?.slice(0, 20)
  const what = beside ? 'weights in HDF5 with their config.json' : 'HDF5'
  return version ? `Keras ${version} ${what}` : `Keras ${what}`
}
