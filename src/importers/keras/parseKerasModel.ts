// Keras configurations (Keras 1 to 3, TF.js) into a KerasModel: Sequential and functional, nested,
// every way of writing connections. Facts: keras.io saving guides and files of each version.

import { fail } from '../../lib/diagnostics'
import type { Json } from '../../model/model'
import { asList, field, firstField, isObject, listField, objectField, textField } from '../json'
import type { JsonObject } from '../json'
import { quoteName } from '../shared'
import { readInputShape } from './inputShape'
import type { KerasLayer, KerasModel, TensorRef } from './kerasModel'
import { readCalls, readRefs } from './readCalls'

const maxLayers = 2000

interface Parsing {
  readonly file: string
  layers: number
}

/** `config` is `{class_name, config}` of a model. Throws UserError where it is no such thing. */
export function parseKerasModel(config: JsonObject, file: string): KerasModel {
  return parseModel(config, { file, layers: 0 }, 0)
}

/** Whether the class is a model of layers rather than a layer. */
export function isModelConfig(entry: JsonObject): boolean {
  const className = textField(entry, 'class_name')
  const config = field(entry, 'config')
  if (className === 'Sequential') return Array.isArray(config) || isObject(config)
  return isObject(config) && Array.isArray(field(config, 'layers'))
}

function parseModel(entry: JsonObject, parsing: Parsing, depth: number): KerasModel {
  const { file } = parsing
  if (depth > 20) fail('import/bad-config', `${file} nests models more than 20 deep.`)
  if (!isModelConfig(entry)) {
    const className = quoteName(textField(entry, 'class_name') ?? 'nothing')
    fail(
      'import/no-model',
      `${file} describes ${className}, not a Sequential or functional model.`,
      {
        where: { file },
        hint: 'A model of a class of its own (subclassed) cannot be rebuilt from its file; save it as a functional model.',
      },
    )
  }
  const config = field(entry, 'config') as Json
  const sequential = textField(entry, 'class_name') === 'Sequential'
  const entries = isObject(config) ? listField(config, 'layers') : asList(config)
  if (!entries) fail('import/bad-config', `${file} has no list of layers.`, { where: { file } })
  parsing.layers += entries.length
  if (parsing.layers > maxLayers)
    fail('import/too-many-layers', `${file} has more than ${maxLayers} layers.`, {
      where: { file },
    })
  const name = (isObject(config) && textField(config, 'name')) || 'model'
  const options = isObject(config) ? config : {}
  const layers = entries.map((layer) => parseLayer(layer, parsing, depth))
  checkUnique(layers, file)
  if (sequential) return chainLayers(name, layers, options, file)
  return {
    name,
    sequential,
    layers,
    inputs: readRefs(field(options, 'input_layers')),
    outputs: readRefs(field(options, 'output_layers')),
  }
}

function parseLayer(entry: Json, parsing: Parsing, depth: number): KerasLayer {
  const { file } = parsing
  const className = isObject(entry) ? textField(entry, 'class_name') : undefined
  if (!isObject(entry) || !className)
    fail('import/bad-config', `${file} lists a layer without a class.`, { where: { file } })
  const inner = isModelConfig(entry) ? parseModel(entry, parsing, depth + 1) : undefined
  const config = objectField(entry, 'config') ?? {}
  const name = textField(entry, 'name') ?? textField(config, 'name') ?? inner?.name ?? className
  const registered = textField(entry, 'registered_name')
  return {
    name: name.slice(0, 200),
    className,
    config: { ...config, ...buildShape(entry) },
    calls: readCalls(field(entry, 'inbound_nodes')),
    ...(inner && { inner }),
    custom: registered !== undefined && registered.includes('>'),
  }
}

/** Keras 3 keeps the shape that a layer was built for beside its config. */
function buildShape(entry: JsonObject): JsonObject {
  const shape = field(objectField(entry, 'build_config') ?? {}, 'input_shape')
  return Array.isArray(shape) ? { build_input_shape: shape } : {}
}

/** Gives a Sequential its input layer and its connections. */
function chainLayers(
  name: string,
  listed: readonly KerasLayer[],
  options: JsonObject,
  file: string,
): KerasModel {
  const first = listed[0]
  if (!first) return fail('import/bad-config', `${file} holds a model without layers.`)
  const chain = first.className === 'InputLayer' ? listed : [inputFor(first, options), ...listed]
  const layers = chain.map((layer, i): KerasLayer => {
    const before = chain[i - 1]
    return { ...layer, calls: [before ? [{ layer: before.name, call: 0, tensor: 0 }] : []] }
  })
  const end = (layer: KerasLayer | undefined): TensorRef[] =>
    layer ? [{ layer: layer.name, call: 0, tensor: 0 }] : []
  return { name, sequential: true, layers, inputs: end(layers[0]), outputs: end(layers.at(-1)) }
}

function inputFor(first: KerasLayer, options: JsonObject): KerasLayer {
  const shape =
    innerInputShape(first) ??
    readInputShape(first.config) ??
    firstField(options, 'build_input_shape') ??
    firstField(first.config, 'build_input_shape')
  const config: JsonObject = shape ? { batch_input_shape: shape } : {}
  const name = `${first.name}_input`
  return { name, className: 'InputLayer', config, calls: [[]], custom: false }
}

/** The input shape of a model that stands first in a Sequential. */
function innerInputShape(layer: KerasLayer): Json | undefined {
  const start = layer.inner?.inputs[0]
  const input = layer.inner?.layers.find((l) => l.name === start?.layer)
  return input && (innerInputShape(input) ?? readInputShape(input.config))
}

function checkUnique(layers: readonly KerasLayer[], file: string): void {
  const names = new Set<string>()
  for (const { name } of layers) {
    if (names.has(name))
      fail('import/bad-config', `${file} has two layers named ${quoteName(name)}.`, {
        where: { file, node: name },
      })
    names.add(name)
  }
}
