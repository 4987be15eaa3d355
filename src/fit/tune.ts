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
import { byError } from './candidates'
import type { Tried } from './candidates'
import type { FitPhase, FitRequest } from './fitOptions'
import type { Judge } from './judge'
import { forwardSteps, stepSamples } from './run'
import type { Run } from './run'

export interface Tuning {
  readonly request: FitRequest
  readonly data: TrainingData
  readonly judge: Judge
  readonly run: Run
  readonly tell: (tried: readonly Tried[]) => void
}

/** Below it a training teaches nothing. */
const fewestSteps = 8

/** The unshrunk model teaches where it is right more often than wrong. */
const ableTeacherPercent = 50

function optionsFor({ request, judge }: Tuning, steps: number, data: TrainingData): TrainOptions {
  const { teacher = request.model, options } = request
  return {
    ...defaultTrainOptions,
    batch: stepSamples,
    seed: options.seed,
    epochs: Math.max(1, Math.ceil((steps * stepSamples) / data.train.length)),
    maxSteps: steps,
    patience: 0,
    ...(judge.percent > ableTeacherPercent
      ? { distillation: { ...defaultDistillation, teacher } }
      : {}),
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
  const { judge, run } = tuning
  const data = { ...tuning.data, validation: new Uint32Array() }
  const options = optionsFor(tuning, steps, data)
  const { model, stepLosses } = await train(tuning, {
    ...{ model: one.model, data, options, what },
    phase: 'fine-tuning',
  })
  const judgement = await judge.judge(model)
  run.spend(forwardSteps(judge.count))
  return { ...one, model, judgement, steps: one.steps + stepLosses.length }
}

/**
 * Successive halving over `steps`; gives all candidates in their order. Spare ones are no rivals: they
 * are trained along. Ends early when the run is over.
 */
export async function tuneCandidates(
  tuning: Tuning,
  candidates: readonly Tried[],
  steps: number,
): Promise<readonly Tried[]> {
  const tried = new Map(candidates.map((one) => [one.id, one]))
  const spare = candidates.filter(({ draft }) => draft.spare)
  let rivals = candidates.filter(({ draft }) => !draft.spare)
  const rounds = Math.max(1, Math.ceil(Math.log2(rivals.length)))
  const judging = forwardSteps(tuning.judge.count)
  for (let round = 0; round < rounds; round++) {
    const going = [...rivals, ...spare]
    const each = Math.floor(steps / rounds / going.length - judging)
    for (const [i, { id, draft }] of going.entries()) {
      const one = tried.get(id)
      if (!one || each < fewestSteps || (await tuning.run.isOver())) return [...tried.values()]
      const what = `round ${round + 1} of ${rounds}, ${i + 1} of ${going.length}: ${draft.label}`
      tried.set(id, await tuneShortly(tuning, one, each, what))
      tuning.tell([...tried.values()])
    }
    rivals = rivals
      .map((one) => tried.get(one.id) ?? one)
      .sort(byError)
      .slice(0, Math.max(1, Math.ceil(rivals.length / 2)))
  }
  return [...tried.values()]
}

/** Who is worth the last training: of the rivals that were trained most, the one that errs least. */
export function chooseLast(tried: readonly Tried[]): Tried {
  const rivals = tried.filter(({ draft }) => !draft.spare)
  const able = rivals.length > 0 ? rivals : tried
  const most = Math.max(...able.map(({ steps }) => steps))
  const [first] = able.filter(({ steps }) => steps === most).sort(byError)
  if (!first) throw new Error('a search has at least one candidate')
  return first
}

/** Of the last training, the share that rounds. */
const roundingShare = 0.25
const roundingRate = 5e-4

/** All steps that are left go into this one. */
export async function trainLast(tuning: Tuning, one: Tried): Promise<Tried> {
  const { data, run, judge } = tuning
  const evaluations = 4 * forwardSteps(data.validation.length) + forwardSteps(judge.count)
  const left = Math.floor(run.left() - evaluations)
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
  return {
    ...done,
    model: second.model,
    steps: done.steps + second.stepLosses.length,
    judgement: await judge.judge(second.model),
  }
}
