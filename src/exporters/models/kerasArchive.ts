// Keras 3's .keras: a zip of config.json, metadata.json and model.weights.h5. A layer's weights lie in
// a group that is called like its class, with a counter per class; `name` there is the layer's own.

import { toSnakeCase } from '../../importers/keras/readVarsWeights'
import type { Hdf5Output } from '../../lib/writeHdf5'
import { writeHdf5 } from '../../lib/writeHdf5'
import { packZip } from '../../lib/zip'
import type { Json, Shape } from '../../model/model'
import type { WriteModel } from './modelFile'
import { toKerasLayers } from './kerasLayers'
import type { KerasLayer, KerasNet } from './kerasLayers'

const metadata = { keras_version: '3.8.0', date_saved: '2000-01-01@00:00:00' }

const float32: Json = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
}

function configOf({ name, layers, inputs, outputs }: KerasNet): Json {
  const shapes = new Map(layers.map((layer) => [layer.name, layer.shape]))
  // A list of one would make Keras expect its input in a list.
  const refs = (names: readonly string[]): Json => {
    const all = names.map((one) => [one, 0, 0])
    return all.length === 1 ? (all[0] as Json) : all
  }
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: layers.map((layer) => layerConfig(layer, shapes)),
      input_layers: refs(inputs),
      output_layers: refs(outputs),
    },
    registered_name: 'Functional',
  }
}

function layerConfig(layer: KerasLayer, shapes: ReadonlyMap<string, Shape>): Json {
  const { name, className, config, inputs } = layer
  const tensors = inputs.map((input) => tensorOf(input, shapes.get(input) ?? []))
  // Layers that merge take one argument, a list.
  const merges = className === 'Add' || className === 'Concatenate'
  return {
    module: 'keras.layers',
    class_name: className,
    config: {
      name,
      ...(className === 'InputLayer' ? {} : { trainable: true, dtype: float32 }),
      ...config,
    },
    registered_name: null,
    name,
    inbound_nodes: inputs.length > 0 ? [{ args: merges ? [tensors] : tensors, kwargs: {} }] : [],
  }
}

function tensorOf(layer: string, shape: Shape): Json {
  return {
    class_name: '__keras_tensor__',
    config: { shape: [null, ...shape], dtype: 'float32', keras_history: [layer, 0, 0] },
  }
}

/** Inputs count, too. */
function weightGroups(layers: readonly KerasLayer[]): Record<string, Hdf5Output> {
  const counts = new Map<string, number>()
  return Object.fromEntries(
    layers.map(({ name, className, weights }) => {
      const word = toSnakeCase(className)
      const count = counts.get(word) ?? 0
      counts.set(word, count + 1)
      const datasets = Object.fromEntries(weights.map((weight, i) => [String(i), weight]))
      const vars = weights.length > 0 ? { attributes: { name }, datasets } : {}
      return [count === 0 ? word : `${word}_${count}`, { groups: { vars } }]
    }),
  )
}

export const writeKerasArchive: WriteModel = async (model) => {
  const net = toKerasLayers(model, 'keras3')
  const weights = await writeHdf5({
    groups: { layers: { groups: weightGroups(net.layers) }, vars: {} },
  })
  const encode = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json))
  const bytes = await packZip([
    { path: 'metadata.json', bytes: encode(metadata) },
    { path: 'config.json', bytes: encode(configOf(net)) },
    { path: 'model.weights.h5', bytes: weights },
  ])
  return [{ path: `${net.name}.keras`, bytes }]
}
