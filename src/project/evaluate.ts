// Accuracy of a model in float and int8 on the test part. Three steps, so that two threads can share
// the work: samples, the two runs, the comparison.

import { boards } from '../boards/index'
import type { Build, Calibration } from '../compile/build'
import { emit, plan } from '../compile/compile'
import { defaultOptions } from '../compile/plan'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { compareResults } from '../learning/compareResults'
import type { Accuracy } from '../learning/compareResults'
import { createFloatRunner } from '../learning/createFloatRunner'
import type { RunOptions } from '../learning/createFloatRunner'
import { fail, UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import type { Ranges } from '../model/quantized'
import type { Engine } from '../simulate/engine'
import { calibrate } from './calibrate'
import { int8Inputs } from './quantizeInputs'
import { chooseParts, floatInputs, selectSamples } from './samples'

export interface Evaluation {
  readonly accuracy: Accuracy
  readonly ranges: Ranges
  readonly calibration: Calibration
  /** Name of the measured data set, and which of its samples, in order. */
  readonly source: string
  readonly indices: Uint32Array
}

/** The plan for bulk runs; accuracy does not depend on the board. Throws UserError if unsupported. */
export function bulkPlan(model: Model): Plan {
  const board = boards[0]
  if (!board) throw new Error('there are no boards')
  return supportedPlan(plan(model, board, { ...defaultOptions, target: 'wasm' }))
}

/** Throws the plan's diagnostics where it can't run. */
export function supportedPlan(made: Plan): Plan {
  if (!made.supported) throw new UserError(made.diagnostics)
  return made
}

/** The measured samples: the test part without those that calibrated, at most `limit`. */
export function chooseTestSamples(
  datasets: readonly Dataset[],
  excluded: readonly number[],
  limit = Infinity,
): { samples: Dataset; indices: Uint32Array } {
  const { test } = chooseParts(datasets)
  if (!test) return fail('data/missing', 'There is no data to measure accuracy on.')
  const out = new Set(excluded)
  const indices: number[] = []
  for (let i = 0; i < test.count && indices.length < limit; i++) if (!out.has(i)) indices.push(i)
  const all = indices.length === test.count
  return {
    samples: all ? test : selectSamples(test, indices),
    indices: Uint32Array.from(indices),
  }
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

/** [samples × outputs] of the int8 program. */
export function runInt8Samples(
  build: Build,
  engine: Engine,
  samples: Dataset,
  onProgress?: (done: number, total: number) => void,
): Int8Array {
  const { input, output } = build.program
  const inputs = int8Inputs(build, samples)
  const loaded = engine.load(build.program)
  try {
    const outputs = new Int8Array(samples.count * output.bytes)
    const slice = onProgress ? Math.max(1, Math.ceil(samples.count / 20)) : samples.count
    for (let from = 0; from < samples.count; from += slice) {
      const count = Math.min(slice, samples.count - from)
      const part = inputs.subarray(from * input.bytes, (from + count) * input.bytes)
      outputs.set(loaded.run(part, count), from * output.bytes)
      onProgress?.(from + count, samples.count)
    }
    return outputs
  } finally {
    loaded.dispose()
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
) {
  const runner = await createFloatRunner(made.expanded, wasmUrl)
  try {
    return calibrate(made, datasets, runner, engine)
  } finally {
    runner.dispose()
  }
}
