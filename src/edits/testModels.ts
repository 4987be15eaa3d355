// Small models for the tests of edits.

import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'

const still = { strides: [1, 1], dilation: [1, 1], padding: 'same', activation: 'relu' }

/** LeNet-5 as Keras would have it: 32 × 32 input, 2 × 2 average pooling. */
export function leNet(): Model {
  const s = new Sketch(seededRandom(5))
  const conv = { kernel: [5, 5], ...still, padding: 'valid', activation: 'tanh' }
  const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }
  let tip = s.add('input', { shape: [32, 32, 1] })
  tip = s.add('averagePool2d', pool, s.add('conv2d', { filters: 6, ...conv }, tip))
  tip = s.add('averagePool2d', pool, s.add('conv2d', { filters: 16, ...conv }, tip))
  tip = s.add('flatten', {}, tip)
  tip = s.add('dense', { units: 120, activation: 'tanh' }, tip)
  tip = s.add('dense', { units: 84, activation: 'tanh' }, tip)
  return s.model('lenet', s.add('dense', { units: 10, activation: 'softmax' }, tip))
}

/**
 * conv2d_1 → batch norm → conv2d_3, added to batch norm's result; beside it depthwise (× 2) of that
 * sum joined with conv2d_1; flattened into dense_9.
 */
export function branches(): Model {
  const s = new Sketch(seededRandom(6))
  const conv = { kernel: [3, 3], ...still }
  const input = s.add('input', { shape: [5, 4, 2] })
  const first = s.add('conv2d', { filters: 4, ...conv }, input)
  const norm = s.add('batchNorm', { epsilon: 0.001 }, first)
  const second = s.add('conv2d', { filters: 4, ...conv }, norm)
  const sum = s.add('add', {}, second, norm)
  const deep = s.add('depthwiseConv2d', { multiplier: 2, ...conv }, sum)
  const other = s.add('conv2d', { filters: 3, ...conv }, input)
  const joined = s.add('concat', { axis: -1 }, deep, other)
  const flat = s.add('flatten', {}, joined)
  return s.model('branches', s.add('dense', { units: 5, activation: 'linear' }, flat))
}
