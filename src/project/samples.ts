// Which data set is for what, and its samples as float inputs of a model.

import type { Dataset } from '../datasets/dataset'
import { guessPreprocessing } from '../datasets/guessPreprocessing'
import { toFloats } from '../datasets/toInputs'
import { setPreprocessing } from '../edits/setPreprocessing'
import { opTable } from '../model/graph'
import type { Graph } from '../model/graph'
import type { Model } from '../model/model'

export interface Parts {
  /** What accuracy is measured on. */
  readonly test?: Dataset
  /** What ranges may be calibrated on. */
  readonly train?: Dataset
}

/**
 * A test part is measured, a training part calibrates and trains; beside one of them a data set of
 * another name is the other. A single data set of any name is measured.
 */
export function chooseParts(datasets: readonly Dataset[]): Parts {
  const part = (name: Dataset['part']) => datasets.find((dataset) => dataset.part === name)
  const test = part('test') ?? part('unknown') ?? part('train')
  const train = part('train') ?? (part('test') ? part('unknown') : undefined)
  return { test, ...(train !== test ? { train } : {}) }
}

/** The model with its preprocessing as the data probably wants it. */
export function adaptToData(model: Model, datasets: readonly Dataset[]): Model {
  const { test } = chooseParts(datasets)
  return test ? setPreprocessing(model, guessPreprocessing(test, model)) : model
}

/** Some samples of a data set, in this order. */
export function selectSamples(dataset: Dataset, indices: readonly number[]): Dataset {
  const { shape, pixels, values, labels } = dataset
  const size = shape[0] * shape[1] * shape[2]
  const take = <T extends Uint8Array | Uint16Array | Float32Array>(from: T, each: number): T => {
    const taken = from.slice(0, indices.length * each) as T
    indices.forEach((index, i) => {
      taken.set(from.subarray(index * each, (index + 1) * each), i * each)
    })
    return taken
  }
  return {
    ...dataset,
    count: indices.length,
    ...(pixels ? { pixels: take(pixels, size) } : {}),
    ...(values ? { values: take(values, size) } : {}),
    ...(labels ? { labels: take(labels, 1) } : {}),
  }
}

/** [count × input size]. Throws UserError where the samples can't become inputs of this model. */
export function floatInputs(graph: Graph, dataset: Dataset): Float32Array {
  const shape = opTable(graph).get(graph.input)?.shape ?? []
  return toFloats(dataset, shape, graph.preprocessing)
}
