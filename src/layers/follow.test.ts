// Following a width edit, asked of every kind: without channels that are zero everywhere a layer
// gives the same numbers, in the channels that it says remain.

import { expect, test } from 'vitest'
import { seededRandom } from '../lib/random'
import { shapeSize } from '../model/model'
import type { Attrs } from '../model/model'
import { layers } from './index'
import type { Followed, Kept, Value } from './layer'
import { runLayer } from './runModel'
import { randomValues, sampleWeights } from './sampleWeights'

const computed = layers
  .filter((layer) => layer.kind !== 'input')
  .flatMap((layer) =>
    layer.samples.map((sample, i) => [`${layer.kind} ${i}`, layer, sample] as const),
  )

/** Values of the channels that stay. */
function take({ shape, data }: Value, kept: Kept): Value {
  const channels = shape.at(-1) ?? 1
  const staying = kept ?? Array.from({ length: channels }, (_, c) => c)
  return {
    shape: [...shape.slice(0, -1), staying.length],
    data: data.filter((_, i) => staying.includes(i % channels)),
  }
}

function takeAlong({ shape, data }: Value, axis: number, keep: readonly number[]): Value {
  const inner = shapeSize(shape.slice(axis + 1))
  const size = shape[axis] ?? 1
  return {
    shape: shape.map((one, a) => (a === axis ? keep.length : one)),
    data: data.filter((_, i) => keep.includes(Math.floor(i / inner) % size)),
  }
}

/** Kinds through which channels can be followed. */
const followed = computed.filter(
  ([, layer, { attrs, inputs }]) =>
    attrs['activation'] !== 'softmax' &&
    (layer.sources?.(attrs, inputs) !== undefined || layer.sources === undefined),
)

test.each(followed)('%s computes without some channels what it did before', (_n, layer, sample) => {
  const { attrs, inputs } = sample
  const weights = sampleWeights(layer, attrs, inputs, seededRandom(9))
  // Every other channel goes; the inputs of a sum alike.
  const kept = inputs.map((shape) =>
    Array.from({ length: shape.at(-1) ?? 0 }, (_, c) => c).filter((c) => c % 2 === 0),
  )
  const draw = seededRandom(8)
  const values = inputs.map((shape, i) => ({
    shape,
    data: randomValues(draw, shapeSize(shape), 2).map((x, at) =>
      kept[i]?.includes(at % (shape.at(-1) ?? 1)) ? x : 0,
    ),
  }))
  const change = layer.follow?.(attrs, inputs, kept, null)
  if (!change) throw new Error(`${layer.kind} can't follow`)
  const cut = Object.entries(weights).map(([role, tensor]) => {
    const cuts = change.cuts.filter((one) => one.role === role)
    return [
      role,
      cuts.reduce((left, { axis, keep }) => takeAlong(left, axis, keep), tensor),
    ] as const
  })
  const narrowInputs = values.map((value, i) => take(value, kept[i] ?? null))
  const narrowAttrs = change.attrs ?? attrs
  const shapes = narrowInputs.map((value) => value.shape)
  for (const [role, tensor] of cut)
    expect(tensor.shape).toEqual(layer.weightShapes?.(narrowAttrs, shapes)[role])

  const run = (a: Attrs, x: readonly Value[], all: readonly (readonly [string, Value])[]) =>
    runLayer(
      {
        id: layer.kind,
        kind: layer.kind,
        inputs: [],
        attrs: a,
        shape: layer.outputShape(
          a,
          x.map((value) => value.shape),
        ),
        weights: Object.fromEntries(all.map(([role, tensor]) => [role, tensor.data])),
      },
      x,
    )
  const before = take(run(attrs, values, Object.entries(weights)), change.output)
  expect(run(narrowAttrs, narrowInputs, cut)).toEqual(before)
})

test.each(followed)('%s computes with doubled channels what it did before', (_n, layer, sample) => {
  const { attrs, inputs } = sample
  const weights = sampleWeights(layer, attrs, inputs, seededRandom(7))
  // The first channel twice; a layer that sums shares its weights between both.
  const kept = inputs.map((shape) => [0, ...Array.from({ length: shape.at(-1) ?? 0 }, (_, c) => c)])
  const draw = seededRandom(6)
  const values = inputs.map((shape) => ({ shape, data: randomValues(draw, shapeSize(shape), 2) }))
  const change = layer.follow?.(attrs, inputs, kept, null)
  if (!change) throw new Error(`${layer.kind} can't follow`)
  const wide = Object.entries(weights).map(([role, tensor]) => {
    const cuts = change.cuts.filter((one) => one.role === role)
    return [role, cuts.reduce((left, cut) => widenAlong(left, cut), tensor)] as const
  })
  const wideAttrs = change.attrs ?? attrs
  const run = (a: Attrs, x: readonly Value[], all: readonly (readonly [string, Value])[]) => {
    const shape = layer.outputShape(
      a,
      x.map((value) => value.shape),
    )
    const data = Object.fromEntries(all.map(([role, tensor]) => [role, tensor.data]))
    return runLayer(
      { id: layer.kind, kind: layer.kind, inputs: [], attrs: a, shape, weights: data },
      x,
    )
  }
  const wideInputs = values.map((value, i) => widenAlong(value, lastAxisCut(value, kept[i] ?? [])))
  const before = run(attrs, values, Object.entries(weights))
  const output = change.output ?? Array.from({ length: before.shape.at(-1) ?? 0 }, (_, c) => c)
  const after = run(wideAttrs, wideInputs, wide)
  const expected = widenAlong(before, lastAxisCut(before, output))
  expect(after.shape).toEqual(expected.shape)
  after.data.forEach((x, i) => expect(x).toBeCloseTo(expected.data[i] ?? NaN, 5))
})

type Cut = Followed['cuts'][number]

const lastAxisCut = ({ shape }: Value, keep: readonly number[]): Cut => ({
  role: '',
  axis: shape.length - 1,
  keep,
})

function widenAlong({ shape, data }: Value, { axis, keep, sums }: Cut): Value {
  const inner = shapeSize(shape.slice(axis + 1))
  const size = shape[axis] ?? 1
  const out: number[] = []
  for (let o = 0; o < data.length; o += size * inner)
    for (const index of keep) {
      const share = sums ? keep.filter((one) => one === index).length : 1
      for (let i = 0; i < inner; i++) out.push((data[o + index * inner + i] ?? 0) / share)
    }
  const wide = shape.map((one, a) => (a === axis ? keep.length : one))
  return { shape: wide, data: Float32Array.from(out) }
}
