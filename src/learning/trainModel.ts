// Fine-tuning and training from scratch: epochs of seeded batches, the best epoch by the validation
// part kept. On the WebAssembly back end the same seed gives the same weights.

import { fail } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import { createTrainer } from './createTrainer'
import type { Batch, Sums, Trainer } from './createTrainer'
import { learningRateAt } from './optimizers'
import { shuffle } from './splitSamples'
import { startBackend } from './startBackend'
import type { EpochRecord, TrainContext, Trained, TrainingData, TrainOptions } from './trainOptions'

const evaluationBatch = 64
/** By which ranges and statistics of batch norms are measured. */
const preparingSamples = 512

/**
 * A new model with trained weights. Throws UserError where model, data or options do not go together
 * or the loss is no number any more.
 */
export async function trainModel(
  model: Model,
  data: TrainingData,
  options: TrainOptions,
  context: TrainContext = {},
): Promise<Trained> {
  checkParts(data)
  await startBackend(context.backend, context.wasmUrl)
  const trainer = createTrainer(model, options, data.labels !== undefined)
  try {
    checkTargets(trainer, data, options)
    return await runEpochs(trainer, data, options, context)
  } finally {
    trainer.dispose()
  }
}

/**
 * Loss and accuracy of a model as it is on the validation part; nothing where that is empty. Throws
 * UserError where model and data do not go together.
 */
export async function measureModel(
  model: Model,
  data: TrainingData,
  options: TrainOptions,
  context: TrainContext = {},
): Promise<Partial<EpochRecord>> {
  const { distillation: _, quantization: __, ...plain } = options
  await startBackend(context.backend, context.wasmUrl)
  const trainer = createTrainer(model, { ...plain, start: 'weights' }, data.labels !== undefined)
  try {
    checkTargets(trainer, data, options)
    return await validate(trainer, data, context)
  } finally {
    trainer.dispose()
  }
}

type Ended = Trained['ended']

interface Best {
  readonly record: EpochRecord
  readonly weights: readonly Float32Array[]
}

async function runEpochs(
  trainer: Trainer,
  data: TrainingData,
  options: TrainOptions,
  context: TrainContext,
): Promise<Trained> {
  const records: EpochRecord[] = []
  const losses: number[] = []
  const random = seededRandom(options.seed)
  const prepared = [...batches(data, somewhere(data.train))]
  let best: Best | undefined
  const finishEpoch = async (epoch: number, trained?: Sums, samples = 0) => {
    await trainer.calibrate(prepared)
    const record = {
      epoch,
      ...(trained ? namedSums('train', trained, samples, data) : {}),
      ...(await validate(trainer, data, context)),
    }
    records.push(record)
    const better = !best || isBetter(record, best.record)
    if (better) best = { record, weights: trainer.snapshot() }
    const kept = best?.weights ?? []
    context.onEpoch?.(record, better ? () => trainer.toModel(kept) : undefined)
  }
  await trainer.prepare(prepared)
  if (data.validation.length > 0) await finishEpoch(0)
  let ended: Ended | undefined
  for (let epoch = 1; epoch <= options.epochs && !ended; epoch++) {
    const done = await runEpoch(trainer, data, options, context, epoch, random, losses)
    ended = done.ended
    if (done.samples > 0) await finishEpoch(epoch, done.sums, done.samples)
    const bestEpoch = best?.record.epoch ?? epoch
    if (!ended && options.patience > 0 && epoch - bestEpoch >= options.patience) ended = 'patience'
  }
  const weights = best?.weights ?? trainer.snapshot()
  return {
    model: trainer.toModel(weights),
    epochs: records,
    stepLosses: Float32Array.from(losses),
    bestEpoch: best?.record.epoch ?? 0,
    ended: ended ?? 'epochs',
  }
}

