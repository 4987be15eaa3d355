// Accuracy of a model in float and int8 on the test part. Its steps are functions of their own, so
// that two threads can share the work.

import type { Calibration } from '../compile/build'
import { emit } from '../compile/compile'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { compareResults } from '../learning/compareResults'
import type { Accuracy } from '../learning/compareResults'
import { createFloatRunner } from '../learning/createFloatRunner'
import type { RunOptions } from '../learning/createFloatRunner'
import type { Model } from '../model/model'
import type { Ranges } from '../model/quantized'
import type { Engine } from '../simulate/engine'
import { calibrate } from './calibrate'
import type { Calibrated } from './calibrate'
import { bulkPlan, chooseTestSamples, runInt8Samples } from './runInt8'
import { floatInputs } from './samples'

export interface Evaluation {
  readonly accuracy: Accuracy
  readonly ranges: Ranges
  readonly calibration: Calibration
  /** Name of the measured data set, and which of its samples, in order. */
  readonly source: string
  readonly indices: Uint32Array
}

/** [samples × outputs] of the float model. */
export async function runFloatSamples(
  made: Plan,
  samples: Dataset,
  options: RunOptions = {},
  wasmUrl?: string,
): Promise<Float32Array> {
  const runner = await createFloatRunner(made.expanded, wasmUrl)
  try {
    return runner.run(floatInputs(made.expanded, samples), samples.count, options)
  } finally {
    runner.dispose()
  }
}

/** Everything after another, in one thread. */
export async function evaluate(
  model: Model,
  datasets: readonly Dataset[],
  engine: Engine,
  limit?: number,
): Promise<Evaluation> {
  const made = bulkPlan(model)
  const { ranges, calibration, excluded } = await calibrateModel(made, datasets, engine)
  const { samples, indices } = chooseTestSamples(datasets, excluded, limit)
  const float = await runFloatSamples(made, samples)
  const build = emit(made, ranges, calibration)
  const int8 = runInt8Samples(build, engine, samples)
  const accuracy = compareResults({
    float,
    int8,
    outputs: build.program.output.bytes,
    quantization: build.quantized.output,
    labels: samples.labels,
  })
  return { accuracy, ranges, calibration, source: samples.name, indices }
}

/** Calibration with a float runner of its own. */
export async function calibrateModel(
  made: Plan,
  datasets: readonly Dataset[],
  engine: Engine,
  wasmUrl?: string,
): Promise<Calibrated> {
  const runner = await createFloatRunner(made.expanded, wasmUrl)
  try {
    return calibrate(made, datasets, runner, engine)
  } finally {
    runner.dispose()
  }
}
