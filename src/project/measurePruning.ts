// What pruning costs and saves, way by way: sizes from the weights alone, then float and int8 answers
// on samples of the test part that calibrate nothing. Without labels the answers are compared with
// those of the unpruned float model.

import { emit } from '../compile/compile'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { pruneWeights } from '../edits/pruneWeights'
import type { Pruning } from '../edits/pruneWeights'
import { sparseSizes, sumSparseSizes } from '../edits/sparseSize'
import type { SparseSize } from '../edits/sparseSize'
import { pick } from '../learning/chooseCalibration'
import { classify } from '../learning/compareResults'
import { createFloatRunner } from '../learning/createFloatRunner'
import type { FloatRunner } from '../learning/createFloatRunner'
import type { Model, NodeId } from '../model/model'
import type { Engine } from '../simulate/engine'
import { calibrateOn, chooseInputs } from './calibrate'
import type { CalibrationInputs } from './calibrate'
import { bulkPlan, chooseTestSamples, runInt8Samples } from './runInt8'
import { floatInputs, selectSamples } from './samples'

export interface PruningSize {
  readonly weights: number
  /** As int8 has them: also what rounds to zero. */
  readonly zeros: number
  readonly denseBytes: number
  /** With indices, each layer in the form that is smallest. */
  readonly storedBytes: number
  readonly layers: readonly (SparseSize & { readonly node: NodeId })[]
}

export function pruningSize(model: Model, pruning: Pruning): PruningSize {
  const sizes = sparseSizes(pruneWeights(model, pruning))
  const { weights, zeros, denseBytes, bestBytes } = sumSparseSizes(sizes.values())
  const layers = [...sizes].map(([node, size]) => ({ node, ...size }))
  return { weights, zeros, denseBytes, storedBytes: bestBytes, layers }
}

/** What the percentages are of. */
export interface PruningSource {
  readonly name: string
  /** Measured samples, of so many in the data set. */
  readonly samples: number
  readonly of: number
  /** Otherwise the percentages say how often the answer is the unpruned float model's. */
  readonly labelled: boolean
  readonly calibration: { readonly source: string; readonly samples: number }
}

export type PruningNews =
  | { readonly kind: 'source'; readonly source: PruningSource }
  | { readonly kind: 'float' | 'int8'; readonly step: number; readonly percent: number }

export interface MeasureContext {
  readonly engine: Engine
  readonly wasmUrl?: string
  readonly onNews: (news: PruningNews) => void
  readonly onProgress?: (done: number, total: number) => void
}

const mostSamples = 2000
const fewestSamples = 200
/** Multiply–adds of one way in float, about a second's work; what is over means fewer samples. */
const mostMacs = 4e9

/** All of the samples or, of many, some that are spread over them; always the same. */
function chooseMeasured(made: Plan, datasets: readonly Dataset[], excluded: readonly number[]) {
  const { samples } = chooseTestSamples(datasets, excluded)
  const macs = made.layers.reduce((sum, layer) => sum + layer.macs, 0)
  const affordable = Math.floor(mostMacs / Math.max(1, macs))
  const limit = Math.max(fewestSamples, Math.min(mostSamples, affordable))
  return samples.count > limit ? selectSamples(samples, pick(limit, samples.count)) : samples
}

/** Names the classes that answers are compared with. */
type Score = (classes: ArrayLike<number>) => number

function scoreAgainst(expected: ArrayLike<number>, count: number): Score {
  return (classes) => {
    let right = 0
    for (let i = 0; i < count; i++) if (classes[i] === expected[i]) right++
    return (100 * right) / count
  }
}

async function withRunner<T>(
  made: Plan,
  wasmUrl: string | undefined,
  use: (runner: FloatRunner) => T,
): Promise<T> {
  const runner = await createFloatRunner(made.expanded, wasmUrl)
  try {
    return use(runner)
  } finally {
    runner.dispose()
  }
}

/**
 * Measures every way, all in float first. The first way must prune nothing: it is what the others are
 * compared with. `excluded` samples of the test part are not measured, nor are those that calibrate.
 * Throws UserError where the model can't run or there are no samples.
 */
export async function measurePruning(
  model: Model,
  ways: readonly Pruning[],
  datasets: readonly Dataset[],
  excluded: readonly number[],
  { engine, wasmUrl, onNews, onProgress }: MeasureContext,
): Promise<void> {
  const whole = bulkPlan(model)
  const calibrators = await withRunner(whole, wasmUrl, (runner) =>
    chooseInputs(whole.expanded, datasets, runner),
  )
  const held = [...excluded, ...calibrators.excluded]
  const samples = chooseMeasured(whole, datasets, held)
  const inputs = floatInputs(whole.expanded, samples)
  const { count, labels } = samples
  onNews({ kind: 'source', source: sourceOf(samples, datasets, calibrators) })

  // Work in samples: float, and int8 with its calibration.
  const total = ways.length * (2 * count + calibrators.count)
  let done = 0
  const follow = (from: number) => (part: number) => onProgress?.(from + part, total)
  let score: Score | undefined = labels && scoreAgainst(labels, count)
  for (const [step, way] of ways.entries()) {
    const made = bulkPlan(pruneWeights(model, way))
    const outputs = await withRunner(made, wasmUrl, (runner) => ({
      values: runner.run(inputs, count, { onProgress: follow(done) }),
      size: runner.outputSize,
    }))
    const classes = classify(outputs.values, outputs.size, 0.5)
    score ??= scoreAgainst(classes, count)
    done += count
    onNews({ kind: 'float', step, percent: score(classes) })
  }
  for (const [step, way] of ways.entries()) {
    const made = bulkPlan(pruneWeights(model, way))
    const { ranges, calibration } = await withRunner(made, wasmUrl, (runner) =>
      calibrateOn(made, calibrators, runner, engine),
    )
    done += calibrators.count
    const build = emit(made, ranges, calibration)
    const outputs = runInt8Samples(build, engine, samples, follow(done))
    const { scale, zeroPoint } = build.quantized.output
    const classes = classify(outputs, build.program.output.bytes, 0.5 / scale + zeroPoint)
    done += count
    onNews({ kind: 'int8', step, percent: score?.(classes) ?? 0 })
  }
}

function sourceOf(
  samples: Dataset,
  datasets: readonly Dataset[],
  { source, count }: CalibrationInputs,
): PruningSource {
  return {
    name: samples.name,
    samples: samples.count,
    of: chooseTestSamples(datasets, []).samples.count,
    labelled: samples.labels !== undefined,
    calibration: { source, samples: count },
  }
}
