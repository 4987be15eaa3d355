// Samples of a search: those that train, those that only measure channels, those that judge.

import type { Dataset } from '../datasets/dataset'
import { judgedCount } from './fitOptions'
import { chooseTrainingPart, defaultShares } from '../learning/chooseTrainingPart'
import { guessInputs } from '../learning/guessInputs'
import { seededRandom } from '../lib/random'
import { shuffle } from '../learning/splitSamples'
import type { Split } from '../learning/splitSamples'
import { trainingData } from '../learning/trainingData'
import type { TrainingData } from '../learning/trainOptions'
import { modelShapes } from '../layers/modelShapes'
import type { Model } from '../model/model'
import { shapeSize } from '../model/model'

export interface Inputs {
  readonly count: number
  /** [count × input size] */
  readonly values: Float32Array
  readonly labels?: ArrayLike<number>
}

export interface FitSamples {
  /** Absent without labels. */
  readonly training?: TrainingData
  readonly source?: { readonly name: string; readonly parts: Split }
  /** Of the training part, for the activity of channels. */
  readonly measured: Inputs
  /** Of the validation part; the first few of them judge sensitivity. */
  readonly judged: Inputs
}

const measuredCount = 400
/** Without any data, to see how near outputs stay. */
const guessedCount = 100

/** Throws UserError where the samples can't become inputs of this model. */
export function chooseSamples(
  model: Model,
  datasets: readonly Dataset[],
  seed: number,
): FitSamples {
  if (datasets.length === 0) {
    const input = model.nodes.find(({ kind }) => kind === 'input')
    const size = shapeSize(modelShapes(model).get(input?.id ?? '') ?? [])
    const values = guessInputs(model.preprocessing, size, guessedCount)
    const guessed = { count: guessedCount, values }
    return { measured: guessed, judged: guessed }
  }
  const { dataset, parts } = chooseTrainingPart(datasets, defaultShares)
  const kept = keepOf(parts, judgedCount, seed)
  const data = trainingData(model, dataset, kept)
  const of = (indices: Uint32Array): Inputs => {
    const { labels } = data
    const own = labels && Uint32Array.from(indices, (index) => labels[index] ?? 0)
    return { count: indices.length, values: data.read(indices), ...(own ? { labels: own } : {}) }
  }
  const judges = kept.validation.length > 0 ? kept.validation : kept.train
  return {
    ...(data.labels ? { training: data } : {}),
    source: { name: dataset.name, parts },
    measured: of(drawSome(kept.train, measuredCount, seed)),
    judged: of(drawSome(judges, judgedCount, seed)),
  }
}

/** A large validation part gives to training what it does not need. */
function keepOf({ train, validation }: Split, most: number, seed: number) {
  if (validation.length <= most) return { train, validation }
  const order = validation.slice()
  shuffle(order, seededRandom(seed + 2))
  const more = order.subarray(most)
  return {
    train: Uint32Array.from([...train, ...more]).sort(),
    validation: order.slice(0, most).sort(),
  }
}

/** In no order, so that the first few are like all. */
function drawSome(indices: Uint32Array, most: number, seed: number): Uint32Array {
  const order = indices.slice()
  shuffle(order, seededRandom(seed + 3))
  return order.slice(0, most)
}
