// 2-D convolution, NHWC, weights HWIO as Keras keeps them. Integer rules: kernels/SPEC.md C1–C4.
// A pooling that follows may be fused: attribute `fusedPool`, set by the compiler alone.

import type { Attrs, Shape } from '../model/model'
import type { Layer, Value } from './layer'
import { fanInProblem, intAttr, kernelProblem, sizeAttr, sizeProblem, windowOf } from './shared'
import {
  channelMajor,
  fillLinear,
  lowerLinear,
  quantizeLinear,
  splitActivation,
} from './sharedLinear'
import { activations } from './layer'

interface FusedPool {
  readonly kind: 'max' | 'average'
  readonly pool: readonly [number, number]
}

function fusedPool(attrs: Attrs): FusedPool | undefined {
  return attrs['fusedPool'] as unknown as FusedPool | undefined
}

function outputShape(attrs: Attrs, [input = []]: readonly Shape[]): Shape {
  const { outH, outW } = windowOf(attrs, input)
  const pool = fusedPool(attrs)?.pool ?? [1, 1]
  return [Math.floor(outH / pool[0]), Math.floor(outW / pool[1]), intAttr(attrs, 'filters')]
}

/** Outputs before a fused pooling. */
function convolved(attrs: Attrs, [input = []]: readonly Shape[]): number {
  const { outH, outW } = windowOf(attrs, input)
  return outH * outW * intAttr(attrs, 'filters')
}

function taps(attrs: Attrs, [input = []]: readonly Shape[]): number {
  const [h, w] = sizeAttr(attrs, 'kernel')
  return h * w * (input[2] ?? 0)
}

function run(
  attrs: Attrs,
  [x]: readonly Value[],
  { kernel, bias }: Readonly<Record<string, Float32Array>>,
): Float32Array {
  if (!x || !kernel) throw new Error('conv2d needs an input and a kernel')
  const [h = 0, w = 0, channels = 0] = x.shape
  const filters = intAttr(attrs, 'filters')
  const {
    kernel: [kh, kw],
    strides,
    dilation,
    outH,
    outW,
    padTop,
    padLeft,
  } = windowOf(attrs, x.shape)
  const out = new Float32Array(outH * outW * filters)
  for (let oy = 0; oy < outH; oy++)
    for (let ox = 0; ox < outW; ox++)
      for (let f = 0; f < filters; f++) {
        let sum = bias?.[f] ?? 0
        for (let ky = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++) {
            const y = oy * strides[0] - padTop + ky * dilation[0]
            const at = ox * strides[1] - padLeft + kx * dilation[1]
            if (y < 0 || y >= h || at < 0 || at >= w) continue
            for (let c = 0; c < channels; c++)
              sum +=
                (x.data[(y * w + at) * channels + c] ?? 0) *
                (kernel[((ky * kw + kx) * channels + c) * filters + f] ?? 0)
          }
        out[(oy * outW + ox) * filters + f] = sum
      }
  return out
}

export const conv2d: Layer = {
  kind: 'conv2d',
  label: 'Conv2D',
  fields: {
    filters: { type: 'int', label: 'Filters', min: 1, max: 4096, channels: true },
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
    return kernelProblem(attrs, input) ?? fanInProblem(taps(attrs, [input]))
  },
  outputShape,
  weightShapes: (attrs, [input = []]) => ({
    kernel: [...sizeAttr(attrs, 'kernel'), input[2] ?? 0, intAttr(attrs, 'filters')],
    bias: [intAttr(attrs, 'filters')],
  }),
  optionalWeights: ['bias'],
  connections: (attrs, inputs) => convolved(attrs, inputs) * (taps(attrs, inputs) + 1),
  macs: (attrs, inputs) => convolved(attrs, inputs) * taps(attrs, inputs),
  run,
  expand: splitActivation,
  linear: true,
  quantize: (op, context) => {
    const filters = intAttr(op.attrs, 'filters')
    return quantizeLinear(
      op,
      context,
      channelMajor(op.weights['kernel']?.read() ?? new Float32Array(), filters),
      filters,
    )
  },
  lower: (op, [input = []], target) => {
    const { kernel, strides, dilation, padTop, padLeft } = windowOf(op.attrs, input)
    const pool = fusedPool(op.attrs)
    const [outH = 0, outW = 0, outC = 0] = op.shape
    const fields = {
      in_h: input[0] ?? 0,
      in_w: input[1] ?? 0,
      in_c: input[2] ?? 0,
      out_h: outH,
      out_w: outW,
      out_c: outC,
      kernel_h: kernel[0],
      kernel_w: kernel[1],
      stride_h: strides[0],
      stride_w: strides[1],
      dilation_h: dilation[0],
      dilation_w: dilation[1],
      pad_top: padTop,
      pad_left: padLeft,
      pool_h: pool?.pool[0] ?? 1,
      pool_w: pool?.pool[1] ?? 1,
      pool_kind: pool ? (pool.kind === 'max' ? 1 : 2) : 0,
    }
    return [lowerLinear('nn_conv2d_s8', target, fields, outH)]
  },
  fill: (q, [input], [lowered]) => [
    fillLinear(q, lowered, { in_zero_point: input?.zeroPoint ?? 0 }),
  ],
  follow: (attrs, _inputs, [kept = null], own) => ({
    attrs: own ? { ...attrs, filters: own.length } : attrs,
    cuts: [
      ...(kept ? [{ role: 'kernel', axis: 2, keep: kept, sums: true as const }] : []),
      ...(own
        ? [
            { role: 'kernel', axis: 3, keep: own },
            { role: 'bias', axis: 0, keep: own },
          ]
        : []),
    ],
    output: own,
  }),
  samples: [
    {
      attrs: {
        filters: 3,
        kernel: [3, 3],
        strides: [1, 1],
        dilation: [1, 1],
        padding: 'valid',
        activation: 'relu',
      },
      inputs: [[7, 6, 2]],
    },
    {
      attrs: {
        filters: 5,
        kernel: [3, 2],
        strides: [2, 1],
        dilation: [1, 1],
        padding: 'same',
        activation: 'linear',
      },
      inputs: [[8, 9, 3]],
    },
    {
      attrs: {
        filters: 4,
        kernel: [3, 3],
        strides: [1, 1],
        dilation: [2, 2],
        padding: 'same',
        activation: 'relu6',
      },
      inputs: [[9, 9, 1]],
    },
  ],
}
