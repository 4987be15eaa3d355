// Depthwise convolution, kernel [height, width, in, multiplier]: output channel c reads input
// channel c div multiplier. Integer rules: kernels/SPEC.md C5.

import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import { activations } from './layer'
import type { Layer, Value } from './layer'
import { intAttr, kernelProblem, sizeAttr, sizeProblem, tooLargeForStep, windowOf } from './shared'
import { fillLinear, lowerDepthwise, quantizeDepthwise, splitActivation } from './sharedLinear'

function channelsOf(attrs: Attrs, input: Shape): number {
  return (input[2] ?? 0) * intAttr(attrs, 'multiplier')
}

function taps(attrs: Attrs): number {
  const [h, w] = sizeAttr(attrs, 'kernel')
  return h * w
}

function run(
  attrs: Attrs,
  [x]: readonly Value[],
  { kernel, bias }: Readonly<Record<string, Float32Array>>,
): Float32Array {
  if (!x || !kernel) throw new Error('depthwiseConv2d needs an input and a kernel')
  const [h = 0, w = 0, inputs = 0] = x.shape
  const channels = channelsOf(attrs, x.shape)
  const window = windowOf(attrs, x.shape)
  const { strides, dilation, outH, outW } = window
  const out = new Float32Array(outH * outW * channels)
  for (let o = 0; o < out.length; o++) {
    const c = o % channels
    const at = (o - c) / channels
    const from = Math.floor(c / intAttr(attrs, 'multiplier'))
    let sum = bias?.[c] ?? 0
    for (let tap = 0; tap < taps(attrs); tap++) {
      const column = tap % window.kernel[1]
      const row = (tap - column) / window.kernel[1]
      const y = Math.floor(at / outW) * strides[0] - window.padTop + row * dilation[0]
      const left = (at % outW) * strides[1] - window.padLeft + column * dilation[1]
      if (y < 0 || y >= h || left < 0 || left >= w) continue
      sum += (x.data[(y * w + left) * inputs + from] ?? 0) * (kernel[tap * channels + c] ?? 0)
    }
    out[o] = sum
  }
  return out
}

function outputShape(attrs: Attrs, [input = []]: readonly Shape[]): Shape {
  const { outH, outW } = windowOf(attrs, input)
  return [outH, outW, channelsOf(attrs, input)]
}

export const depthwiseConv2d: Layer = {
  kind: 'depthwiseConv2d',
  label: 'DepthwiseConv2D',
  fields: {
    multiplier: { type: 'int', label: 'Channel multiplier', min: 1, max: 255 },
    kernel: { type: 'size', label: 'Kernel', min: 1, max: 255 },
    strides: { type: 'size', label: 'Stride', min: 1, max: 255 },
    dilation: { type: 'size', label: 'Dilation', min: 1, max: 255 },
    padding: { type: 'choice', label: 'Padding', of: ['valid', 'same', 'explicit'] },
    activation: { type: 'choice', label: 'Activation', of: activations },
  },
  arity: [1, 1],
  summary: (attrs) => sizeAttr(attrs, 'kernel').join('×'),
  problem: (attrs, [input]) => {
    const problem = sizeProblem(attrs, input)
    if (problem || !input) return problem
    return (
      kernelProblem(attrs, input) ??
      tooLargeForStep({ 'the channel multiplier': intAttr(attrs, 'multiplier') }, 255) ??
      tooLargeForStep({ 'the number of output channels': channelsOf(attrs, input) }, 65535)
    )
  },
  outputShape,
  weightShapes: (attrs, [input = []]) => ({
    kernel: [...sizeAttr(attrs, 'kernel'), input[2] ?? 0, intAttr(attrs, 'multiplier')],
    bias: [channelsOf(attrs, input)],
  }),
  optionalWeights: ['bias'],
  connections: (attrs, _inputs, output) => shapeSize(output) * (taps(attrs) + 1),
  macs: (attrs, _inputs, output) => shapeSize(output) * taps(attrs),
  run,
  expand: splitActivation,
  linear: true,
  quantize: (op, context) =>
    quantizeDepthwise(op, context, op.weights['kernel']?.read() ?? new Float32Array()),
  lower: (op, [input = []], target) => [
    lowerDepthwise(op, input, windowOf(op.attrs, input), intAttr(op.attrs, 'multiplier'), target),
  ],
  fill: (q, [input], [lowered]) => [
    fillLinear(q, lowered, { in_zero_point: input?.zeroPoint ?? 0 }),
  ],
  follow: (attrs, _inputs, [kept = null]) => {
    if (!kept) return { attrs, cuts: [], output: null }
    const multiplier = intAttr(attrs, 'multiplier')
    const output = kept.flatMap((channel) =>
      Array.from({ length: multiplier }, (_, i) => channel * multiplier + i),
    )
    const cuts = [
      { role: 'kernel', axis: 2, keep: kept },
      { role: 'bias', axis: 0, keep: output },
    ]
    return { attrs, cuts, output }
  },
  sources: (attrs, [input = []]) =>
    Int32Array.from({ length: channelsOf(attrs, input) }, (_, c) =>
      Math.floor(c / intAttr(attrs, 'multiplier')),
    ),
  samples: [
    {
      attrs: {
        multiplier: 1,
        kernel: [3, 3],
        strides: [1, 1],
        dilation: [1, 1],
        padding: 'same',
        activation: 'relu6',
      },
      inputs: [[6, 7, 4]],
    },
    {
      attrs: {
        multiplier: 3,
        kernel: [2, 3],
        strides: [2, 1],
        dilation: [1, 1],
        padding: 'valid',
        activation: 'linear',
      },
      inputs: [[7, 5, 3]],
    },
    {
      attrs: {
        multiplier: 2,
        kernel: [3, 1],
        strides: [1, 1],
        dilation: [2, 2],
        padding: 'explicit',
        pads: [1, 2, 0, 1],
        activation: 'linear',
      },
      inputs: [[5, 5, 1]],
    },
  ],
}
