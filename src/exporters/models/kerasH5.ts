// Keras's .h5 in the words of Keras 2.15, which Keras 3 reads too: the configuration as an attribute,
// a group per layer with its weights, whose order `weight_names` gives.

import type { Hdf5Output } from '../../lib/writeHdf5'
import { writeHdf5 } from '../../lib/writeHdf5'
import type { WriteModel } from './modelFile'
import { keras2Config } from './kerasConfig'
import { toKerasLayers } from './kerasLayers'
import type { KerasLayer } from './kerasLayers'

const kerasVersion = '2.15.0'

function layerGroup({ name, weights }: KerasLayer): Hdf5Output {
  if (weights.length === 0) return {}
  const datasets = Object.fromEntries(weights.map((weight) => [`${weight.name}:0`, weight]))
  return {
    attributes: { weight_names: weights.map((weight) => `${name}/${weight.name}:0`) },
    groups: { [name]: { datasets } },
  }
}

export const writeKerasH5: WriteModel = async (model) => {
  const net = toKerasLayers(model, 'keras2')
  const versions = { backend: 'tensorflow', keras_version: kerasVersion }
  const bytes = await writeHdf5({
    attributes: { ...versions, model_config: JSON.stringify(keras2Config(net)) },
    groups: {
      model_weights: {
        attributes: { ...versions, layer_names: net.layers.map(({ name }) => name) },
        groups: Object.fromEntries(net.layers.map((layer) => [layer.name, layerGroup(layer)])),
      },
    },
  })
  return [{ path: `${net.name}.h5`, bytes }]
}
