// Samples as float inputs of a model.

import { chooseParts } from '../datasets/chooseParts'
import type { Dataset } from '../datasets/dataset'
import { guessPreprocessing } from '../datasets/guessPreprocessing'
import { readOptionsFor } from '../datasets/readOptionsFor'
import { toFloats } from '../datasets/toInputs'
import { setPreprocessing } from '../edits/setPreprocessing'
import { opTable } from '../model/graph'
import type { Graph } from '../model/graph'
import type { Model } from '../model/model'

export { chooseParts }

/** The model with its preprocessing as the data probably wants it. */
export function adaptToData(model: Model, datasets: readonly Dataset[]): Model {
  const { test } = chooseParts(datasets)
  return test ? setPreprocessing(model, guessPreprocessing(test, model)) : model
}

/** Throws UserError `data/does-not-fit` or `data/not-pictures` where they can't become this model's inputs. */
export function checkSamples(model: Model, datasets: readonly Dataset[]): void {
  const { input } = readOptionsFor(model, undefined)
  if (!input) return
  const { preprocessing } = adaptToData(model, datasets)
  for (const dataset of datasets)
    if (dataset.count > 0) toFloats(dataset, input, preprocessing, 0, 1)
}

type Values = Uint8Array | Uint16Array | Float32Array

/** The data set with `count` samples: `take` gets pixels, values and labels, and how many of them a sample has. */
function withSamples(
  dataset: Dataset,
  count: number,
  take: <T extends Values>(from: T, each: number) => T,
): Dataset {
  const { shape, pixels, values, labels } = dataset
  const size = shape[0] * shape[1] * shape[2]
  return {
    ...dataset,
    count,
    ...(pixels ? { pixels: take(pixels, size) } : {}),
    ...(values ? { values: take(values, size) } : {}),
    ...(labels ? { labels: take(labels, 1) } : {}),
  }
}

/** Some samples of a data set, in this order. */
export function selectSamples(dataset: Dataset, indices: readonly number[]): Dataset {
  return withSamples(dataset, indices.length, <T extends Values>(from: T, each: number): T => {
    const taken = from.slice(0, indices.length * each) as T
    indices.forEach((index, i) => {
      taken.set(from.subarray(index * each, (index + 1) * each), i * each)
    })
    return taken
  })
}

/** `count` samples from one on, without a copy. */
export function sliceSamples(dataset: Dataset, from: number, count: number): Dataset {
  if (from === 0 && count === dataset.count) return dataset
  return withSamples(
    dataset,
    count,
    <T extends Values>(of: T, each: number): T =>
      of.subarray(from * each, (from + count) * each) as T,
  )
}

/** [count × input size]. Throws UserError where the samples can't become inputs of this model. */
export function floatInputs(graph: Graph, dataset: Dataset): Float32Array {
  const shape = opTable(graph).get(graph.input)?.shape ?? []
  return toFloats(dataset, shape, graph.preprocessing)
}
