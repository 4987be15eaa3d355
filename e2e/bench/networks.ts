// The networks that engines are compared on, and their int8 programs for either kind of kernels.

import { boards } from '../../src/boards/index'
import type { CompileOptions, Plan } from '../../src/compile/plan'
import type { Build } from '../../src/compile/build'
import { emit, plan } from '../../src/compile/compile'
import { runFloatGraph } from '../../src/layers/runModel'
import { Sketch } from '../../src/layers/sketch'
import { seededRandom } from '../../src/lib/random'
import type { Model } from '../../src/model/model'
import { shapeSize } from '../../src/model/model'
import type { Program, TargetId } from '../../src/model/program'
import type { Ranges } from '../../src/model/quantized'

/** Ranges by op of the expanded graph, as the compiler names them. */
export interface Network {
  readonly model: Model
  readonly ranges: Ranges
}

const planFor = (model: Model, target: TargetId, softmax: boolean): Plan => {
  const options: CompileOptions = { target, streaming: 'whole', softmax }
  return plan(model, boards[0]!, options)
}

/** What a few random inputs, uniform over [0, 1), reach. */
function observeRanges(model: Model, seed: number): Ranges {
  const { expanded } = planFor(model, 'c', true)
  const unit = seededRandom(seed)
  const size = shapeSize(expanded.ops.find(({ id }) => id === expanded.input)!.shape)
  const ranges: Record<string, { min: number; max: number }> = {}
  for (let sample = 0; sample < 4; sample++)
    for (const [id, { data }] of runFloatGraph(expanded, Float32Array.from({ length: size }, unit)))
      for (const value of data) {
        const seen = (ranges[id] ??= { min: 0, max: 0 })
        if (value < seen.min) seen.min = value
        if (value > seen.max) seen.max = value
      }
  return ranges
}

/** LeNet-5 on 28 × 28 pictures, 416,520 MACs, with seeded random weights. */
export function makeLenet(): Network {
  const sketch = new Sketch(seededRandom(1))
  const window = { kernel: [5, 5], strides: [1, 1], dilation: [1, 1], activation: 'relu' }
  const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }
  let tip = sketch.add('input', { shape: [28, 28, 1] })
  tip = sketch.add('conv2d', { filters: 6, ...window, padding: 'same' }, tip)
  tip = sketch.add('averagePool2d', pool, tip)
  tip = sketch.add('conv2d', { filters: 16, ...window, padding: 'valid' }, tip)
  tip = sketch.add('averagePool2d', pool, tip)
  tip = sketch.add('flatten', {}, tip)
  tip = sketch.add('dense', { units: 120, activation: 'relu' }, tip)
  tip = sketch.add('dense', { units: 84, activation: 'relu' }, tip)
  tip = sketch.add('dense', { units: 10, activation: 'softmax' }, tip)
  const model = sketch.model('lenet', tip)
  return { model, ranges: observeRanges(model, 2) }
}

export interface Compiled {
  readonly build: Build
  readonly program: Program
  readonly macs: number
}

/** Without the softmax outputs are logits. */
export function compile({ model, ranges }: Network, target: TargetId, softmax = true): Compiled {
  const made = planFor(model, target, softmax)
  const build = emit(made, ranges, { method: 'min-max', samples: 4, source: 'random' })
  return { build, program: build.program, macs: made.total.macs }
}

/** int8, uniform. */
export function makeInputs(count: number, size: number, seed: number): Int8Array {
  const unit = seededRandom(seed)
  return Int8Array.from({ length: count * size }, () => Math.floor(unit() * 256) - 128)
}
