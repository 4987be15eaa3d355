// Zeros around a picture, that is, the input's zero point. SPEC M2. In front of a convolution the
// compiler makes it the convolution's padding.

import type { Attrs } from '../model/model'
import { shapeSize } from '../model/model'
import type { Layer } from './layer'
import { identitySources, keepQuantization, tooLargeForStep, windowProblem } from './shared'

type Sides = readonly [readonly [number, number], readonly [number, number]]

function sidesOf(attrs: Attrs): Sides {
  return attrs['padding'] as unknown as Sides
}

function isSides(value: unknown): boolean {
  const pair = (v: unknown) =>
    Array.isArray(v) && v.length === 2 && v.every((n) => Number.isInteger(n) && n >= 0)
  return Array.isArray(value) && value.length === 2 && value.every(pair)
}

export const zeroPad2d: Layer = {
  kind: 'zeroPad2d',
  label: 'ZeroPadding2D',
  fields: { padding: { type: 'json', label: 'Padding [[top, bottom], [left, right]]' } },
  arity: [1, 1],
  summary: (attrs) => (isSides(attrs['padding']) ? sidesOf(attrs).flat().join(' ') : ''),
  problem: (attrs, [input]) => {
    if (!isSides(attrs['padding']))
      return `has the padding ${JSON.stringify(attrs['padding'])}, expected [[top, bottom], [left, right]]`
    const problem = windowProblem({ pool: [1, 1], strides: [1, 1] }, input, 'pool')
    if (problem || !input) return problem
    const [[top, bottom], [left, right]] = sidesOf(attrs)
    const [h = 0, w = 0, channels = 0] = input
    return tooLargeForStep(
      {
        'the padded height': h + top + bottom,
        'the padded width': w + left + right,
        'the number of channels': channels,
      },
      65535,
    )
  },
  outputShape: (attrs, [[h = 0, w = 0, channels = 0] = []]) => {
    const [[top, bottom], [left, right]] = sidesOf(attrs)
    return [h + top + bottom, w + left + right, channels]
  },
  connections: () => 0,
  macs: () => 0,
  run: (attrs, [x], _weights, output) => {
    if (!x) throw new Error('zeroPad2d needs an input')
    const [[top], [left]] = sidesOf(attrs)
    const [h = 0, w = 0, channels = 0] = x.shape
    const out = new Float32Array(shapeSize(output))
    for (let y = 0; y < h; y++)
      out.set(
        x.data.subarray(y * w * channels, (y + 1) * w * channels),
        ((y + top) * (output[1] ?? 0) + left) * channels,
      )
    return out
  },
  quantize: keepQuantization,
  lower: (op, [[h = 0, w = 0, channels = 0] = []]) => {
    const [[top], [left]] = sidesOf(op.attrs)
    const [outH = 0, outW = 0] = op.shape
    return [
      {
        kernel: 'nn_pad2d_s8',
        fields: {
          in_h: h,
          in_w: w,
          channels,
          out_h: outH,
          out_w: outW,
          pad_top: top,
          pad_left: left,
        },
        buffers: { in: 0, out: 'out' },
        constants: {},
        rows: outH,
      },
    ]
  },
  fill: (q) => [{ fields: { value: q.output.zeroPoint }, constants: {} }],
  follow: (attrs, _inputs, [kept = null]) => ({ attrs, cuts: [], output: kept }),
  sources: (_attrs, inputs) => identitySources(inputs),
  samples: [
    {
      attrs: {
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
      inputs: [[4, 5, 2]],
    },
    {
      attrs: {
        padding: [
          [0, 0],
          [0, 0],
        ],
      },
      inputs: [[1, 1, 3]],
    },
  ],
}
