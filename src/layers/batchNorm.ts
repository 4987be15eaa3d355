// Batch normalization with its trained statistics: one multiply–add per channel (the last axis).
// It folds into the linear layer before it; standing alone it is a 1 × 1 depthwise convolution.

import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Layer } from './layer'
import { identitySources, lastAxis, sizeProblem } from './shared'
import type { Window } from './shared'
import { fillLinear, lowerDepthwise, quantizeDepthwise } from './sharedLinear'

interface Affine {
  readonly factor: Float32Array
  readonly offset: Float32Array
}

function affineOf(
  attrs: Attrs,
  { gamma, beta, mean, variance }: Readonly<Record<string, Float32Array>>,
): Affine {
  if (!mean || !variance) throw new Error('batchNorm needs mean and variance')
  const epsilon = Number(attrs['epsilon'] ?? 1e-3)
  const factor = variance.map((v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon))
  return { factor, offset: factor.map((f, c) => (beta?.[c] ?? 0) - (mean[c] ?? 0) * f) }
}

/** Any rank as a picture: [height, width, channels]. */
function pictureOf(shape: Shape): Shape {
  return [shapeSize(shape.slice(0, -2)), shape.at(-2) ?? 1, lastAxis(shape)]
}

const onePixel = { kernel: [1, 1], strides: [1, 1], dilation: [1, 1] } as const

function pointWindow([outH = 1, outW = 1]: Shape): Window {
  return { ...onePixel, outH, outW, padTop: 0, padLeft: 0, padBottom: 0, padRight: 0 }
}

const roles = ['gamma', 'beta', 'mean', 'variance']

export const batchNorm: Layer = {
  kind: 'batchNorm',
  label: 'BatchNormalization',
  fields: { epsilon: { type: 'number', label: 'Epsilon' } },
  arity: [1, 1],
  problem: (_attrs, [input]) => {
    if (!input || input.length === 0) return 'needs an input of at least one axis'
    return sizeProblem({ ...onePixel, padding: 'valid' }, pictureOf(input))
  },
  outputShape: (_attrs, [input = []]) => input,
  weightShapes: (_attrs, [input = []]) =>
    Object.fromEntries(roles.map((role) => [role, [lastAxis(input)]])),
  optionalWeights: ['gamma', 'beta'],
  connections: (_attrs, _inputs, output) => shapeSize(output) * 2,
  macs: (_attrs, _inputs, output) => shapeSize(output),
  run: (attrs, [x], weights) => {
    if (!x) throw new Error('batchNorm needs an input')
    const { factor, offset } = affineOf(attrs, weights)
    const channels = lastAxis(x.shape)
    return x.data.map(
      (value, i) => value * (factor[i % channels] ?? 1) + (offset[i % channels] ?? 0),
    )
  },
  linear: true,
  quantize: (op, context) => {
    const weights = Object.entries(op.weights).map(([role, tensor]) => [role, tensor.read()])
    const { factor, offset } = affineOf(op.attrs, Object.fromEntries(weights))
    return quantizeDepthwise(op, context, factor, offset)
  },
  lower: (op, [input = []], target) => {
    const picture = pictureOf(input)
    return [lowerDepthwise({ ...op, shape: picture }, picture, pointWindow(picture), 1, target)]
  },
  fill: (q, [input], [lowered]) => [
    fillLinear(q, lowered, { in_zero_point: input?.zeroPoint ?? 0 }),
  ],
  follow: (attrs, _inputs, [kept = null]) => ({
    attrs,
    cuts: kept ? roles.map((role) => ({ role, axis: 0, keep: kept })) : [],
    output: kept,
  }),
  sources: (_attrs, inputs) => identitySources(inputs),
  samples: [
    { attrs: { epsilon: 0.001 }, inputs: [[5, 4, 3]] },
    { attrs: { epsilon: 0.00001 }, inputs: [[6]] },
    { attrs: { epsilon: 0.001 }, inputs: [[3, 2]] },
  ],
}
