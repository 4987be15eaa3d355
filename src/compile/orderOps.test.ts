import { describe, expect, it } from 'vitest'
import { arduinoMega } from '../boards/arduinoMega'
import { randomModel } from '../layers/randomModel'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Graph, Op } from '../model/graph'
import type { Model } from '../model/model'
import { plan } from './compile'
import { orderOps, peakBytes } from './orderOps'
import { defaultOptions } from './plan'

const planned = (model: Model, target: 'c' | 'wasm' = 'c') =>
  plan(model, arduinoMega, { ...defaultOptions, target, streaming: 'whole' })

/** The graph before its ops were ordered. */
function unordered(model: Model): Graph {
  const { passes } = planned(model)
  const graph = passes.at(-2)?.graph
  if (!graph || passes.at(-1)?.name !== 'order') throw new Error('no pass orders the ops')
  return graph
}

const same = {
  strides: [1, 1],
  dilation: [1, 1],
  padding: 'same',
  kernel: [3, 3],
  activation: 'relu',
}

/** A wide branch is written before a narrow one that reads the same picture and comes first later. */
function twoBranches(): Model {
  const s = new Sketch(seededRandom(5))
  const input = s.add('input', { shape: [8, 8, 1] })
  const stem = s.add('conv2d', { ...same, filters: 4 }, input)
  const kept = s.add('conv2d', { ...same, filters: 8 }, stem)
  const wide = s.add('conv2d', { ...same, filters: 16 }, stem)
  const narrow = s.add('conv2d', { ...same, filters: 2 }, wide)
  const joined = s.add('concat', { axis: -1 }, kept, narrow)
  return s.model('branches', s.add('globalAveragePool2d', { keepDims: false }, joined))
}

/** Branches of one to three layers of random widths over one picture, and their ends joined. */
function tangle(seed: number): Model {
  const s = new Sketch(seededRandom(seed))
  const filters = () => s.pick(1, 2, 8, 16)
  const stem = s.add('input', { shape: [6, 6, 2] })
  const ends = [2, 3, s.pick(1, 2)].map((depth) => {
    let tip = stem
    for (; depth > 0; depth--)
      tip = s.add('conv2d', { ...same, filters: depth > 1 ? filters() : s.pick(1, 3) }, tip)
    return tip
  })
  return s.model(`tangle ${seed}`, s.add('concat', { axis: -1 }, ...ends))
}

function topologicalOrders(graph: Graph): Op[][] {
  const orders: Op[][] = []
  const extend = (order: readonly Op[]) => {
    if (order.length === graph.ops.length) orders.push([...order])
    const done = new Set(order.map(({ id }) => id))
    for (const op of graph.ops)
      if (!done.has(op.id) && op.inputs.every((id) => done.has(id))) extend([...order, op])
  }
  extend([])
  return orders
}

describe('orderOps', () => {
  it('computes the branch first that leaves less behind', () => {
    const model = twoBranches()
    const graph = unordered(model)
    const ordered = orderOps(graph, 'c')
    expect(ordered.ops.map(({ nodes }) => nodes[0])).toEqual([
      ...['input_0', 'conv2d_1', 'conv2d_3', 'conv2d_4', 'conv2d_2', 'concat_5'],
      'globalAveragePool2d_6',
    ])
    expect(peakBytes(ordered, 'c')).toBeLessThan(peakBytes(graph, 'c'))
    expect(planned(model).fused.ops.map(({ id }) => id)).toEqual(ordered.ops.map(({ id }) => id))
  })

  it('finds the least peak of all orders', () => {
    let changed = 0
    for (let seed = 1; seed <= 25; seed++) {
      const graph = unordered(tangle(seed))
      const ordered = orderOps(graph, 'c')
      if (ordered === graph) continue
      changed++
      const peaks = topologicalOrders(graph).map((ops) => peakBytes({ ...graph, ops }, 'c'))
      expect(peakBytes(ordered, 'c')).toBe(Math.min(...peaks))
    }
    expect(changed).toBeGreaterThan(3)
  })

  it('leaves chains alone, and keeps every op behind what it reads', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const graph = unordered(randomModel(seed))
      const ordered = orderOps(graph, 'c')
      const done = new Set<string>()
      for (const { id, inputs } of ordered.ops) {
        expect(inputs.every((input) => done.has(input))).toBe(true)
        done.add(id)
      }
      expect(done).toEqual(new Set(graph.ops.map(({ id }) => id)))
      if (graph.ops.every((op, i) => i === 0 || op.inputs.join() === graph.ops[i - 1]?.id))
        expect(ordered).toBe(graph)
    }
    expect(planned(randomModel(1), 'wasm').passes.map(({ name }) => name)).not.toContain('order')
  })

  it('is bounded in time where there are many branches', () => {
    const s = new Sketch(seededRandom(9))
    let tip = s.add('input', { shape: [4, 4, 2] })
    for (let block = 0; block < 3; block++) {
      const ends = Array.from({ length: 9 }, () => {
        const wide = s.add('conv2d', { ...same, filters: s.pick(4, 8) }, tip)
        return s.add('conv2d', { ...same, filters: s.pick(1, 2) }, wide)
      })
      tip = s.add('concat', { axis: -1 }, ...ends)
    }
    const graph = unordered(s.model('many', tip))
    const begin = performance.now()
    const ordered = orderOps(graph, 'c')
    expect(performance.now() - begin).toBeLessThan(400)
    expect(peakBytes(ordered, 'c')).toBeLessThanOrEqual(peakBytes(graph, 'c'))
  })
})
