// How much int8 accuracy depends on the choice of ranges: every set of calibration samples that others
// measure on or calibrate with, and every method, on samples that calibrated nothing.

import { emit } from '../../src/compile/compile'
import type { Dataset } from '../../src/datasets/dataset'
import { classify } from '../../src/learning/compareResults'
import { createFloatRunner } from '../../src/learning/createFloatRunner'
import type { Model } from '../../src/model/model'
import { bulkPlan, runInt8Samples } from '../../src/project/runInt8'
import { floatInputs } from '../../src/project/samples'
import type { Engine } from '../../src/simulate/engine'
import type { Check, RealNetwork } from './networks'

function setsFor(check: Check, checks: readonly Check[]): Dataset[] {
  const { measured } = check.folds[0]
  const all = checks.flatMap(({ folds }) =>
    folds.flatMap((fold) => [fold.calibration, fold.measured]),
  )
  return [...new Set(all)].filter((set) => set !== measured)
}

async function percentsOf(
  model: Model,
  measured: Dataset,
  sets: readonly Dataset[],
  engine: Engine,
): Promise<number[]> {
  const made = bulkPlan(model)
  const runner = await createFloatRunner(made.expanded)
  try {
    return sets.flatMap((set) =>
      runner.measure(floatInputs(made.expanded, set), set.count).measured.map((one) => {
        const calibration = { method: one.method, samples: set.count, source: set.name }
        const build = emit(made, one.ranges, calibration)
        const int8 = runInt8Samples(build, engine, measured)
        const classes = classify(int8, build.program.output.bytes, 0)
        const right = classes.reduce((sum, c, i) => sum + Number(c === measured.labels?.[i]), 0)
        return (100 * right) / measured.count
      }),
    )
  } finally {
    runner.dispose()
  }
}

export interface Spread {
  readonly about: string
  readonly ways: number
  /** Percent right. */
  readonly least: number
  readonly most: number
}

/** For checks by top-1 whose folds are one. */
export async function measureSpread({ model, checks }: RealNetwork, engine: Engine) {
  const spreads: Spread[] = []
  for (const check of checks) {
    const { measured } = check.folds[0]
    const all = await percentsOf(model, measured, setsFor(check, checks), engine)
    const [least, most] = [Math.min(...all), Math.max(...all)]
    spreads.push({ about: check.about, ways: all.length, least, most })
  }
  return spreads
}
