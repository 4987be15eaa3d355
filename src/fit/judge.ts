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

export type Judge = (model: Model) => Promise<Judgement>

/** Judges against the outputs of `unshrunk`, which are computed once. */
export async function createJudge(unshrunk: Model, inputs: Inputs, run: Run): Promise<Judge> {
  const wanted = await runSlices(unshrunk, inputs, run)
  const variance = varianceOf(wanted.outputs)
  const goal = inputs.labels ?? classify(wanted.outputs, wanted.size, 0.5)
  const classes = inputs.labels !== undefined || wanted.size > 1
  return async (model) => {
    const { outputs } = await runSlices(model, inputs, run)
    const lost = squaredDistance(outputs, wanted.outputs) / (variance || 1)
    if (!classes) return { percent: 100 * Math.max(0, 1 - lost), lost }
    const own = classify(outputs, wanted.size, 0.5)
    const right = own.reduce((sum, one, i) => sum + Number(one === goal[i]), 0)
    return { percent: (100 * right) / inputs.count, lost }
  }
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + (x - (b[i] ?? 0)) ** 2, 0) / (a.length || 1)
}

function varianceOf(values: Float32Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / (values.length || 1)
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length || 1)
}
