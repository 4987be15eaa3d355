// A net as Keras 2's configuration of a functional model, which .h5 files and TF.js hold.

import type { Json } from '../../model/model'
import type { KerasLayer, KerasNet } from './kerasLayers'

/** Keras 2 refuses inputs that are `trainable`. */
function common({ className }: KerasLayer): { readonly [key: string]: Json } {
  return className === 'InputLayer' ? {} : { trainable: true, dtype: 'float32' }
}

export function keras2Config({ name, layers, inputs, outputs }: KerasNet): Json {
  const refs = (names: readonly string[]): Json => names.map((one) => [one, 0, 0])
  return {
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: layers.map((layer) => ({
        class_name: layer.className,
        name: layer.name,
        config: { name: layer.name, ...common(layer), ...layer.config },
        inbound_nodes:
          layer.inputs.length > 0 ? [layer.inputs.map((input) => [input, 0, 0, {}])] : [],
      })),
      input_layers: refs(inputs),
      output_layers: refs(outputs),
    },
  }
}
