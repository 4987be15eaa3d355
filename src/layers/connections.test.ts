// Counts against the figures printed in LeCun et al. 1998, "Gradient-based learning applied to
// document recognition", section II.B, for a 32 × 32 input. C3 as if fully connected.

import { expect, test } from 'vitest'
import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import { layerOf } from './index'

function count(kind: string, attrs: Attrs, input: Shape) {
  const layer = layerOf(kind)
  if (!layer) throw new Error(`no layer ${kind}`)
  const output = layer.outputShape(attrs, [input])
  const weights = Object.values(layer.weightShapes?.(attrs, [input]) ?? {})
  return {
    output,
    connections: layer.connections(attrs, [input], output),
    parameters: weights.reduce((sum, shape) => sum + shapeSize(shape), 0),
    macs: layer.macs(attrs, [input], output),
  }
}

const still = { strides: [1, 1], dilation: [1, 1], padding: 'valid', activation: 'tanh' }
const halve = { kernel: [2, 2], strides: [2, 2], dilation: [1, 1], padding: 'valid' }

test('C1: 122,304 connections, 156 parameters', () => {
  expect(count('conv2d', { filters: 6, kernel: [5, 5], ...still }, [32, 32, 1])).toEqual({
    output: [28, 28, 6],
    connections: 122304,
    parameters: 156,
    macs: 117600,
  })
})

test('C3, fully connected: 241,600 connections', () => {
  const c3 = count('conv2d', { filters: 16, kernel: [5, 5], ...still }, [14, 14, 6])
  expect(c3).toMatchObject({ output: [10, 10, 16], connections: 241600, parameters: 2416 })
})

test('S2 and S4, whose windows have a coefficient and a bias: 5,880 and 2,000', () => {
  const subsample = { multiplier: 1, activation: 'linear', ...halve }
  expect(count('depthwiseConv2d', subsample, [28, 28, 6]).connections).toBe(5880)
  expect(count('depthwiseConv2d', subsample, [10, 10, 16]).connections).toBe(2000)
})

test('Keras’ pooling, without them: 4,704 and 1,600', () => {
  const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }
  for (const kind of ['maxPool2d', 'averagePool2d']) {
    expect(count(kind, pool, [28, 28, 6]).connections).toBe(4704)
    expect(count(kind, pool, [10, 10, 16]).connections).toBe(1600)
  }
})

test('C5 and F6: 48,120 and 10,164', () => {
  expect(count('dense', { units: 120 }, [400])).toMatchObject({
    connections: 48120,
    parameters: 48120,
  })
  expect(count('dense', { units: 84 }, [120]).connections).toBe(10164)
  const c5 = { filters: 120, kernel: [5, 5], ...still }
  expect(count('conv2d', c5, [5, 5, 16]).connections).toBe(48120)
})

test('a separable convolution counts as its two parts', () => {
  const attrs = { filters: 8, multiplier: 2, kernel: [3, 3], ...still }
  const whole = count('separableConv2d', attrs, [6, 6, 3])
  const first = count('depthwiseConv2d', attrs, [6, 6, 3])
  const second = count('conv2d', { ...attrs, kernel: [1, 1] }, first.output)
  expect(whole.output).toEqual(second.output)
  expect(whole.macs).toBe(first.macs + second.macs)
  // The depthwise part has no bias.
  expect(whole.connections).toBe(first.macs + second.connections)
  expect(whole.parameters).toBe(first.parameters - 6 + second.parameters)
})

test('global pooling counts the picture', () => {
  const pooled = count('globalAveragePool2d', { keepDims: false }, [7, 5, 4])
  expect(pooled).toMatchObject({ output: [4], connections: 140 })
})
