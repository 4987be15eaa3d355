// The gradient of every layer kind, beside its twin: from the gradient of a loss by a layer's result
// to those by its inputs and weights. TensorFlow.js' own tape is not used: it has no gradient for
// dilated convolutions and a wrong one for padded average pooling.

import * as tf from '@tensorflow/tfjs-core'
import { windowOf } from '../layers/shared'
import type { Attrs, Role } from '../model/model'
import type { Op } from '../model/graph'

type Tensor = tf.Tensor

export interface Forward {
  readonly op: Op
  /** What the layer read, its result, and its weights; batch axis first. */
  readonly x: readonly Tensor[]
  readonly y: Tensor
  readonly weights: Readonly<Record<Role, Tensor>>
}

export interface Backward {
  /** By input; only where `wanted`. */
  readonly x?: readonly (Tensor | undefined)[]
  readonly weights?: Readonly<Record<Role, Tensor>>
}

/** `wanted`: by input, whether anything before it trains. */
export type LayerGradient = (
  forward: Forward,
  dy: Tensor,
  wanted: readonly boolean[],
  trains: (role: Role) => boolean,
) => Backward

type Pads = [[number, number], [number, number], [number, number], [number, number]]

function run(kernel: string, inputs: Record<string, Tensor>, attrs: object): Tensor {
  return tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap) as Tensor
}

/** Sums over all but the last axis; a product with ones is faster than a reduction. */
export function sumChannels(x: Tensor): Tensor {
  const channels = x.shape.at(-1) ?? 1
  const rows = x.size / channels
  const sums = tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, channels]) as tf.Tensor2D)
  return tf.reshape(sums, [channels])
}

function windowAttrs(attrs: Attrs, x: Tensor, size: 'kernel' | 'pool') {
  const w = windowOf(attrs, x.shape.slice(1), size)
  const pad: Pads = [
    [0, 0],
    [w.padTop, w.padBottom],
    [w.padLeft, w.padRight],
    [0, 0],
  ]
  return { window: w, size: [...w.kernel], strides: [...w.strides], pad }
}

/** Zeros between the taps: [h, w, …] → [(h − 1)·dh + 1, (w − 1)·dw + 1, …]. */
function spread(kernel: Tensor, [dh, dw]: readonly [number, number]): Tensor {
  const [h = 1, w = 1, a = 1, b = 1] = kernel.shape
  const rows = tf.pad(tf.reshape(kernel, [h, 1, w * a * b]), [
    [0, 0],
    [0, dh - 1],
    [0, 0],
  ])
  const columns = tf.pad(tf.reshape(rows, [h * dh * w, 1, a * b]), [
    [0, 0],
    [0, dw - 1],
    [0, 0],
  ])
  const all = tf.reshape(columns, [h * dh, w * dw, a, b])
  return tf.slice(all, [0, 0, 0, 0], [(h - 1) * dh + 1, (w - 1) * dw + 1, a, b])
}

function convolution(prefix: 'Conv2D' | 'DepthwiseConv2dNative'): LayerGradient {
  return ({ op, x: [x], weights: { kernel, bias } }, dy, [wanted], trains) => {
    if (!x || !kernel) throw new Error(`${op.id} lacks input or kernel`)
    const { window, strides, pad } = windowAttrs(op.attrs, x, 'kernel')
    const [dh, dw] = window.dilation
    const dilated = dh > 1 || dw > 1
    const filter = dilated ? spread(kernel, [dh, dw]) : kernel
    const common = { strides, pad, dataFormat: 'NHWC', dimRoundingMode: undefined, dilations: 1 }
    const byFilter = () => {
      const filterShape = filter.shape
      const whole = run(`${prefix}BackpropFilter`, { x, dy }, { ...common, filterShape })
      const begin = [0, 0, 0, 0]
      return dilated ? tf.stridedSlice(whole, begin, whole.shape, [dh, dw, 1, 1]) : whole
    }
    const byInput = () =>
      run(`${prefix}BackpropInput`, { dy, filter }, { ...common, inputShape: x.shape })
    return {
      x: [wanted ? byInput() : undefined],
      weights: {
        ...(trains('kernel') ? { kernel: byFilter() } : {}),
        ...(bias && trains('bias') ? { bias: sumChannels(dy) } : {}),
      },
    }
  }
}

