// The four pooling kinds: two reductions, over a window or over the whole picture.

import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Op } from '../model/graph'
import type { Layer, Lowered, Value } from './layer'
import { identitySources, lastAxis, sizeProblem, windowOf, keepQuantization } from './shared'
import type { Window } from './shared'

export type Reduce = 'max' | 'average'

/** SPEC P1, P2: padding never wins and is not counted. */
export function runPool(reduce: Reduce, x: Value | undefined, window: Window): Float32Array {
  if (!x) throw new Error('a pooling needs an input')
  const [h = 0, w = 0, channels = 0] = x.shape
  const { kernel, strides, outH, outW, padTop, padLeft } = window
  const out = new Float32Array(outH * outW * channels)
  for (let o = 0; o < out.length; o++) {
    const c = o % channels
    const at = (o - c) / channels
    const top = Math.floor(at / outW) * strides[0] - padTop
    const left = (at % outW) * strides[1] - padLeft
    let [sum, count, largest] = [0, 0, -Infinity]
    for (let y = Math.max(0, top); y < Math.min(h, top + kernel[0]); y++)
      for (let i = Math.max(0, left); i < Math.min(w, left + kernel[1]); i++) {
        const value = x.data[(y * w + i) * channels + c] ?? 0
        sum += value
        count++
        largest = Math.max(largest, value)
      }
    out[o] = reduce === 'max' ? largest : sum / count
  }
  return out
}

const inPlaceProof =
  'Output (y, x) is written at or before the first value of its window, and the windows of all ' +
  'later outputs start behind it; without padding no window starts before the picture.'

/** `input` is [height, width, channels]. */
export function lowerPool(reduce: Reduce, input: Shape, window: Window): Lowered {
  const { kernel, strides, outH, outW, padTop, padLeft } = window
  return {
    kernel: reduce === 'max' ? 'nn_max_pool2d_s8' : 'nn_average_pool2d_s8',
    fields: {
      in_h: input[0] ?? 0,
      in_w: input[1] ?? 0,
      channels: lastAxis(input),
      out_h: outH,
      out_w: outW,
      kernel_h: kernel[0],
      kernel_w: kernel[1],
      stride_h: strides[0],
      stride_w: strides[1],
      pad_top: padTop,
      pad_left: padLeft,
    },
    buffers: { in: 0, out: 'out' },
    constants: {},
    rows: outH,
    ...(padTop === 0 && padLeft === 0 ? { inPlace: { field: 'in', proof: inPlaceProof } } : {}),
  }
}

/** What both kinds of pooling have, whatever their window. */
export function poolBasics(
  reduce: Reduce,
  window: (attrs: Attrs, input: Shape) => Window,
): Pick<
  Layer,
  'arity' | 'connections' | 'macs' | 'run' | 'quantize' | 'lower' | 'fill' | 'follow' | 'sources'
> {
  return {
    arity: [1, 1],
    connections: (attrs, [input = []], output) => {
      const { kernel } = window(attrs, input)
      return shapeSize(output) * kernel[0] * kernel[1]
    },
    macs: () => 0,
    run: (attrs, [x]) => runPool(reduce, x, window(attrs, x?.shape ?? [])),
    quantize: keepQuantization,
    lower: (op: Op, [input = []]) => [lowerPool(reduce, input, window(op.attrs, input))],
    fill: () => [{ fields: {}, constants: {} }],
    follow: (attrs, _inputs, [kept = null]) => ({ attrs, cuts: [], output: kept }),
    sources: (_attrs, inputs) => identitySources(inputs),
  }
}

export function poolLayer(kind: string, label: string, reduce: Reduce): Layer {
  const window = (attrs: Attrs, input: Shape) => windowOf(attrs, input, 'pool')
  return {
    kind,
    label,
    fields: {
      pool: { type: 'size', label: 'Window', min: 1, max: 65535 },
      strides: { type: 'size', label: 'Stride', min: 1, max: 65535 },
      padding: { type: 'choice', label: 'Padding', of: ['valid', 'same'] },
    },
    ...poolBasics(reduce, window),
    summary: (attrs) => window(attrs, []).kernel.join('×'),
    problem: (attrs, [input]) => sizeProblem(attrs, input, 'pool'),
    outputShape: (attrs, [input = []]) => {
      const { outH, outW } = window(attrs, input)
      return [outH, outW, lastAxis(input)]
    },
    samples: [
      { attrs: { pool: [2, 2], strides: [2, 2], padding: 'valid' }, inputs: [[28, 28, 6]] },
      { attrs: { pool: [3, 2], strides: [2, 3], padding: 'same' }, inputs: [[8, 7, 3]] },
      { attrs: { pool: [3, 3], strides: [1, 1], padding: 'same' }, inputs: [[2, 5, 1]] },
    ],
  }
}

export function globalPoolLayer(kind: string, label: string, reduce: Reduce): Layer {
  const window = (_attrs: Attrs, [h = 1, w = 1]: Shape): Window => ({
    kernel: [h, w],
    strides: [1, 1],
    dilation: [1, 1],
    outH: 1,
    outW: 1,
    padTop: 0,
    padLeft: 0,
    padBottom: 0,
    padRight: 0,
  })
  return {
    kind,
    label,
    fields: {
      keepDims: { type: 'flag', label: 'Keep height and width' },
    },
    ...poolBasics(reduce, window),
    problem: (_attrs, [input]) =>
      sizeProblem(
        { pool: [input?.[0] ?? 1, input?.[1] ?? 1], strides: [1, 1], padding: 'valid' },
        input,
        'pool',
      ),
    outputShape: (attrs, [input = []]) =>
      attrs['keepDims'] ? [1, 1, lastAxis(input)] : [lastAxis(input)],
    samples: [
      { attrs: { keepDims: false }, inputs: [[7, 5, 4]] },
      { attrs: { keepDims: true }, inputs: [[1, 3, 2]] },
    ],
  }
}
