// Float and int8 of a network on the samples of a check; int8 is the bulk simulation, which equals the
// exported C in every byte.

import { emit } from '../../src/compile/compile'
import type { Dataset } from '../../src/datasets/dataset'
import { compareResults } from '../../src/learning/compareResults'
import { shapeSize } from '../../src/model/model'
import type { Model } from '../../src/model/model'
import { calibrateModel, runFloatSamples } from '../../src/project/evaluate'
import type { Calibrated } from '../../src/project/calibrate'
import { bulkPlan, runInt8Samples } from '../../src/project/runInt8'
import { floatInputs } from '../../src/project/samples'
import type { Engine } from '../../src/simulate/engine'
import type { Check, Fold } from './networks'

/** As the pipeline takes them: a part that is measured and one that calibrates. */
export function partsOf({ calibration, measured }: Fold): Dataset[] {
  return [
    { ...measured, part: 'test' },
    { ...calibration, part: 'train' },
  ]
}

export function calibrateFold(model: Model, fold: Fold, engine: Engine): Promise<Calibrated> {
  return calibrateModel(bulkPlan(model), partsOf(fold), engine)
}

interface Counts {
  readonly samples: number
  /** Right answers, or sums of the samples' mean squared errors. */
  readonly float: number
  readonly int8: number
  /** Right in int8 but not in float, and the other way round; 0 without labels. */
  readonly gained: number
  readonly lost: number
}

function countRight(float: Uint16Array, int8: Uint16Array, labels: ArrayLike<number>): Counts {
  const right = { float: 0, int8: 0, gained: 0, lost: 0 }
  for (let i = 0; i < float.length; i++) {
    const [a, b] = [Number(float[i] === labels[i]), Number(int8[i] === labels[i])]
    right.float += a
    right.int8 += b
    right.gained += Number(b > a)
    right.lost += Number(a > b)
  }
  return { samples: float.length, ...right }
}

const sumSquares = (values: ArrayLike<number>, wanted: Float32Array) =>
  wanted.reduce((sum, x, i) => sum + (values[i]! - x) ** 2, 0)

async function countFold(model: Model, fold: Fold, by: Check['by'], engine: Engine) {
  const { measured } = fold
  const { ranges, calibration } = await calibrateFold(model, fold, engine)
  const made = bulkPlan(model)
  const build = emit(made, ranges, calibration)
  const float = await runFloatSamples(made, measured)
  const int8 = runInt8Samples(build, engine, measured)
  const { output: quantization } = build.quantized
  if (by === 'top-1') {
    if (!measured.labels) throw new Error(`${measured.name} has no labels`)
    const outputs = build.program.output.bytes
    const { floatClasses, int8Classes } = compareResults({ float, int8, outputs, quantization })
    return countRight(floatClasses, int8Classes, measured.labels)
  }
  const { scale, zeroPoint } = quantization
  const dequantized = Float32Array.from(int8, (q) => scale * (q - zeroPoint))
  const inputs = floatInputs(made.expanded, measured)
  const meanSquares = (values: Float32Array) =>
    sumSquares(values, inputs) / shapeSize(measured.shape)
  const errors = { float: meanSquares(float), int8: meanSquares(dequantized) }
  return { samples: measured.count, ...errors, gained: 0, lost: 0 }
}

/** `float` and `int8`: percent right, or the mean squared error. */
export async function measureCheck(
  network: Model,
  { folds, by, model = network }: Check,
  engine: Engine,
): Promise<Counts> {
  let all: Counts = { samples: 0, float: 0, int8: 0, gained: 0, lost: 0 }
  for (const fold of folds) {
    const one = await countFold(model, fold, by, engine)
    all = {
      samples: all.samples + one.samples,
      float: all.float + one.float,
      int8: all.int8 + one.int8,
      gained: all.gained + one.gained,
      lost: all.lost + one.lost,
    }
  }
  const each = (by === 'top-1' ? 100 : 1) / all.samples
  return { ...all, float: all.float * each, int8: all.int8 * each }
}
