// Random models for tests of model files.

import { randomModel } from '../../layers/randomModel'
import type { Model } from '../../model/model'

/** TF.js has no ELU of another alpha than 1, and ignores the dilation of a depthwise convolution. */
function isKnownToTfjs({ nodes }: Model): boolean {
  return nodes.every(
    ({ kind, attrs }) =>
      (kind !== 'elu' || attrs['alpha'] === 1) &&
      (kind !== 'depthwiseConv2d' || JSON.stringify(attrs['dilation']) === '[1,1]'),
  )
}

/** Pairs of seed and model. */
export function writableModels(count: number, firstSeed: number): (readonly [number, Model])[] {
  const found: (readonly [number, Model])[] = []
  for (let seed = firstSeed; found.length < count; seed++) {
    const model = randomModel(seed)
    if (isKnownToTfjs(model)) found.push([seed, model])
  }
  return found
}
