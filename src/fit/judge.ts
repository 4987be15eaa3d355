// How good a model is without training: right answers on samples that judge, and how far its outputs
// are from the unshrunk model's. And what its channels do, for their importance.

import { expandModel } from '../compile/expandModel'
import { inferShapes } from '../compile/inferShapes'
import { createActivityMeter } from '../edits/activity'
import type { Activity } from '../edits/activity'
import { classify } from '../learning/compareResults'
import { createFloatRunner } from '../learning/createFloatRunner'
import type { Visit } from '../learning/createFloatRunner'
import type { Model } from '../model/model'
import type { Run } from './run'
import type { Inputs } from './samples'

const slice = 64

export interface Judgement {
  /** Right answers; without labels how often, or for one value how nearly, it says what the unshrunk says. */
  readonly percent: number
  /** Mean squared difference of the outputs as a share of their variance; 0 is the same. */
  readonly lost: number
  /** Mean squared difference from what is right; says more than whole answers of few samples. */
  readonly error: number
}

/** Runs all samples in slices, between which others get their turn. */
async function runSlices(
  model: Model,
  inputs: Inputs,
  { context: { wasmUrl, pause } }: Run,
  visit?: Visit,
): Promise<{ outputs: Float32Array; size: number }> {
  const runner = await createFloatRunner(expandModel(model, inferShapes(model)), wasmUrl)
  const { inputSize, outputSize: size } = runner
  try {
    const outputs = new Float32Array(inputs.count * size)
    for (let from = 0; from < inputs.count; from += slice) {
      const count = Math.min(slice, inputs.count - from)
      const values = inputs.values.subarray(from * inputSize, (from + count) * inputSize)
      const own = visit ? runner.visit(values, count, visit) : runner.run(values, count)
      outputs.set(own, from * size)
      await pause?.()
    }
    return { outputs, size }
  } finally {
    runner.dispose()
  }
}

export async function measureActivity(model: Model, inputs: Inputs, run: Run): Promise<Activity> {
  const meter = createActivityMeter(model)
  await runSlices(model, inputs, run, meter.add)
  return meter.activity()
}

/** The first `count` of the samples. */
export function firstOf({ count, values, labels }: Inputs, most: number): Inputs {
  const n = Math.min(count, most)
  const each = values.length / count
  return {
    count: n,
    values: values.subarray(0, n * each),
    ...(labels ? { labels: Array.from({ length: n }, (_, i) => labels[i] ?? 0) } : {}),
  }
}

export interface Judge {
  readonly judge: (model: Model) => Promise<Judgement>
  /** How many samples that takes. */
  readonly count: number
  /** Of the unshrunk model. */
  readonly percent: number
}

/** Judges by labels and against the outputs of `unshrunk`, which are computed once. */
export async function createJudge(unshrunk: Model, inputs: Inputs, run: Run): Promise<Judge> {
  const { outputs: wanted, size } = await runSlices(unshrunk, inputs, run)
  const variance = varianceOf(wanted) || 1
  const { labels, count } = inputs
  const goal = labels ?? classify(wanted, size, 0.5)
  const right = labels && areShares(wanted) ? oneHot(labels, size) : wanted
  const hasClasses = labels !== undefined || size > 1
  const judgeOutputs = (outputs: Float32Array): Judgement => {
    const lost = squaredDistance(outputs, wanted) / variance
    const error = squaredDistance(outputs, right)
    if (!hasClasses) return { percent: 100 * Math.max(0, 1 - lost), lost, error }
    const own = classify(outputs, size, 0.5)
    const hits = own.reduce((sum, one, i) => sum + Number(one === goal[i]), 0)
    return { percent: (100 * hits) / count, lost, error }
  }
  return {
    count,
    percent: judgeOutputs(wanted).percent,
    judge: async (model) => judgeOutputs((await runSlices(model, inputs, run)).outputs),
  }
}

/** As softmax and sigmoid give them. */
function areShares(values: Float32Array): boolean {
  return values.every((x) => x >= 0 && x <= 1.001)
}

function oneHot(labels: ArrayLike<number>, size: number): Float32Array {
  const hot = new Float32Array(labels.length * size)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? 0
    if (size === 1) hot[i] = label
    else if (label < size) hot[i * size + label] = 1
  }
  return hot
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + (x - (b[i] ?? 0)) ** 2, 0) / (a.length || 1)
}

function varianceOf(values: Float32Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / (values.length || 1)
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length || 1)
}