const dense: LayerGradient = ({ op, x: [x], weights: { kernel, bias } }, dy, [wanted], trains) => {
  if (!x || !kernel) throw new Error(`${op.id} lacks input or kernel`)
  const rows = tf.reshape(x, [-1, x.shape.at(-1) ?? 1]) as tf.Tensor2D
  const dRows = tf.reshape(dy, [-1, dy.shape.at(-1) ?? 1]) as tf.Tensor2D
  const byInput = () => tf.reshape(tf.matMul(dRows, kernel as tf.Tensor2D, false, true), x.shape)
  return {
    x: [wanted ? byInput() : undefined],
    weights: {
      ...(trains('kernel') ? { kernel: tf.matMul(rows, dRows, true, false) } : {}),
      ...(bias && trains('bias') ? { bias: sumChannels(dy) } : {}),
    },
  }
}

/** The statistics count as constants. */
const batchNorm: LayerGradient = ({ op, x: [x], weights }, dy, [wanted], trains) => {
  const { gamma, mean, variance } = weights
  if (!x || !mean || !variance) throw new Error(`${op.id} lacks input or statistics`)
  const deviation = deviationOf(op, variance)
  const factor = gamma ? tf.div(gamma, deviation) : tf.div(1, deviation)
  const normal = () => tf.div(tf.sub(x, mean), deviation)
  return {
    x: [wanted ? tf.mul(dy, factor) : undefined],
    weights: {
      ...(gamma && trains('gamma') ? { gamma: sumChannels(tf.mul(dy, normal())) } : {}),
      ...(weights['beta'] && trains('beta') ? { beta: sumChannels(dy) } : {}),
    },
  }
}

/** The statistics are those of this batch, so they follow the input. */
export const batchStatisticsGradient: LayerGradient = (forward, dy, wanted, trains) => {
  const { op, y } = forward
  const [x] = forward.x
  const { gamma, mean, variance } = forward.weights
  if (!x || !mean || !variance) throw new Error(`${op.id} lacks input or statistics`)
  const deviation = deviationOf(op, variance)
  const normal = tf.div(tf.sub(x, mean), deviation)
  const count = y.size / (y.shape.at(-1) ?? 1)
  const sum = sumChannels(dy)
  const sumNormal = sumChannels(tf.mul(dy, normal))
  const factor = gamma ? tf.div(gamma, deviation) : tf.div(1, deviation)
  const byInput = () => {
    const shared = tf.add(tf.div(sum, count), tf.mul(normal, tf.div(sumNormal, count)))
    return tf.mul(factor, tf.sub(dy, shared))
  }
  return {
    x: [wanted[0] ? byInput() : undefined],
    weights: {
      ...(gamma && trains('gamma') ? { gamma: sumNormal } : {}),
      ...(forward.weights['beta'] && trains('beta') ? { beta: sum } : {}),
    },
  }
}

function deviationOf({ attrs }: Op, variance: Tensor): Tensor {
  return tf.sqrt(tf.add(variance, Number(attrs['epsilon'] ?? 1e-3)))
}

/** Of the largest value; of equal ones as the back end likes. */
const maxPool: LayerGradient = ({ op, x: [x], y }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  const { size, strides, pad } = windowAttrs(op.attrs, x, 'pool')
  return {
    x: [run('MaxPoolGrad', { dy, input: x, output: y }, { filterSize: size, strides, pad })],
  }
}

/** The kernel divides by the whole window; at borders fewer taps lie in the picture. */
const averagePool: LayerGradient = ({ op, x: [x] }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  const { window, size, strides, pad } = windowAttrs(op.attrs, x, 'pool')
  const [h = 1, w = 1] = x.shape.slice(1)
  const inside = (out: number, stride: number, before: number, taps: number, whole: number) =>
    Array.from({ length: out }, (_, i) => {
      const first = i * stride - before
      return Math.min(first + taps, whole) - Math.max(first, 0)
    })
  const [kh, kw] = window.kernel
  const rows = inside(window.outH, window.strides[0], window.padTop, kh, h)
  const columns = inside(window.outW, window.strides[1], window.padLeft, kw, w)
  const whole = rows.every((taps) => taps === kh) && columns.every((taps) => taps === kw)
  const share = () =>
    rows.flatMap((taps) => columns.map((others) => (kh * kw) / Math.max(1, taps * others)))
  const scaled = whole
    ? dy
    : tf.mul(dy, tf.tensor(share(), [1, window.outH, window.outW, 1], 'float32'))
  return { x: [run('AvgPoolGrad', { dy: scaled, input: x }, { filterSize: size, strides, pad })] }
}

