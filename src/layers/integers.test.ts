// Integer constants against the float oracle: integers run by hand, by the rules of SPEC.md, give
// the float result within about one step of the output's scale.

import { expect, test } from 'vitest'
import { requantize } from '../kernels/fixedPoint'
import { seededRandom } from '../lib/random'
import type { Op } from '../model/graph'
import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Quantization, QuantizedOp } from '../model/quantized'
import { layerOf } from './index'
import type { Layer, Value } from './layer'
import { runLayer } from './runModel'
import { randomValues, sampleWeights } from './sampleWeights'
import { chooseQuantization, clampOf } from './shared'

const quantize = (x: number, { scale, zeroPoint }: Quantization) =>
  Math.max(-128, Math.min(127, Math.round(x / scale) + zeroPoint))

interface Prepared {
  readonly q: QuantizedOp
  readonly inputs: readonly Quantization[]
  /** int8 values of each input, and the float result of just these. */
  readonly codes: readonly Int8Array[]
  readonly result: Value
}

function prepare(kind: string, attrs: Attrs, shapes: readonly Shape[]): Prepared {
  const layer = layerOf(kind) as Layer
  const random = seededRandom(3)
  const weights = sampleWeights(layer, attrs, shapes, random)
  const inputs = shapes.map((_, i) => chooseQuantization({ min: -1 - i, max: 2 }))
  const codes = shapes.map((shape, i) =>
    Int8Array.from(randomValues(random, shapeSize(shape), 2), (x) => quantize(x, inputs[i]!)),
  )
  const values = shapes.map((shape, i) => {
    const { scale, zeroPoint } = inputs[i]!
    return { shape, data: Float32Array.from(codes[i]!, (q) => (q - zeroPoint) * scale) }
  })
  const op: Op = {
    id: 'op',
    kind,
    attrs,
    inputs: shapes.map((_, i) => `in${i}`),
    shape: layer.outputShape(attrs, shapes),
    weights: Object.fromEntries(
      Object.entries(weights).map(([role, { shape, data }]) => [role, { shape, read: () => data }]),
    ),
    nodes: ['op'],
    owner: 'op',
    rangeOf: 'op',
  }
  const floats = Object.entries(weights).map(([role, { data }]) => [role, data])
  const result = runLayer({ ...op, weights: Object.fromEntries(floats) }, values)
  const range = { min: Math.min(...result.data), max: Math.max(...result.data) }
  const q = layer.quantize?.(op, { inputs, shapes, range })
  if (!q) throw new Error(`${kind} has no integers`)
  return { q, inputs, codes, result }
}

/** Largest error in steps of the output's scale. */
function worst({ q, result }: Prepared, codes: readonly number[]): number {
  const { scale, zeroPoint } = q.output
  const errors = codes.map((code, i) => (code - zeroPoint) * scale - (result.data[i] ?? NaN))
  return Math.max(...errors.map(Math.abs)) / scale
}

test.each(['linear', 'relu'])('a dense layer with %s', (activation) => {
  const prepared = prepare('dense', { units: 9, activation }, [[30]])
  const { integers, fields } = prepared.q
  const [weights, bias, multiplier, shift] = ['weights', 'bias', 'multiplier', 'shift'].map(
    (name) => [...(integers[name] ?? [])],
  ) as [number[], number[], number[], number[]]
  const codes = bias.map((start, c) => {
    const acc = weights
      .slice(c * 30, c * 30 + 30)
      .reduce((sum, w, i) => sum + w * (prepared.codes[0]?.[i] ?? 0), start)
    const scaled = requantize(acc, multiplier[c]!, shift[c]!) + fields['out_zero_point']!
    return Math.max(fields['out_lo']!, Math.min(fields['out_hi']!, scaled))
  })
  expect(Math.max(...weights.map(Math.abs))).toBe(127)
  expect(worst(prepared, codes)).toBeLessThan(1.5)
})

