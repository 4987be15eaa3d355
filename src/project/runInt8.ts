// The int8 side of an evaluation: which samples are measured, and what the program says to them.
// Apart from evaluate.ts, so that a thread that only simulates does without TensorFlow.js.

import { boards } from '../boards/index'
import type { Build } from '../compile/build'
import { plan } from '../compile/compile'
import { defaultOptions } from '../compile/plan'
import type { Plan } from '../compile/plan'
import type { Dataset } from '../datasets/dataset'
import { fail, UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import type { Engine } from '../simulate/engine'
import { int8Inputs } from './quantizeInputs'
import { chooseParts, selectSamples } from './samples'

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
