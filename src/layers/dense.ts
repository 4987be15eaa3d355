// Fully connected layer over the last axis, kernel [in, out]. Integer rules: kernels/SPEC.md C6.

import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import { activations } from './layer'
import type { Layer } from './layer'
import { fanInProblem, intAttr, lastAxis, tooLargeForStep } from './shared'
import {
  channelMajor,
  fillLinear,
  lowerLinear,
  quantizeLinear,
  splitActivation,
} from './sharedLinear'

function vectorsOf(input: Shape): number {
  return shapeSize(input.slice(0, -1))
}

export const dense: Layer = {
  kind: 'dense',
  label: 'Dense',
  fields: {
    units: { type: 'int', label: 'Units', min: 1, max: 65535, channels: true },
    activation: { type: 'choice', label: 'Activation', of: activations },
  },
  arity: [1, 1],
  summary: (attrs) => String(intAttr(attrs, 'units')),
  problem: (attrs, [input]) => {
    if (!input || input.length === 0) return 'needs an input of at least one axis'
    return (
      tooLargeForStep(
        {
          'the number of vectors': vectorsOf(input),
          'the number of inputs': lastAxis(input),
          'the number of units': intAttr(attrs, 'units'),
        },
        65535,
      ) ?? fanInProblem(lastAxis(input))
    )
  },
  outputShape: (attrs, [input = []]) => [...input.slice(0, -1), intAttr(attrs, 'units')],
  weightShapes: (attrs, [input = []]) => ({
    kernel: [lastAxis(input), intAttr(attrs, 'units')],
    bias: [intAttr(attrs, 'units')],
  }),
  optionalWeights: ['bias'],
  connections: (_attrs, [input = []], output) => shapeSize(output) * (lastAxis(input) + 1),
  macs: (_attrs, [input = []], output) => shapeSize(output) * lastAxis(input),
  run: (attrs, [x], { kernel, bias }) => {
    if (!x || !kernel) throw new Error('dense needs an input and a kernel')
    const units = intAttr(attrs, 'units')
    const count = lastAxis(x.shape)
    const out = new Float32Array(vectorsOf(x.shape) * units)
    for (let o = 0; o < out.length; o++) {
      const unit = o % units
      const first = ((o - unit) / units) * count
      let sum = bias?.[unit] ?? 0
      for (let i = 0; i < count; i++)
        sum += (x.data[first + i] ?? 0) * (kernel[i * units + unit] ?? 0)
      out[o] = sum
    }
    return out
  },
  expand: splitActivation,
  linear: true,
  quantize: (op, context) => {
    const units = intAttr(op.attrs, 'units')
    const kernel = op.weights['kernel']?.read() ?? new Float32Array()
    return quantizeLinear(op, context, channelMajor(kernel, units), units)
  },
  lower: (op, [input = []], target) => [
    lowerLinear(
      'nn_dense_s8',
      target,
      {
        vectors: vectorsOf(input),
        in_count: lastAxis(input),
        out_count: intAttr(op.attrs, 'units'),
      },
      1,
    ),
  ],
  fill: (q, _inputs, [lowered]) => [fillLinear(q, lowered, {})],
  follow: (attrs, _inputs, [kept = null], own) => ({
    attrs: own ? { ...attrs, units: own.length } : attrs,
    cuts: [
      ...(kept ? [{ role: 'kernel', axis: 0, keep: kept, sums: true as const }] : []),
      ...(own
        ? [
            { role: 'kernel', axis: 1, keep: own },
            { role: 'bias', axis: 0, keep: own },
          ]
        : []),
    ],
    output: own,
  }),
  samples: [
    { attrs: { units: 10, activation: 'softmax' }, inputs: [[84]] },
    { attrs: { units: 5, activation: 'relu' }, inputs: [[3, 2, 7]] },
    { attrs: { units: 1, activation: 'linear' }, inputs: [[1]] },
  ],
}
