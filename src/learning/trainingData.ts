// A data set as training takes it: pictures stay bytes until a batch needs them.

import type { Dataset } from '../datasets/dataset'
import { toFloats, toPixels } from '../datasets/toInputs'
import type { Model } from '../model/model'
import { shapeSize } from '../model/model'
import type { Split } from './splitSamples'
import type { TrainingData } from './trainOptions'

/** Throws UserError where the samples can't become inputs of this model. */
export function trainingData(
  model: Model,
  dataset: Dataset,
  { train, validation }: Pick<Split, 'train' | 'validation'>,
): TrainingData {
  const shape = inputShapeOf(model)
  const { preprocessing } = model
  const { scale, offset } = preprocessing
  const all = dataset.values
    ? toFloats(dataset, shape, preprocessing)
    : toPixels(dataset, shape, preprocessing)
  const isReady = dataset.values !== undefined
  const size = shapeSize(shape)
  const read = (indices: Uint32Array) => {
    const inputs = new Float32Array(indices.length * size)
    indices.forEach((index, i) => {
      const [from, to] = [index * size, i * size]
      if (isReady) inputs.set(all.subarray(from, from + size), to)
      else for (let k = 0; k < size; k++) inputs[to + k] = all[from + k]! * scale + offset
    })
    return inputs
  }
  const { count, labels } = dataset
  return { count, read, ...(labels ? { labels } : {}), train, validation }
}

function inputShapeOf({ name, nodes }: Model): readonly number[] {
  const shape = nodes.find(({ kind }) => kind === 'input')?.attrs['shape']
  if (!Array.isArray(shape)) throw new Error(`${name} has no input`)
  return shape as readonly number[]
}
