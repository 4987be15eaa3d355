// The twin of every layer kind in TensorFlow.js, one line per kind of the expanded graph. They give
// the float results that users see, and the ranges of calibration.

import * as tf from '@tensorflow/tfjs-core'
import { windowOf } from '../layers/shared'
import type { Attrs, Role } from '../model/model'
import type { Op } from '../model/graph'

type Tensor = tf.Tensor
type Weights = Readonly<Record<Role, Tensor>>

/** `x` are the inputs with the batch axis first. The result may share its data with an input. */
export type Twin = (op: Op, x: readonly Tensor[], weights: Weights) => Tensor

type Pads = [[number, number], [number, number], [number, number], [number, number]]

function window(attrs: Attrs, x: Tensor, size: 'kernel' | 'pool' = 'kernel') {
  const w = windowOf(attrs, x.shape.slice(1), size)
  const pads: Pads = [
    [0, 0],
    [w.padTop, w.padBottom],
    [w.padLeft, w.padRight],
    [0, 0],
  ]
  return {
    size: [...w.kernel] as [number, number],
    strides: [...w.strides] as [number, number],
    dilation: [...w.dilation] as [number, number],
    pads,
  }
}

type Convolution = typeof tf.conv2d | typeof tf.depthwiseConv2d

/** TensorFlow.js does not stride and dilate at once: then every place is computed and some taken. */
function convolve(convolution: Convolution, { attrs }: Op, x: Tensor, { kernel, bias }: Weights) {
  const { strides, dilation, pads } = window(attrs, x)
  const both = Math.max(...strides) > 1 && Math.max(...dilation) > 1
  const sums = convolution(
    x as tf.Tensor4D,
    kernel as tf.Tensor4D,
    both ? [1, 1] : strides,
    pads,
    'NHWC',
    dilation,
  )
  const taken = both ? tf.stridedSlice(sums, [0, 0, 0, 0], sums.shape, [1, ...strides, 1]) : sums
  return bias ? tf.add(taken, bias) : taken
}

function pool(reduce: typeof tf.maxPool | typeof tf.avgPool, { attrs }: Op, x: Tensor): Tensor {
  const { size, strides, pads } = window(attrs, x, 'pool')
  return reduce(x as tf.Tensor4D, size, strides, pads)
}

function dense({ shape }: Op, x: Tensor, { kernel, bias }: Weights): Tensor {
  const vectors = tf.reshape(x, [-1, x.shape.at(-1) ?? 1])
  const sums = tf.matMul(vectors, kernel as tf.Tensor2D)
  return tf.reshape(bias ? tf.add(sums, bias) : sums, [-1, ...shape])
}

function batchNorm({ attrs }: Op, x: Tensor, w: Weights): Tensor {
  const { mean, variance } = w
  if (!mean || !variance) throw new Error('a batch norm needs mean and variance')
  const vectors = tf.reshape(x, [-1, x.shape.at(-1) ?? 1]) as tf.Tensor2D
  const epsilon = Number(attrs['epsilon'] ?? 1e-3)
  const vector = (t: Tensor | undefined) => t as tf.Tensor1D | undefined
  const result = tf.batchNorm2d(
    vectors,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    vector(w['beta']),
    vector(w['gamma']),
    epsilon,
  )
  return tf.reshape(result, x.shape)
}

function zeroPad({ attrs }: Op, x: Tensor): Tensor {
  const [rows, columns] = attrs['padding'] as unknown as [[number, number], [number, number]]
  return tf.pad(x, [[0, 0], rows, columns, [0, 0]])
}

const functions: Readonly<Record<string, (x: Tensor, attrs: Attrs) => Tensor>> = {
  linear: (x) => tf.clone(x),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  leakyRelu: (x, attrs) => tf.leakyRelu(x, Number(attrs['alpha'] ?? 0.3)),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  softmax: (x) => tf.softmax(x),
}

function activate({ attrs }: Op, x: Tensor): Tensor {
  const name = String(attrs['activation'] ?? 'linear')
  const run = functions[name]
  if (!run) throw new Error(`no twin for the activation ${name}`)
  return run(x, attrs)
}

function sum(x: readonly Tensor[]): Tensor {
  return x.slice(1).reduce((total, next) => tf.add(total, next), x[0] as Tensor)
}

const reshape: Twin = (op, [x]) => tf.reshape(x as Tensor, [-1, ...op.shape])
const one = (run: (op: Op, x: Tensor, weights: Weights) => Tensor): Twin => {
  return (op, [x], weights) => run(op, x as Tensor, weights)
}

export const twins: Readonly<Record<string, Twin>> = {
  conv2d: one((op, x, weights) => convolve(tf.conv2d, op, x, weights)),
  depthwiseConv2d: one((op, x, weights) => convolve(tf.depthwiseConv2d, op, x, weights)),
  dense: one(dense),
  maxPool2d: one((op, x) => pool(tf.maxPool, op, x)),
  averagePool2d: one((op, x) => pool(tf.avgPool, op, x)),
  globalMaxPool2d: one((op, x) => tf.max(x, [1, 2], op.attrs['keepDims'] === true)),
  globalAveragePool2d: one((op, x) => tf.mean(x, [1, 2], op.attrs['keepDims'] === true)),
  flatten: reshape,
  reshape,
  zeroPad2d: one(zeroPad),
  batchNorm: one(batchNorm),
  activation: one(activate),
  add: (_op, x) => sum(x),
  concat: (_op, x) => tf.concat([...x], -1),
  elu: one(({ attrs }, x) => {
    const below = tf.sub(tf.exp(tf.minimum(x, 0)), 1)
    return tf.add(tf.relu(x), tf.mul(below, Number(attrs['alpha'] ?? 1)))
  }),
  rescaling: one(({ attrs }, x) =>
    tf.add(tf.mul(x, Number(attrs['scale'] ?? 1)), Number(attrs['offset'] ?? 0)),
  ),
}
