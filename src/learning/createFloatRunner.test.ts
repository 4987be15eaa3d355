// The runner against the float oracle, on random networks over all kinds.

import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { expandModel } from '../compile/expandModel'
import { inferShapes } from '../compile/inferShapes'
import { randomInput, randomModel } from '../layers/randomModel'
import { runFloat } from '../layers/runModel'
import { UserError } from '../lib/diagnostics'
import type { Graph } from '../model/graph'
import { createFloatRunner } from './createFloatRunner'

function graphOf(seed: number): Graph {
  const model = randomModel(seed)
  return expandModel(model, inferShapes(model))
}

const seeds = Array.from({ length: 40 }, (_, i) => i + 1)

describe('createFloatRunner', () => {
  it.each(seeds)('computes random model %i as the oracle does', async (seed) => {
    const model = randomModel(seed)
    const runner = await createFloatRunner(graphOf(seed))
    const samples = [1, 2, 3].map((i) => randomInput(model, i))
    const inputs = Float32Array.from(samples.flatMap((sample) => [...sample]))
    const outputs = runner.run(inputs, 3, { batch: 2 })
    runner.dispose()
    samples.forEach((sample, i) => {
      const expected = runFloat(model, sample).get(model.output)?.data ?? new Float32Array()
      const actual = outputs.subarray(i * runner.outputSize, (i + 1) * runner.outputSize)
      const largest = expected.reduce((max, y) => Math.max(max, Math.abs(y)), 1e-6)
      expect(actual.length).toBe(expected.length)
      expected.forEach((y, at) => {
        expect(Math.abs(y - (actual[at] as number))).toBeLessThanOrEqual(1e-5 * largest)
      })
    })
  })

  it('gives the same values and ranges whatever the batch', async () => {
    const runner = await createFloatRunner(graphOf(4))
    const model = randomModel(4)
    const inputs = Float32Array.from([1, 2, 3, 4, 5].flatMap((i) => [...randomInput(model, i)]))
    const whole = runner.run(inputs, 5)
    expect(runner.run(inputs, 5, { batch: 1 })).toEqual(whole)
    expect(runner.measure(inputs, 5, { batch: 2 })).toEqual(runner.measure(inputs, 5))
    runner.dispose()
  })

  it('has a range for every op, tells progress and frees all tensors', async () => {
    const before = tf.memory().numTensors
    const graph = graphOf(7)
    const runner = await createFloatRunner(graph)
    const inputs = new Float32Array(10 * runner.inputSize).fill(0.5)
    const seen: number[] = []
    const options = { batch: 4, onProgress: (done: number) => seen.push(done) }
    const { measured } = runner.measure(inputs, 10, options)
    const [minMax, percentile] = measured
    expect([minMax?.method, percentile?.method]).toEqual(['min-max', 'percentile'])
    expect(Object.keys(minMax?.ranges ?? {}).sort()).toEqual(graph.ops.map(({ id }) => id).sort())
    expect(seen).toEqual([4, 8, 10])
    const ops = new Set(graph.ops.slice(1, 3).map(({ id }) => id))
    const [some] = runner.measure(inputs, 10, { ops }).measured
    expect(Object.keys(some?.ranges ?? {}).sort()).toEqual([...ops].sort())
    for (const id of ops) expect(some?.ranges[id]).toEqual(minMax?.ranges[id])
    runner.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('names an op that has no twin', async () => {
    const graph = graphOf(1)
    const ops = graph.ops.map((op, i) => (i === 1 ? { ...op, kind: 'lstm' } : op))
    await expect(createFloatRunner({ ...graph, ops })).rejects.toThrow(UserError)
  })
})