/** One value per channel as a picture of one pixel. */
const onePixel = (t: Tensor): Tensor => tf.reshape(t, [t.shape[0] ?? 1, 1, 1, t.shape.at(-1) ?? 1])

const globalMax: LayerGradient = ({ x: [x], y }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  return { x: [tf.mul(onePixel(dy), tf.cast(tf.equal(x, onePixel(y)), 'float32'))] }
}

const globalAverage: LayerGradient = ({ x: [x] }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  const [, h = 1, w = 1] = x.shape
  return { x: [tf.mul(onePixel(dy), tf.fill(x.shape, 1 / (h * w)))] }
}

const sameValues: LayerGradient = ({ x: [x] }, dy, [wanted]) =>
  wanted && x ? { x: [tf.reshape(dy, x.shape)] } : {}

const zeroPad: LayerGradient = ({ op, x: [x] }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  const [[top], [left]] = op.attrs['padding'] as unknown as [[number, number], [number, number]]
  return { x: [tf.slice(dy, [0, top, left, 0], x.shape)] }
}

const where = (condition: Tensor) => tf.cast(condition, 'float32')

/** From x, y and dy. */
const slopes: Readonly<Record<string, (x: Tensor, y: Tensor, dy: Tensor, attrs: Attrs) => Tensor>> =
  {
    linear: (_x, _y, dy) => tf.clone(dy),
    relu: (_x, y, dy) => tf.mul(dy, tf.step(y)),
    relu6: (x, _y, dy) => tf.mul(dy, where(tf.logicalAnd(tf.greater(x, 0), tf.less(x, 6)))),
    leakyRelu: (x, _y, dy, attrs) => tf.mul(dy, tf.step(x, Number(attrs['alpha'] ?? 0.3))),
    sigmoid: (_x, y, dy) => tf.mul(dy, tf.mul(y, tf.sub(1, y))),
    tanh: (_x, y, dy) => tf.mul(dy, tf.sub(1, tf.square(y))),
    softmax: (_x, y, dy) => {
      const weighted = tf.mul(dy, y)
      return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y))
    },
  }

const activation: LayerGradient = ({ op, x: [x], y }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  const slope = slopes[String(op.attrs['activation'] ?? 'linear')]
  if (!slope) throw new Error(`no gradient for the activation of ${op.id}`)
  return { x: [slope(x, y, dy, op.attrs)] }
}

const elu: LayerGradient = ({ op, x: [x], y }, dy, [wanted]) => {
  if (!wanted || !x) return {}
  const alpha = Number(op.attrs['alpha'] ?? 1)
  // Below zero the slope is α·e^x = y + α.
  const below = tf.mul(tf.add(y, alpha), tf.sub(1, tf.step(x)))
  return { x: [tf.mul(dy, tf.add(tf.step(x), below))] }
}

const rescaling: LayerGradient = ({ op }, dy, [wanted]) =>
  wanted ? { x: [tf.mul(dy, Number(op.attrs['scale'] ?? 1))] } : {}

const add: LayerGradient = (_forward, dy, wanted) => ({
  x: wanted.map((one) => (one ? tf.clone(dy) : undefined)),
})

const concat: LayerGradient = ({ x }, dy, wanted) => {
  let first = 0
  const parts = x.map(({ shape }, i) => {
    const begin = [...shape.slice(0, -1).map(() => 0), first]
    first += shape.at(-1) ?? 0
    return wanted[i] ? tf.slice(dy, begin, shape) : undefined
  })
  return { x: parts }
}

export const layerGradients: Readonly<Record<string, LayerGradient>> = {
  conv2d: convolution('Conv2D'),
  depthwiseConv2d: convolution('DepthwiseConv2dNative'),
  dense,
  maxPool2d: maxPool,
  averagePool2d: averagePool,
  globalMaxPool2d: globalMax,
  globalAveragePool2d: globalAverage,
  flatten: sameValues,
  reshape: sameValues,
  zeroPad2d: zeroPad,
  batchNorm,
  activation,
  add,
  concat,
  elu,
  rescaling,
}
