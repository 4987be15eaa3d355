// How these samples probably become this model's input. A guess to show and to change.

import type { Model, Preprocessing, Shape } from '../model/model'
import type { Dataset } from './dataset'
import { pictureShape } from './toInputs'

export function guessPreprocessing(dataset: Dataset, model: Model): Preprocessing {
  const { preprocessing } = model
  if (dataset.values) return { ...preprocessing, pixels: false, scale: 1, offset: 0, invert: false }
  const shape = model.nodes.find((node) => node.kind === 'input')?.attrs['shape']
  const target = Array.isArray(shape) && pictureShape(shape as Shape, dataset.shape)
  return { ...preprocessing, fit: target ? guessFit(dataset.shape, target) : preprocessing.fit }
}

/** A small even margin on both axes is a border (28 → 32); all else is another size. */
function guessFit([height, width]: Shape, [toHeight, toWidth]: Shape): Preprocessing['fit'] {
  const margins = [(toHeight ?? 0) - (height ?? 0), (toWidth ?? 0) - (width ?? 0)]
  const border = (margin: number): boolean =>
    margin >= 0 && margin % 2 === 0 && margin <= (height ?? 0) / 3
  return margins.every(border) ? 'pad' : 'resize'
}