/** Appends to `losses` the mean loss of every step. */
async function runEpoch(
  trainer: Trainer,
  data: TrainingData,
  options: TrainOptions,
  context: TrainContext,
  epoch: number,
  random: () => number,
  losses: number[],
): Promise<{ sums: Sums; samples: number; ended?: Ended }> {
  const { epochs, maxSteps = Infinity } = options
  const order = data.train.slice()
  shuffle(order, random)
  const steps = Math.min(maxSteps, epochs * Math.ceil(order.length / options.batch))
  const sums = { loss: 0, correct: 0 }
  for (let from = 0; from < order.length; from += options.batch) {
    context.signal?.throwIfAborted()
    if (context.shouldStop?.()) return { sums, samples: from, ended: 'stopped' }
    if (losses.length >= steps) return { sums, samples: from, ended: 'steps' }
    const batch = batchOf(data, order.subarray(from, from + options.batch))
    const learningRate = learningRateAt(options, losses.length, steps)
    const made = await trainer.step(batch, learningRate)
    const loss = made.loss / batch.samples
    if (!Number.isFinite(loss)) failDiverged(losses.length, options)
    sums.loss += made.loss
    sums.correct += made.correct
    losses.push(loss)
    context.onStep?.({
      step: losses.length,
      steps,
      epoch,
      epochs,
      loss,
      ...(data.labels ? { accuracyPercent: (100 * made.correct) / batch.samples } : {}),
      learningRate,
    })
    await context.pause?.()
  }
  return { sums, samples: order.length }
}

export function batchOf({ read, labels }: TrainingData, indices: Uint32Array): Batch {
  const own = labels && Uint32Array.from(indices, (index) => labels[index] ?? 0)
  return { inputs: read(indices), samples: indices.length, ...(own ? { labels: own } : {}) }
}

async function validate(trainer: Trainer, data: TrainingData, { signal, pause }: TrainContext) {
  const { validation } = data
  if (validation.length === 0) return {}
  const sums = { loss: 0, correct: 0 }
  for (const batch of batches(data, validation)) {
    signal?.throwIfAborted()
    const made = await trainer.evaluate(batch)
    sums.loss += made.loss
    sums.correct += made.correct
    await pause?.()
  }
  return namedSums('validation', sums, validation.length, data)
}

function* batches(data: TrainingData, indices: Uint32Array): Generator<Batch> {
  for (let from = 0; from < indices.length; from += evaluationBatch)
    yield batchOf(data, indices.subarray(from, from + evaluationBatch))
}

/** Evenly spread. */
function somewhere(indices: Uint32Array): Uint32Array {
  const every = Math.max(1, Math.floor(indices.length / preparingSamples))
  return indices.filter((_, i) => i % every === 0).slice(0, preparingSamples)
}

function namedSums(
  part: 'train' | 'validation',
  { loss, correct }: Sums,
  samples: number,
  { labels }: TrainingData,
): Partial<EpochRecord> {
  return {
    [`${part}Loss`]: loss / samples,
    ...(labels ? { [`${part}AccuracyPercent`]: (100 * correct) / samples } : {}),
  }
}

/** By accuracy, equal ones by loss; without a validation part the later is the better. */
function isBetter(a: EpochRecord, b: EpochRecord): boolean {
  if (a.validationLoss === undefined) return true
  const [accuracy = 0, before = 0] = [a.validationAccuracyPercent, b.validationAccuracyPercent]
  if (accuracy !== before) return accuracy > before
  return a.validationLoss < (b.validationLoss ?? Infinity)
}

function checkParts({ count, train, validation }: TrainingData): void {
  const taken = new Uint8Array(count)
  for (const index of [...train, ...validation]) {
    if (index >= count) throw new Error(`there is no sample ${index} of ${count}`)
    if (taken[index]) throw new Error(`sample ${index} is in two parts, or twice in one`)
    taken[index] = 1
  }
  if (train.length === 0)
    fail('train/no-samples', 'There are no samples to train on.', {
      hint: 'Drop training data, or leave fewer samples for validation and test.',
    })
}

function checkTargets({ graph }: Trainer, data: TrainingData, options: TrainOptions): void {
  const { labels, train, validation } = data
  if (!labels && !options.distillation)
    fail('train/no-labels', 'The training samples have no labels.', {
      hint: 'Drop labels, or let the unshrunk model teach.',
    })
  const classes = Math.max(2, graph.outputs)
  for (const index of labels ? [...train, ...validation] : [])
    if ((labels?.[index] ?? 0) >= classes)
      fail(
        'train/label',
        `Sample ${index} has the label ${labels?.[index]}; the model tells ${classes} classes apart, from 0.`,
        { hint: 'Choose the data that this model was made for.' },
      )
}

function failDiverged(step: number, { learningRate }: TrainOptions): never {
  return fail('train/diverged', `The loss is no number any more after ${step} steps.`, {
    hint: `Lower the learning rate (${learningRate}), or check the scaling of the data.`,
  })
}
