// A function of each value, by a table; softmax has its own kernel. SPEC E2, E3.
// Outputs of sigmoid, tanh and softmax have fixed scales, those of TensorFlow Lite.

import { exp } from '../lib/math'
import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Op } from '../model/graph'
import type { Quantization, QuantizedOp } from '../model/quantized'
import { activations } from './layer'
import type { Layer, Lowered, QuantizeContext } from './layer'
import {
  applyActivation,
  identitySources,
  lastAxis,
  pointwise,
  tooLargeForStep,
  chooseQuantization,
} from './shared'
import { fillTable, lowerLookup, tableOf } from './sharedTable'

const fixedOutputs: Readonly<Record<string, Quantization>> = {
  sigmoid: { scale: 1 / 256, zeroPoint: -128 },
  softmax: { scale: 1 / 256, zeroPoint: -128 },
  tanh: { scale: 1 / 128, zeroPoint: 0 },
}

function nameOf(attrs: Attrs): string {
  return String(attrs['activation'] ?? 'linear')
}

/** SPEC E3: exp of d steps below the largest value. */
function softmaxTable(scale: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, d) => Math.round(65535 * exp(-d * scale)))
}

function quantize(op: Op, { inputs: [input], range }: QuantizeContext): QuantizedOp {
  if (!input) throw new Error(`${op.id} has no input`)
  const name = nameOf(op.attrs)
  const output = fixedOutputs[name] ?? chooseQuantization(range)
  const table =
    name === 'softmax'
      ? softmaxTable(input.scale)
      : tableOf(input, output, pointwise(name, Number(op.attrs['alpha'] ?? 0.3)))
  return { op, output, integers: { table }, fields: {} }
}

function lowerSoftmax(input: Shape): Lowered {
  return {
    kernel: 'nn_softmax_s8',
    fields: { vectors: shapeSize(input.slice(0, -1)), count: lastAxis(input) },
    buffers: { in: 0, out: 'out' },
    constants: { table: { content: 'table', bytes: 512 } },
    inPlace: {
      field: 'in',
      proof: 'Largest value and sum are known before the first result is written over its value.',
    },
    rows: 1,
  }
}

export const activation: Layer = {
  kind: 'activation',
  label: 'Activation',
  fields: {
    activation: { type: 'choice', label: 'Function', of: activations },
    alpha: { type: 'number', label: 'Slope below zero' },
  },
  arity: [1, 1],
  summary: nameOf,
  problem: (attrs, [input]) => {
    if (!input || input.length === 0) return 'needs an input of at least one axis'
    if (nameOf(attrs) !== 'softmax') return undefined
    return tooLargeForStep(
      {
        'the number of vectors': shapeSize(input.slice(0, -1)),
        'the number of channels': lastAxis(input),
      },
      65535,
    )
  },
  outputShape: (_attrs, [input = []]) => input,
  connections: () => 0,
  macs: () => 0,
  run: (attrs, [x]) => {
    if (!x) throw new Error('an activation needs an input')
    return applyActivation(attrs, x)
  },
  // Nothing to compute: the input's bytes.
  expand: (op, [input = []]) =>
    nameOf(op.attrs) === 'linear' ? [{ ...op, kind: 'reshape', attrs: { shape: input } }] : [op],
  quantize,
  lower: (op, [input = []]) => [
    nameOf(op.attrs) === 'softmax' ? lowerSoftmax(input) : lowerLookup(input),
  ],
  fill: (q) => [fillTable(q)],
  follow: (attrs, _inputs, [kept = null]) => ({ attrs, cuts: [], output: kept }),
  sources: (_attrs, inputs) => identitySources(inputs),
  samples: [
    { attrs: { activation: 'relu' }, inputs: [[5, 4, 3]] },
    { attrs: { activation: 'relu6' }, inputs: [[6]] },
    { attrs: { activation: 'leakyRelu', alpha: 0.1 }, inputs: [[3, 2, 2]] },
    { attrs: { activation: 'sigmoid' }, inputs: [[9]] },
    { attrs: { activation: 'tanh' }, inputs: [[4, 4, 1]] },
    { attrs: { activation: 'softmax' }, inputs: [[2, 3, 10]] },
    { attrs: { activation: 'linear' }, inputs: [[2, 2, 2]] },
  ],
}
