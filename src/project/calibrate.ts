// Ranges for a model: on which samples, by which method. Float and int8 run on the same samples; of
// min/max and several percentiles the one stays whose outputs are nearest to float.

import type { Build, Calibration } from '../compile/build'
import { emit, plan } from '../compile/compile'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { generateDigits } from '../datasets/generatedDigits'
import { calibrationDigits, chooseCalibration } from '../learning/chooseCalibration'
import { classify } from '../learning/compareResults'
import type { FloatRunner } from '../learning/createFloatRunner'
import { guessInputs } from '../learning/guessInputs'
import { opTable } from '../model/graph'
import type { Graph, OpId } from '../model/graph'
import { shapeSize } from '../model/model'
import type { Ranges } from '../model/quantized'
import type { Engine } from '../simulate/engine'
import { quantizeInputs } from './quantizeInputs'
import { chooseParts, floatInputs, selectSamples } from './samples'

export interface Calibrated {
  readonly ranges: Ranges
  readonly calibration: Calibration
  /** Samples of the test part that are not to be measured. */
  readonly excluded: readonly number[]
}

/** What a model is calibrated on. */
export interface CalibrationInputs {
  /** [count × input size] */
  readonly inputs: Float32Array
  readonly count: number
  readonly source: string
  /** Samples of the test part among them. */
  readonly excluded: readonly number[]
}

const digitsSeed = 200
const drawn = new Map<string, Dataset>()

/** Drawn once: they are the same for every model. */
function drawDigits(count: number, seed: number): Dataset {
  const key = `${count} ${seed}`
  const digits = drawn.get(key) ?? generateDigits(count, seed)
  drawn.set(key, digits)
  return digits
}

/** Does ahead what every calibration of a digit classifier needs. */
export function prepareCalibration(): void {
  drawDigits(calibrationDigits, digitsSeed)
  drawDigits(triedDigits, digitsSeed + 1)
}

/** `plan` must be supported. */
export function calibrate(
  plan: Plan,
  datasets: readonly Dataset[],
  runner: FloatRunner,
  engine: Engine,
): Calibrated {
  return calibrateOn(plan, chooseInputs(plan.expanded, datasets, runner), runner, engine)
}

/** Variants of one model are compared on the same inputs: those that suit the model itself. */
export function calibrateOn(
  planned: Plan,
  { inputs, count, source, excluded }: CalibrationInputs,
  runner: FloatRunner,
  engine: Engine,
): Calibrated {
  const bulk = withSoftmax(planned, true)
  const ops = neededRanges([bulk, withSoftmax(planned, false)])
  const { outputs, measured } = runner.measure(inputs, count, { ops })
  const bytesOf = rememberInputs(inputs)
  const tried = measured.map(({ method, ranges }) => {
    const build = emit(bulk, ranges, { method, samples: count, source })
    return { method, ranges, error: int8Error(build, engine, bytesOf(build), count, outputs) }
  })
  const best = tried.reduce((a, b) => (b.error < a.error ? b : a))
  const samples = source === guessedInputs ? 0 : count
  return {
    ranges: best.ranges,
    calibration: { method: best.method, samples, source },
    excluded,
  }
}

/** The source of inputs where nothing better is known. */
export const guessedInputs = 'random inputs'
const triedDigits = 100

export function chooseInputs(
  graph: Graph,
  datasets: readonly Dataset[],
  runner: FloatRunner,
): CalibrationInputs {
  const { test, train } = chooseParts(datasets)
  const choice = chooseCalibration({
    trainCount: train?.count ?? 0,
    testCount: test?.count ?? 0,
    digitsPercent: digitsPercent(graph, runner),
    valuesPerSample: graph.ops.reduce((sum, { shape }) => sum + shapeSize(shape), 0),
  })
  const of = (
    dataset: Dataset,
    source: string,
    excluded: readonly number[] = [],
  ): CalibrationInputs => {
    return { inputs: floatInputs(graph, dataset), count: dataset.count, source, excluded }
  }
  if (choice.from === 'train' && train)
    return of(selectSamples(train, choice.indices), `the training part of ${train.name}`)
  if (choice.from === 'digits') return of(drawDigits(choice.count, digitsSeed), 'built-in digits')
  if (choice.from === 'held-out' && test)
    return of(
      selectSamples(test, choice.indices),
      `${test.name}, left out of the accuracy`,
      choice.indices,
    )
  const count = choice.from === 'guess' ? choice.count : 0
  const inputs = guessInputs(graph.preprocessing, runner.inputSize, count)
  return { inputs, count, source: guessedInputs, excluded: [] }
}

/** Float top-1 on built-in digits; undefined where sizes are not those of a digit classifier. */
function digitsPercent(graph: Graph, runner: FloatRunner): number | undefined {
  const shape = opTable(graph).get(graph.input)?.shape ?? []
  const [height = 0, width = 0, channels = 1] = shape
  const picture = height === width && (height === 28 || height === 32) && channels === 1
  if (!picture || runner.outputSize !== 10 || !graph.preprocessing.pixels) return undefined
  const digits = drawDigits(triedDigits, digitsSeed + 1)
  const outputs = runner.run(floatInputs(graph, digits), digits.count)
  const classes = classify(outputs, runner.outputSize, 0.5)
  return classes.reduce((right, c, i) => right + Number(c === digits.labels?.[i]), 0)
}

/** In the form that runs fastest here. */
function withSoftmax({ model, board, options }: Plan, softmax: boolean): Plan {
  return plan(model, board, { ...options, softmax, target: 'wasm' })
}

/** The ops whose ranges any board's program reads: not those that were fused into others. */
function neededRanges(plans: readonly Plan[]): ReadonlySet<OpId> {
  return new Set(plans.flatMap(({ fused }) => fused.ops.map(({ rangeOf }) => rangeOf)))
}

/** Pixels are the same bytes whatever the ranges. */
function rememberInputs(inputs: Float32Array): (build: Build) => Int8Array {
  const known = new Map<string, Int8Array>()
  return (build) => {
    const { scale, zeroPoint } = build.quantized.input
    const key = `${scale} ${zeroPoint}`
    const bytes = known.get(key) ?? quantizeInputs(build, inputs)
    known.set(key, bytes)
    return bytes
  }
}

/** Mean squared difference of the dequantized outputs from the float ones. */
function int8Error(
  build: Build,
  engine: Engine,
  inputs: Int8Array,
  count: number,
  float: Float32Array,
): number {
  const loaded = engine.load(build.program)
  const outputs = loaded.run(inputs, count)
  loaded.dispose()
  const { scale, zeroPoint } = build.quantized.output
  return outputs.reduce((sum, q, i) => {
    const difference = scale * (q - zeroPoint) - (float[i] as number)
    return sum + difference * difference
  }, 0)
}
