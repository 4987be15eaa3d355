// Training of candidates: short ones for all, of which the better half goes on, and a last long one
// for the best, whose end rounds as int8 will.

import { defaultAugmentation } from '../learning/augment'
import { trainModel } from '../learning/trainModel'
import {
  defaultDistillation,
  defaultQuantizationAware,
  defaultTrainOptions,
} from '../learning/trainOptions'
import type { TrainingData, TrainOptions } from '../learning/trainOptions'
import type { Model } from '../model/model'
import { byAccuracy } from './candidates'
import type { Tried } from './candidates'
import type { FitPhase, FitRequest } from './fitOptions'
import type { Judge } from './judge'
import { forwardSteps, stepSamples } from './run'
import type { Run } from './run'

export interface Tuning {
  readonly request: FitRequest
  readonly data: TrainingData
  readonly judge: Judge
  readonly judged: number
  readonly run: Run
  readonly tell: (tried: readonly Tried[]) => void
}

/** Below it a training teaches nothing. */
const fewestSteps = 8

function optionsFor({ request }: Tuning, steps: number, data: TrainingData): TrainOptions {
  const { teacher = request.model, options } = request
  return {
    ...defaultTrainOptions,
    batch: stepSamples,
    seed: options.seed,
    epochs: Math.max(1, Math.ceil((steps * stepSamples) / data.train.length)),
    maxSteps: steps,
    patience: 0,
    distillation: { ...defaultDistillation, teacher },
  }
}

interface Training {
  readonly model: Model
  readonly data: TrainingData
  readonly options: TrainOptions
  readonly phase: FitPhase
  readonly what: string
}

/** Steps of validation count too: they take time. */
async function train({ run }: Tuning, { model, data, options, phase, what }: Training) {
  const { backend, wasmUrl, signal, shouldStop, pause } = run.context
  return trainModel(model, data, options, {
    backend,
    ...(wasmUrl ? { wasmUrl } : {}),
    ...(signal ? { signal } : {}),
    ...(shouldStop ? { shouldStop } : {}),
    ...(pause ? { pause } : {}),
    onStep: () => {
      run.spend(1)
      run.tell(phase, what)
    },
    onEpoch: () => run.spend(forwardSteps(data.validation.length)),
  })
}

/** A little further, judged apart. */
async function tuneShortly(tuning: Tuning, one: Tried, steps: number, what: string) {
  const { judge, judged, run } = tuning
  const data = { ...tuning.data, validation: new Uint32Array() }
  const options = optionsFor(tuning, steps, data)
  const { model, stepLosses } = await train(tuning, {
    ...{ model: one.model, data, options, what },
    phase: 'fine-tuning',
  })
  const judgement = await judge(model)
  run.spend(forwardSteps(judged))
  return { ...one, model, judgement, steps: one.steps + stepLosses.length }
}

/**
 * Successive halving over `steps`; gives all candidates in their order. Ends early when the run is
 * over.
 */
export async function tuneCandidates(
  tuning: Tuning,
  candidates: readonly Tried[],
  steps: number,
): Promise<readonly Tried[]> {
  const tried = new Map(candidates.map((one) => [one.id, one]))
  let going = [...candidates]
  const rounds = Math.max(1, Math.ceil(Math.log2(candidates.length)))
  for (let round = 0; round < rounds; round++) {
    const judging = forwardSteps(tuning.judged)
    const each = Math.floor(steps / rounds / going.length - judging)
    for (const [i, one] of going.entries()) {
      if (each < fewestSteps || (await tuning.run.isOver())) return [...tried.values()]
      const what = `round ${round + 1} of ${rounds}, ${i + 1} of ${going.length}: ${one.draft.label}`
      tried.set(one.id, await tuneShortly(tuning, one, each, what))
      tuning.tell([...tried.values()])
    }
    going = going
      .map((one) => tried.get(one.id) ?? one)
      .sort(byAccuracy)
      .slice(0, Math.max(1, Math.ceil(going.length / 2)))
  }
  return [...tried.values()]
}

/** Of the last training, the share that rounds. */
const roundingShare = 0.25
const roundingRate = 5e-4

/** All steps that are left go into this one. */
export async function trainLast(tuning: Tuning, one: Tried): Promise<Tried> {
  const { data, run } = tuning
  const evaluations = 2 + 2
  const left = Math.floor(run.left() - evaluations * forwardSteps(data.validation.length))
  if (left < 2 * fewestSteps || (await run.isOver())) return one
  const rounding = Math.ceil(left * roundingShare)
  const plain = optionsFor(tuning, left - rounding, data)
  const phase = 'last training' as const
  const { label } = one.draft
  const first = await train(tuning, {
    ...{ model: one.model, data, phase, what: label },
    options: { ...plain, augmentation: defaultAugmentation },
  })
  const done = { ...one, model: first.model, steps: one.steps + first.stepLosses.length }
  const options = {
    ...optionsFor(tuning, rounding, data),
    learningRate: roundingRate,
    quantization: defaultQuantizationAware,
  }
  const second = await train(tuning, {
    ...{ model: done.model, data, phase, options },
    what: `${label}, rounding as int8`,
  })
  const best = second.epochs.find(({ epoch }) => epoch === second.bestEpoch)
  const percent = best?.validationAccuracyPercent ?? done.judgement.percent
  return {
    ...done,
    model: second.model,
    steps: done.steps + second.stepLosses.length,
    judgement: { ...done.judgement, percent },
  }
}
