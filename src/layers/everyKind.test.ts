// The contract of a layer kind, asked of every kind in the list, for every sample of its own.

import { describe, expect, test } from 'vitest'
import { seededRandom } from '../lib/random'
import { fieldLimits, kernelById } from '../kernels/kernels'
import type { Op } from '../model/graph'
import { shapeSize } from '../model/model'
import type { Shape } from '../model/model'
import type { Quantization, QuantizedOp, Range } from '../model/quantized'
import { attrsProblem } from './attrsProblem'
import { layerOf, layers } from './index'
import type { Layer, LayerSample, Value } from './layer'
import { randomValues, sampleWeights } from './sampleWeights'
import { runLayer } from './runModel'

const cases = layers.flatMap((layer) =>
  layer.samples.map((sample, i) => [`${layer.kind} ${i}`, layer, sample] as const),
)
const computed = cases.filter(([, layer]) => layer.kind !== 'input')

const random = () => seededRandom(7)
const outputOf = (layer: Layer, { attrs, inputs }: LayerSample) => layer.outputShape(attrs, inputs)
const inputIds = (sample: LayerSample) => sample.inputs.map((_, i) => `in${i}`)

/** The sample as an op of a graph. */
function opOf(layer: Layer, sample: LayerSample): Op {
  const weights = sampleWeights(layer, sample.attrs, sample.inputs, random())
  return {
    id: 'op',
    kind: layer.kind,
    attrs: sample.attrs,
    inputs: inputIds(sample),
    shape: outputOf(layer, sample),
    weights: Object.fromEntries(
      Object.entries(weights).map(([role, { shape, data }]) => [role, { shape, read: () => data }]),
    ),
    nodes: ['op'],
    owner: 'op',
    rangeOf: 'op',
  }
}

function parts(op: Op, inputs: readonly Shape[]): readonly Op[] {
  return layerOf(op.kind)?.expand?.(op, inputs) ?? [op]
}

function runParts(ops: readonly Op[], values: Map<string, Value>): Map<string, Value> {
  for (const op of ops) {
    const inputs = op.inputs.map((id) => values.get(id) as Value)
    const weights = Object.entries(op.weights).map(([role, tensor]) => [role, tensor.read()])
    values.set(op.id, runLayer({ ...op, weights: Object.fromEntries(weights) }, inputs))
  }
  return values
}

function sampleInputs(sample: LayerSample): Map<string, Value> {
  const draw = random()
  return new Map(
    sample.inputs.map((shape, i) => [
      `in${i}`,
      { shape, data: randomValues(draw, shapeSize(shape), 2) },
    ]),
  )
}

function rangeOf(data: Float32Array): Range {
  return { min: Math.min(...data), max: Math.max(...data) }
}

/** Every part quantized, with what it needs to be lowered and filled. */
function quantizedParts(layer: Layer, sample: LayerSample) {
  const ops = parts(opOf(layer, sample), sample.inputs)
  const values = runParts(ops, sampleInputs(sample))
  const quantizations = new Map<string, Quantization>()
  inputIds(sample).forEach((id, i) =>
    quantizations.set(id, { scale: Math.fround(0.02 + 0.01 * i), zeroPoint: 5 - 20 * i }),
  )
  return ops.flatMap((op) => {
    const shapes = op.inputs.map((id) => values.get(id)?.shape ?? [])
    const inputs = op.inputs.map((id) => quantizations.get(id) as Quantization)
    const range = rangeOf(values.get(op.id)?.data ?? new Float32Array())
    const own = layerOf(op.kind) as Layer
    const q: QuantizedOp | undefined = own.quantize?.(op, { inputs, shapes, range })
    const output = q?.output ?? inputs[0]
    if (output) quantizations.set(op.id, output)
    return q ? [{ own, op, shapes, inputs, q }] : []
  })
}

test('kinds are different and each has samples', () => {
  expect(new Set(layers.map((layer) => layer.kind)).size).toBe(layers.length)
  for (const layer of layers) expect(layer.samples.length).toBeGreaterThanOrEqual(2)
})

