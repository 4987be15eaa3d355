// The table of Keras layers: the one place in which a format's words meet the kinds of layers/.

import { textField } from '../json'
import { Unsupported } from './conversion'
import type { Conversion } from './conversion'
import type { KerasLayer } from './kerasModel'
import { linearLayers } from './linearLayers'
import { otherLayers, readForeignRank, trainingLayers } from './otherLayers'

/** `rank`: axes of the layer's input without the batch, where known. */
export function convertLayer(layer: KerasLayer, rank: number | undefined): Conversion {
  const { className, config, custom } = layer
  if (custom) return { problem: 'a class of your own' }
  if (trainingLayers.has(className)) return { dropped: true }
  const foreign = readForeignRank(className, config)
  const known = Object.hasOwn(linearLayers, className)
    ? linearLayers[className]
    : Object.hasOwn(otherLayers, className)
      ? otherLayers[className]
      : undefined
  if (!known) return { problem: describeUnknown(className), rank: foreign }
  try {
    return known({ className, config, rank })
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message, rank: foreign }
    throw error
  }
}

function describeUnknown(className: string): string {
  if (className === 'Lambda') return 'Python code that only Keras can run'
  return ''
}

/** The layer's own word for its data layout, for messages. */
export function layerTitle(layer: KerasLayer): string {
  const operator = textField(layer.config, 'function')
  return layer.className === 'TFOpLambda' && operator ? operator : layer.className
}
