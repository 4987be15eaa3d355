// Separable convolution: a depthwise one, then a 1 × 1 convolution with bias and activation. It
// never reaches the quantizer: it is taken apart into just these.

import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Op } from '../model/graph'
import { activations } from './layer'
import type { Layer, Value } from './layer'
import {
  fanInProblem,
  intAttr,
  kernelProblem,
  sizeAttr,
  sizeProblem,
  tooLargeForStep,
  windowOf,
} from './shared'
import { splitActivation } from './sharedLinear'

/** Channels between the two convolutions. */
function middle(attrs: Attrs, input: Shape): number {
  return (input[2] ?? 0) * intAttr(attrs, 'multiplier')
}

function taps(attrs: Attrs): number {
  const [h, w] = sizeAttr(attrs, 'kernel')
  return h * w
}

function expand(op: Op, [input = []]: readonly Shape[]): readonly Op[] {
  const { filters = 1, activation = 'linear', alpha, ...window } = op.attrs
  const { depthwise, pointwise, bias } = op.weights
  if (!depthwise || !pointwise) throw new Error(`${op.id} lacks weights`)
  const id = `${op.id}/depthwise`
  const [outH = 0, outW = 0] = op.shape
  const first: Op = {
    ...op,
    id,
    kind: 'depthwiseConv2d',
    attrs: { ...window, activation: 'linear' },
    shape: [outH, outW, middle(op.attrs, input)],
    weights: { kernel: depthwise },
    rangeOf: id,
  }
  const second: Op = {
    ...op,
    kind: 'conv2d',
    inputs: [id],
    attrs: {
      filters,
      kernel: [1, 1],
      strides: [1, 1],
      dilation: [1, 1],
      padding: 'valid',
      activation,
      ...(alpha === undefined ? {} : { alpha }),
    },
    weights: { kernel: pointwise, ...(bias ? { bias } : {}) },
  }
  return [first, ...splitActivation(second)]
}

function run(
  attrs: Attrs,
  [x]: readonly Value[],
  weights: Readonly<Record<string, Float32Array>>,
): Float32Array {
  const { depthwise, pointwise, bias } = weights
  if (!x || !depthwise || !pointwise) throw new Error('separableConv2d lacks input or weights')
  const [h = 0, w = 0, inputs = 0] = x.shape
  const filters = intAttr(attrs, 'filters')
  const channels = middle(attrs, x.shape)
  const { kernel, strides, dilation, outH, outW, padTop, padLeft } = windowOf(attrs, x.shape)
  const out = new Float32Array(outH * outW * filters)
  for (let at = 0; at < outH * outW; at++) {
    const between = new Float32Array(channels)
    for (let tap = 0; tap < taps(attrs); tap++) {
      const y =
        Math.floor(at / outW) * strides[0] - padTop + Math.floor(tap / kernel[1]) * dilation[0]
      const left = (at % outW) * strides[1] - padLeft + (tap % kernel[1]) * dilation[1]
      if (y < 0 || y >= h || left < 0 || left >= w) continue
      for (let c = 0; c < channels; c++) {
        const from = Math.floor(c / intAttr(attrs, 'multiplier'))
        const pixel = x.data[(y * w + left) * inputs + from] ?? 0
        between[c] = (between[c] ?? 0) + pixel * (depthwise[tap * channels + c] ?? 0)
      }
    }
    for (let f = 0; f < filters; f++)
      out[at * filters + f] = between.reduce(
        (sum, value, c) => sum + value * (pointwise[c * filters + f] ?? 0),
        bias?.[f] ?? 0,
      )
  }
  return out
}

export const separableConv2d: Layer = {
  kind: 'separableConv2d',
  label: 'SeparableConv2D',
  fields: {
    filters: { type: 'int', label: 'Filters', min: 1, max: 4096, channels: true },
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
      fanInProblem(middle(attrs, input))
    )
  },
  outputShape: (attrs, [input = []]) => {
    const { outH, outW } = windowOf(attrs, input)
    return [outH, outW, intAttr(attrs, 'filters')]
  },
  weightShapes: (attrs, [input = []]) => ({
    depthwise: [...sizeAttr(attrs, 'kernel'), input[2] ?? 0, intAttr(attrs, 'multiplier')],
    pointwise: [1, 1, middle(attrs, input), intAttr(attrs, 'filters')],
    bias: [intAttr(attrs, 'filters')],
  }),
  optionalWeights: ['bias'],
  connections: (attrs, [input = []], output) => {
    const pixels = shapeSize(output.slice(0, -1))
    return (
      pixels * middle(attrs, input) * taps(attrs) + shapeSize(output) * (middle(attrs, input) + 1)
    )
  },
  macs: (attrs, [input = []], output) => {
    const pixels = shapeSize(output.slice(0, -1))
    return middle(attrs, input) * (pixels * taps(attrs) + shapeSize(output))
  },
  run,
  expand,
  follow: (attrs, _inputs, [kept = null], own) => {
    const multiplier = intAttr(attrs, 'multiplier')
    const between = kept?.flatMap((channel) =>
      Array.from({ length: multiplier }, (_, i) => channel * multiplier + i),
    )
    return {
      attrs: own ? { ...attrs, filters: own.length } : attrs,
      cuts: [
        ...(kept && between
          ? [
              { role: 'depthwise', axis: 2, keep: kept },
              { role: 'pointwise', axis: 2, keep: between, sums: true as const },
            ]
          : []),
        ...(own
          ? [
              { role: 'pointwise', axis: 3, keep: own },
              { role: 'bias', axis: 0, keep: own },
            ]
          : []),
      ],
      output: own,
    }
  },
  samples: [
    {
      attrs: {
        filters: 5,
        multiplier: 1,
        kernel: [3, 3],
        strides: [1, 1],
        dilation: [1, 1],
        padding: 'same',
        activation: 'relu',
      },
      inputs: [[5, 6, 3]],
    },
    {
      attrs: {
        filters: 2,
        multiplier: 2,
        kernel: [3, 2],
        strides: [2, 2],
        dilation: [1, 1],
        padding: 'valid',
        activation: 'tanh',
      },
      inputs: [[8, 7, 3]],
    },
  ],
}
