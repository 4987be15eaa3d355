// Channels that nothing reads may go: no result changes by a single bit. On random models with
// branches, sums, joins, depthwise convolutions and batch norms.

import { expect, test } from 'vitest'
import { layerOf } from '../layers/index'
import { modelShapes } from '../layers/modelShapes'
import { randomInput, randomModel } from '../layers/randomModel'
import { runFloat } from '../layers/runModel'
import { seededRandom } from '../lib/random'
import type { Model, Tensor } from '../model/model'
import { createActivityMeter } from './activity'
import { cutChannels, followModel } from './cutChannels'
import { reconstructReaders } from './reconstructReaders'
import { traceChannels } from './traceChannels'
import { widthProblem } from './widthProblem'

/** Some classes of layers that can be narrowed, never all of one layer. */
function someClasses(model: Model, seed: number): Set<number> {
  const random = seededRandom(seed)
  const { classes } = traceChannels(model)
  const gone = new Set<number>()
  for (const node of model.nodes) {
    if (widthProblem(model, node.id) !== undefined) continue
    const own = [...(classes.get(node.id) ?? [])]
    for (const one of own.slice(1)) if (one !== own[0] && random() < 0.5) gone.add(one)
  }
  // What goes must leave something to every node.
  for (const own of classes.values())
    if (own.every((one) => gone.has(one))) gone.delete(own[0] ?? -1)
  return gone
}

/**
 * Zeros in what would go: in all weights along which something is cut, or only in those that make
 * or shift channels, not in those that read them.
 */
function withZeros(model: Model, gone: ReadonlySet<number>, readers = true): Model {
  const changes = followModel(model, gone)
  const weights: Record<string, Tensor> = { ...model.weights }
  const nodes = model.nodes.map((node) => {
    const roles = Object.entries(node.weights).map(([role, id]) => {
      const { shape, data } = model.weights[id] as Tensor
      const zeroed = Float32Array.from(data)
      for (const cut of changes.get(node.id)?.cuts ?? []) {
        if (cut.role !== role || (!readers && (cut.sums || role === 'variance'))) continue
        const inner = shape.slice(cut.axis + 1).reduce((a, b) => a * b, 1)
        const staying = new Set(cut.keep)
        zeroed.forEach((_, i) => {
          const index = Math.floor(i / inner) % (shape[cut.axis] ?? 1)
          if (!staying.has(index)) zeroed[i] = 0
        })
      }
      weights[`${node.id} ${role}`] = { shape, data: zeroed }
      return [role, `${node.id} ${role}`]
    })
    return { ...node, weights: Object.fromEntries(roles) as Record<string, string> }
  })
  return { ...model, nodes, weights }
}

const seeds = Array.from({ length: 80 }, (_, seed) => seed)

test('removing channels that nothing reads changes no result', () => {
  let removed = 0
  for (const seed of seeds) {
    const original = randomModel(seed)
    const model = withZeros(original, someClasses(original, seed))
    const gone = someClasses(model, seed)
    removed += gone.size
    const narrow = cutChannels(model, gone, 'derived')
    const input = randomInput(model, seed)
    const [before, after] = [model, narrow].map((m) => runFloat(m, input).get(m.output)?.data)
    expect(before?.length).toBeGreaterThan(0)
    expect(after).toEqual(before)
  }
  expect(removed).toBeGreaterThan(200)
})

/** Where zeros stay zeros from one layer to the next. */
const keepsZeros = ({ nodes }: Model) =>
  nodes
    .slice(0, -1)
    .every(({ kind, attrs }) => kind !== 'rescaling' && attrs['activation'] !== 'sigmoid')

test('removing channels that are always zero changes no result, readers made up or not', () => {
  let removed = 0
  for (const seed of seeds) {
    const original = randomModel(seed)
    if (!keepsZeros(original)) continue
    const gone = someClasses(original, seed)
    const model = withZeros(original, gone, false)
    removed += gone.size
    const meter = createActivityMeter(model)
    for (let i = 0; i < 3; i++)
      for (const [id, { data }] of runFloat(model, randomInput(model, i))) meter.add(id, data)
    const input = randomInput(model, seed)
    const before = runFloat(model, input).get(model.output)?.data ?? new Float32Array()
    for (const ready of [model, reconstructReaders(model, gone, meter.activity())]) {
      const narrow = cutChannels(ready, gone, 'derived')
      const after = runFloat(narrow, input).get(model.output)?.data ?? new Float32Array()
      expect(after.length).toBe(before.length)
      after.forEach((x, i) => expect(Math.abs(x - (before[i] ?? NaN))).toBeLessThan(1e-6))
    }
  }
  expect(removed).toBeGreaterThan(100)
})

test('weights have the shapes that their layers want, every node still has a shape', () => {
  for (const seed of seeds) {
    const model = randomModel(seed)
    const narrow = cutChannels(model, someClasses(model, seed), 'content')
    const shapes = modelShapes(narrow)
    expect(shapes.size).toBe(model.nodes.length)
    for (const { kind, attrs, inputs, weights } of narrow.nodes) {
      const wanted = layerOf(kind)?.weightShapes?.(
        attrs,
        inputs.map((id) => shapes.get(id) ?? []),
      )
      for (const [role, id] of Object.entries(weights)) {
        expect(narrow.weights[id]?.shape).toEqual(wanted?.[role])
        expect(narrow.weights[id]?.data.length).toBe(wanted?.[role]?.reduce((a, b) => a * b, 1))
      }
    }
  }
})

test('names of new weights are determined by their content', () => {
  const model = randomModel(3)
  const gone = someClasses(model, 3)
  expect(gone.size).toBeGreaterThan(0)
  for (const naming of ['content', 'derived'] as const) {
    const [a, b] = [cutChannels(model, gone, naming), cutChannels(randomModel(3), gone, naming)]
    expect(Object.keys(a.weights)).toEqual(Object.keys(b.weights))
    expect(a).toEqual(b)
  }
})
