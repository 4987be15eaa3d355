// The 8-bit form of a network (other layout, other packing, other accumulators) gives the outputs of
// the portable form in every byte, whole and streamed, on random networks over all kinds of layers.

import { beforeAll, describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { emit, plan } from '../compile/compile'
import type { CompileOptions } from '../compile/plan'
import { randomModel } from '../layers/randomModel'
import { runFloatGraph } from '../layers/runModel'
import { seededRandom } from '../lib/random'
import type { Graph } from '../model/graph'
import { shapeSize } from '../model/model'
import type { Model } from '../model/model'
import type { Ranges } from '../model/quantized'
import type { Engine } from './engine'
import { createEngine } from './engine'

const models = 60
const samples = 4
const mega = boardById('arduino-mega')
if (!mega) throw new Error('no board')
const board = mega

/** A little too small, so that clamps are reached. */
function oracleRanges(graph: Graph, inputs: readonly Float32Array[]): Ranges {
  const ranges: Record<string, { min: number; max: number }> = {}
  for (const input of inputs)
    for (const [id, { data }] of runFloatGraph(graph, input)) {
      const seen = (ranges[id] ??= { min: 0, max: 0 })
      for (const value of data) {
        seen.min = Math.min(seen.min, value * 0.9)
        seen.max = Math.max(seen.max, value * 0.9)
      }
    }
  return ranges
}

describe('the 8-bit form', () => {
  let engine: Engine
  const kernels = new Set<string>()
  beforeAll(async () => {
    engine = await createEngine('plain')
  })

  function outputs(model: Model, options: CompileOptions, ranges: Ranges, inputs: Int8Array) {
    const planned = plan(model, board, options)
    const { program } = emit(planned, ranges, { method: 'min-max', samples: 3, source: 'random' })
    for (const { kernel } of program.steps) kernels.add(kernel)
    const loaded = engine.load(program)
    const result = loaded.run(inputs, samples)
    loaded.dispose()
    return result
  }

  it.each(Array.from({ length: models }, (_, index) => index + 1))('network %i', (seed) => {
    const model = randomModel(seed)
    const planned = plan(model, board, { target: 'c', streaming: 'whole', softmax: true })
    const input = planned.buffers.find(({ id }) => id === planned.inputBuffer)
    const size = shapeSize(input?.shape ?? [])
    const random = seededRandom(seed + 2000)
    const inputs = new Int8Array(samples * size).map(() => Math.floor(random() * 256) - 128)
    const floats = Array.from({ length: 3 }, () =>
      Float32Array.from({ length: size }, () => random()),
    )
    const ranges = oracleRanges(planned.expanded, floats)
    const run = (target: 'c' | 'avr', streaming: 'whole' | 'rows' | 'input-rows') =>
      outputs(model, { target, streaming, softmax: true }, ranges, inputs)
    const portable = run('c', 'whole')
    expect(run('avr', 'whole')).toEqual(portable)
    for (const target of ['c', 'avr'] as const)
      for (const streaming of ['rows', 'input-rows'] as const)
        expect(run(target, streaming)).toEqual(portable)
  })

  it('was tried on many kernels', () => {
    expect([...kernels].filter((id) => id.includes('_u8')).length).toBeGreaterThan(12)
  })
})
