// From a plan with its ranges to the files of a project. The page and the command line both come
// through here, so that the same input gives the same bytes.

import type { Build, Calibration } from '../compile/build'
import { emit } from '../compile/compile'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import type { ExportFile, Extras, TestVector } from '../exporters/exporter'
import { exportFiles } from '../exporters/index'
import { guessInputs } from '../learning/guessInputs'
import { opTable } from '../model/graph'
import { shapeSize } from '../model/model'
import type { Ranges } from '../model/quantized'
import type { Engine } from '../simulate/engine'
import { chooseTestSamples, supportedPlan } from './runInt8'
import type { Evaluation } from './evaluate'
import { int8Inputs, quantizeInputs } from './quantizeInputs'
import { chooseParts, selectSamples } from './samples'

export interface ProjectInput {
  readonly plan: Plan
  readonly ranges: Ranges
  readonly calibration: Calibration
  /** Where the vectors' inputs come from. */
  readonly datasets: readonly Dataset[]
  /** Of the same model and ranges, for the README. */
  readonly evaluation?: Evaluation
  readonly labels?: readonly string[]
}

export interface Project {
  readonly build: Build
  readonly vectors: readonly TestVector[]
  readonly files: readonly ExportFile[]
}

export const vectorCount = 5

/** Throws UserError where the plan is not supported. */
export function buildProject(input: ProjectInput, engine: Engine): Project {
  const build = emit(supportedPlan(input.plan), input.ranges, input.calibration)
  const vectors = makeVectors(build, input, engine)
  return { build, vectors, files: exportFiles(build, { ...extrasOf(input), vectors }) }
}

function extrasOf({ evaluation, labels }: ProjectInput): Omit<Extras, 'vectors'> {
  const { accuracy } = evaluation ?? {}
  const { labelled } = accuracy ?? {}
  return {
    ...(evaluation && accuracy && labelled
      ? {
          accuracy: {
            floatTop1Percent: labelled.floatTop1Percent,
            int8Top1Percent: labelled.int8Top1Percent,
            samples: accuracy.samples,
            source: evaluation.source,
          },
        }
      : {}),
    ...(labels ? { labels } : {}),
  }
}

/** The first measured samples, or random inputs, with what the simulation says to them. */
function makeVectors(build: Build, { datasets, evaluation }: ProjectInput, engine: Engine) {
  const inputs = vectorInputs(build, datasets, evaluation)
  const { input, output } = build.program
  const count = inputs.length / input.bytes
  const loaded = engine.load(build.program)
  const outputs = loaded.run(inputs, count)
  loaded.dispose()
  return Array.from({ length: count }, (_, i): TestVector => ({
    input: inputs.slice(i * input.bytes, (i + 1) * input.bytes),
    output: outputs.slice(i * output.bytes, (i + 1) * output.bytes),
  }))
}

function vectorInputs(
  build: Build,
  datasets: readonly Dataset[],
  evaluation: Evaluation | undefined,
): Int8Array {
  const { test } = chooseParts(datasets)
  if (test && evaluation) {
    const indices = [...evaluation.indices.subarray(0, vectorCount)]
    return int8Inputs(build, selectSamples(test, indices))
  }
  if (test) return int8Inputs(build, chooseTestSamples(datasets, [], vectorCount).samples)
  const { expanded } = build.plan
  const size = shapeSize(opTable(expanded).get(expanded.input)?.shape ?? [])
  return quantizeInputs(build, guessInputs(expanded.preprocessing, size, vectorCount))
}
