// A streamed program computes, row by row, what the same program computes with whole buffers.

import { beforeAll, describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { emit, plan } from '../compile/compile'
import type { Streaming } from '../compile/plan'
import { randomModel } from '../layers/randomModel'
import { seededRandom } from '../lib/random'
import type { Program } from '../model/program'
import type { Engine } from './engine'
import { createEngine } from './engine'
import type { LoadedProgram } from './loadProgram'

const seeds = Array.from({ length: 24 }, (_, i) => i + 1)

function programOf(seed: number, streaming: Streaming): Program {
  const board = boardById('frdm-k64f')
  if (!board) throw new Error('no board')
  const made = plan(randomModel(seed), board, { target: 'c', streaming, softmax: true })
  const ids = made.expanded.ops.map(({ id }) => id)
  const ranges = Object.fromEntries(ids.map((id) => [id, { min: -1, max: 2 }]))
  return emit(made, ranges, { method: 'min-max', samples: 1, source: 'random' }).program
}

function inputOf({ input }: Program, seed: number): Int8Array {
  const random = seededRandom(seed)
  return Int8Array.from({ length: input.bytes }, () => random() * 256 - 128)
}

/** Every step's bytes by its place in the program. */
function outputs(loaded: LoadedProgram, input: Int8Array): Int8Array[] {
  const found: Int8Array[] = []
  for (const { step, output } of loaded.runSteps(input)) {
    found[step] = output
    loaded.run(
      input.map((value) => ~value),
      1,
    )
  }
  return found
}

describe('streams', () => {
  let engine: Engine
  let streams = 0
  beforeAll(async () => {
    engine = await createEngine('plain')
  })

  it.each(seeds)('network %i: every step computes the same rows', (seed) => {
    const whole = programOf(seed, 'whole')
    const input = inputOf(whole, seed)
    const expected = outputs(engine.load(whole), input)
    for (const streaming of ['rows', 'input-rows'] as const) {
      const program = programOf(seed, streaming)
      if (program.stream) streams++
      expect(outputs(engine.load(program), input)).toEqual(expected)
    }
  })

  it('were tried', () => {
    expect(streams).toBeGreaterThan(8)
  })

  it('that reach beyond the arena, stand still or do not fit together are refused', () => {
    const programs = seeds.map((seed) => programOf(seed, 'input-rows'))
    const program = programs.find(({ stream }) => stream && stream.calls > 1)
    if (!program?.stream) throw new Error('no stream of two calls')
    const { stream, steps } = program
    expect(() => engine.load({ ...program, arenaBytes: program.arenaBytes / 4 })).toThrow(/ of /)
    const narrow = { ...stream, windows: stream.windows.map(() => 1) }
    expect(() => engine.load({ ...program, stream: narrow })).toThrow('too small')
    const longer = { ...stream, calls: steps.length }
    expect(() => engine.load({ ...program, stream: longer })).toThrow(/row by row|does not read/)
    expect(() => engine.load({ ...program, stream: { ...stream, windows: [] } })).toThrow('windows')
    const [first, second] = steps
    const turned = [second!, first!, ...steps.slice(2)]
    expect(() => engine.load({ ...program, steps: turned })).toThrow(
      /row by row|does not read|reaches/,
    )
  })
})