describe.each(cases)('%s', (_name, layer, sample) => {
  test('is sound by its own word', () => {
    expect(layer.problem?.(sample.attrs, sample.inputs)).toBeUndefined()
    expect(attrsProblem(layer, sample.attrs)).toBeUndefined()
    expect(sample.inputs.length).toBeGreaterThanOrEqual(layer.arity[0])
    expect(sample.inputs.length).toBeLessThanOrEqual(layer.arity[1])
    const counts = [layer.connections, layer.macs].map((count) =>
      count(sample.attrs, sample.inputs, outputOf(layer, sample)),
    )
    for (const count of counts) expect(Number.isInteger(count) && count >= 0).toBe(true)
  })

  test('names its optional weights among its weights', () => {
    const shapes = layer.weightShapes?.(sample.attrs, sample.inputs) ?? {}
    for (const role of layer.optionalWeights ?? []) expect(Object.keys(shapes)).toContain(role)
    for (const shape of Object.values(shapes))
      expect(shape.every((size) => Number.isInteger(size) && size > 0)).toBe(true)
  })

  test('follows an edit that removes nothing without any change', () => {
    const kept = sample.inputs.map(() => null)
    const followed = layer.follow?.(sample.attrs, sample.inputs, kept, null)
    expect(followed).toEqual({ attrs: sample.attrs, cuts: [], output: null })
  })

  test('says of each channel whence it comes', () => {
    const sources = layer.sources?.(sample.attrs, sample.inputs)
    const channels = sample.inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)
    const hasOwn = Object.values(layer.fields).some((f) => f.type === 'int' && f.channels)
    expect(layer.sources === undefined).toBe(hasOwn || layer.kind === 'input')
    if (!sources) return
    expect(sources.length).toBe(outputOf(layer, sample).at(-1))
    expect(sources.every((source) => source >= 0 && source < channels)).toBe(true)
  })
})

describe.each(computed)('%s', (_name, layer, sample) => {
  test('computes as many values as its shape has', () => {
    const op = opOf(layer, sample)
    const weights = Object.entries(op.weights).map(([role, tensor]) => [role, tensor.read()])
    const whole = runLayer({ ...op, weights: Object.fromEntries(weights) }, [
      ...sampleInputs(sample).values(),
    ])
    expect(whole.data.length).toBe(shapeSize(op.shape))
    // … and its parts together compute the same.
    const ops = parts(op, sample.inputs)
    expect(ops.at(-1)).toMatchObject({ id: op.id, shape: op.shape })
    const apart = runParts(ops, sampleInputs(sample)).get(op.id)
    apart?.data.forEach((x, i) => expect(Math.abs(x - (whole.data[i] ?? NaN))).toBeLessThan(1e-5))
  })

  test('lowers to calls whose every field has a number that fits', () => {
    for (const { own, op, shapes, inputs, q } of quantizedParts(layer, sample))
      for (const target of ['c', 'wasm'] as const) {
        const calls = own.lower?.(op, shapes, target) ?? []
        const filled = own.fill?.(q, inputs, calls) ?? []
        expect(filled.length).toBe(calls.length)
        calls.forEach((call, i) => {
          const given = { ...call.fields, ...filled[i]?.fields }
          const { fields } = kernelById(call.kernel)
          const wanted = (use: string) => fields.filter((f) => f.use === use).map((f) => f.name)
          expect(Object.keys(given).sort()).toEqual(wanted('number').sort())
          expect(Object.keys(call.buffers).sort()).toEqual(wanted('arena').sort())
          expect(Object.keys(call.constants).sort()).toEqual(wanted('model').sort())
          for (const { name, type, use } of fields) {
            if (use !== 'number') continue
            const [lo, hi] = fieldLimits(type)
            const value = given[name] ?? NaN
            expect(Number.isInteger(value) && value >= lo && value <= hi).toBe(true)
          }
        })
      }
  })

  test('fills all constants with as many bytes as it said', () => {
    for (const { own, op, shapes, inputs, q } of quantizedParts(layer, sample))
      for (const target of ['c', 'wasm'] as const) {
        const calls = own.lower?.(op, shapes, target) ?? []
        own.fill?.(q, inputs, calls).forEach(({ constants }, i) => {
          const bytes = Object.entries(constants).map(([name, data]) => [name, data.length])
          const said = Object.entries(calls[i]?.constants ?? {}).map(([n, c]) => [n, c.bytes])
          expect(Object.fromEntries(bytes)).toEqual(Object.fromEntries(said))
        })
      }
  })

  test('quantizes to a scale that holds zero', () => {
    for (const { q } of quantizedParts(layer, sample)) {
      expect(q.output.scale).toBe(Math.fround(q.output.scale))
      expect(q.output.zeroPoint).toBeGreaterThanOrEqual(-128)
      expect(q.output.zeroPoint).toBeLessThanOrEqual(127)
    }
  })

  test('either computes, is taken apart or shows the same bytes', () => {
    for (const op of parts(opOf(layer, sample), sample.inputs)) {
      const own = layerOf(op.kind) as Layer
      expect(own.alias === true).toBe(own.lower === undefined)
      expect(own.lower === undefined).toBe(own.fill === undefined)
    }
  })
})

test('tables of activations rise, the table of softmax falls', () => {
  for (const sample of layerOf('activation')?.samples ?? []) {
    const [part] = quantizedParts(layerOf('activation') as Layer, sample)
    if (!part) continue
    const table = [...(part.q.integers['table'] ?? [])]
    const sign = sample.attrs['activation'] === 'softmax' ? -1 : 1
    expect(table.length).toBe(256)
    expect(table.every((x, i) => i === 0 || sign * (x - (table[i - 1] ?? 0)) >= 0)).toBe(true)
    expect(new Set(table).size).toBeGreaterThan(50)
  }
})
