// TensorFlow.js LayersModel: a JSON with the topology and a manifest of weights, whose values lie in
// shards. Written by the converter (`model_config` inside) or by model.save() (the topology is the
// config). Weights are matched by name: converters list them in any order.

import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import type { Role, Tensor } from '../model/model'
import { decodeJsonText, field, isObject, parseJson, textField } from './json'
import type { JsonObject } from './json'
import { buildModel } from './keras/buildModel'
import { leafLayers } from './keras/kerasModel'
import type { KerasLayer, KerasModel } from './keras/kerasModel'
import { parseKerasModel } from './keras/parseKerasModel'
import { assignByName, assignInOrder, dropWeights, weightSpecs } from './keras/placeWeights'
import type { StoredTensor } from './keras/placeWeights'
import { reportRepairs } from './keras/reportRepairs'
import { quoteName, modelName } from './shared'
import type { Dropped, ReadModel } from './shared'
import { readTopology } from './tfjs/readTopology'
import { readManifest } from './tfjs/readManifest'
import { readShards } from './tfjs/readShards'

export const readTfjsLayers: ReadModel = async ([json, second], all, report) => {
  if (!json) return fail('import/no-model', 'There is no model.json.')
  if (second)
    return fail('import/several-models', `Two models: ${json.name} and ${second.name}.`, {
      hint: 'Drop one of them with its weights.',
    })
  const file = json.name
  const root = parseJson(decodeJsonText(json.bytes) ?? '', file)
  const topology = isObject(root) ? readTopology(root, file) : undefined
  if (!isObject(root) || !topology)
    return fail('import/bad-config', `${file} describes no model of layers.`, { where: { file } })
  const keras = parseKerasModel(readConfig(topology), file)
  reportRepairs(keras, file, report)
  const groups = readManifest(field(root, 'weightsManifest'), file)
  const shards = readShards(groups, json, all, report)
  const training = shards.tensors.filter((tensor) => tensor.training)
  const tensors = shards.tensors.filter((tensor) => !tensor.training)
  const weights = placeWeights(keras, tensors, file, report)
  return {
    model: await buildModel(keras, modelName(file), weights, file, report),
    format: describe(root, topology),
    used: [json, ...shards.files],
    dropped: [
      ...(training.length ? [{ what: 'optimizer state', bytes: countBytes(training) }] : []),
      ...droppedWeights(keras, tensors, weights),
    ],
  }
}

function readConfig(topology: JsonObject): JsonObject {
  const config = field(topology, 'model_config')
  return isObject(config) ? config : topology
}

function placeWeights(
  keras: KerasModel,
  tensors: readonly StoredTensor[],
  file: string,
  report: Report,
): Map<KerasLayer, Record<Role, Tensor>> {
  const layers = leafLayers(keras).filter((layer) => weightSpecs(layer)?.length)
  const found = assignByName(layers, tensors)
  const weights = new Map<KerasLayer, Record<Role, Tensor>>()
  for (const layer of layers) {
    const own = found?.get(layer) ?? assignByName([layer], tensors)?.get(layer) ?? []
    weights.set(layer, assignInOrder(layer, weightSpecs(layer) ?? [], own, file))
  }
  const used = new Set(
    [...weights.values()].flatMap((roles) => Object.values(roles).map((t) => t.data)),
  )
  const foreign = leafLayers(keras).some((layer) => !weightSpecs(layer))
  const spare = tensors.filter((tensor) => !used.has(tensor.data))
  if (spare.length && !foreign)
    report({
      severity: 'warning',
      code: 'import/spare-weights',
      message: `${file} holds ${spare.length} weights that belong to none of its layers: ${spare
        .slice(0, 3)
        .map((t) => quoteName(t.name))
        .join(', ')}.`,
      where: { file },
    })
  return weights
}

function droppedWeights(
  keras: KerasModel,
  tensors: readonly StoredTensor[],
  weights: ReadonlyMap<KerasLayer, Record<Role, Tensor>>,
): Dropped[] {
  const used = new Set(
    [...weights.values()].flatMap((roles) => Object.values(roles).map((t) => t.data)),
  )
  return leafLayers(keras).flatMap((layer) => {
    if (weightSpecs(layer)) return []
    const own = tensors.filter(
      (tensor) => !used.has(tensor.data) && `/${tensor.name}`.includes(`/${layer.name}/`),
    )
    return dropWeights(layer, countBytes(own))
  })
}

function countBytes(tensors: readonly StoredTensor[]): number {
  return tensors.reduce((bytes, tensor) => bytes + tensor.data.byteLength, 0)
}

function describe(root: JsonObject, topology: JsonObject): string {
  const writer = textField(root, 'convertedBy') ?? textField(root, 'generatedBy')
  const keras = textField(topology, 'keras_version')
  const by = writer ?? keras
  return by ? `TF.js layers model (${quoteName(by.slice(0, 60))})` : 'TF.js layers model'
}