test('a sum', () => {
  const prepared = prepare('add', {}, [[50], [50]])
  const { fields: f } = prepared.q
  const part = (name: 'a' | 'b', code: number) =>
    requantize(
      (code - f[`${name}_zero_point`]!) * 2 ** 20,
      f[`${name}_multiplier`]!,
      f[`${name}_shift`]!,
    )
  const codes = Array.from(prepared.codes[0]!, (a, i) => {
    const sum = part('a', a) + part('b', prepared.codes[1]![i]!)
    return requantize(sum, f['out_multiplier']!, f['out_shift']!) + f['out_zero_point']!
  })
  expect(worst(prepared, codes)).toBeLessThanOrEqual(0.51)
})

test.each(['relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh'])('a table of %s', (activation) => {
  const prepared = prepare('activation', { activation }, [[60]])
  const table = [...(prepared.q.integers['table'] ?? [])]
  const codes = Array.from(prepared.codes[0]!, (code) => table[code + 128]!)
  expect(worst(prepared, codes)).toBeLessThanOrEqual(0.51)
})

test('a join', () => {
  const prepared = prepare('concat', { axis: -1 }, [[20], [30]])
  const codes = prepared.codes.flatMap((input, i) => {
    const table = [...(prepared.q.integers[`table_${i}`] ?? [])]
    return Array.from(input, (code) => table[code + 128]!)
  })
  expect(worst(prepared, codes)).toBeLessThanOrEqual(0.51)
})

test('a batch norm on its own, channel by channel', () => {
  const prepared = prepare('batchNorm', { epsilon: 0.001 }, [[4, 3, 5]])
  const { bias, multiplier, shift, weights } = prepared.q.integers
  const codes = Array.from(prepared.codes[0]!, (code, i) => {
    const c = i % 5
    const scaled = requantize(bias![c]! + weights![c]! * code, multiplier![c]!, shift![c]!)
    return Math.max(-128, Math.min(127, scaled + prepared.q.output.zeroPoint))
  })
  expect(worst(prepared, codes)).toBeLessThan(1.2)
})

test('softmax: shares of 256 from its table', () => {
  const prepared = prepare('activation', { activation: 'softmax' }, [[10]])
  const table = [...(prepared.q.integers['table'] ?? [])]
  const codes = [...prepared.codes[0]!]
  const terms = codes.map((code) => table[Math.max(...codes) - code]!)
  const sum = terms.reduce((a, b) => a + b)
  const results = terms.map((t) => Math.min(255, Math.floor((t * 256 + sum / 2) / sum)) - 128)
  expect(worst(prepared, results)).toBeLessThanOrEqual(1)
  expect(prepared.q.output).toEqual({ scale: 1 / 256, zeroPoint: -128 })
})

test('ranges always hold zero; one value alone has a scale', () => {
  expect(chooseQuantization({ min: 1, max: 3 })).toMatchObject({ zeroPoint: -128 })
  expect(chooseQuantization({ min: -3, max: -1 })).toMatchObject({ zeroPoint: 127 })
  expect(chooseQuantization({ min: 0, max: 0 }).scale).toBeGreaterThan(0)
  const output = chooseQuantization({ min: -1, max: 9 })
  expect(clampOf('relu6', output)).toEqual({ lo: output.zeroPoint, hi: quantize(6, output) })
})

test('weights that are no numbers are the user’s trouble, with the layer’s name', () => {
  const layer = layerOf('dense') as Layer
  const kernel = { shape: [1, 1], read: () => Float32Array.of(NaN) }
  const op: Op = {
    id: 'out',
    kind: 'dense',
    attrs: { units: 1, activation: 'linear' },
    inputs: ['in'],
    shape: [1],
    weights: { kernel },
    nodes: ['out'],
    owner: 'out',
    rangeOf: 'out',
  }
  const inputs = [{ scale: 1, zeroPoint: 0 }]
  expect(() => layer.quantize?.(op, { inputs, shapes: [[1]], range: { min: 0, max: 1 } })).toThrow(
    /of out has/,
  )
})
