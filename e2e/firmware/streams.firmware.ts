// Projects of random networks on emulated boards, most of them AVR, in the portable and the 8-bit form, with whole
// buffers, by rows, and with an input that arrives row by row: the outputs are the simulation's.

import { beforeAll, describe, expect, test } from 'vitest'
import { boardById } from '../../src/boards/index'
import { emit, plan } from '../../src/compile/compile'
import type { Streaming } from '../../src/compile/plan'
import { exportFiles } from '../../src/exporters/index'
import { randomModel } from '../../src/layers/randomModel'
import { seededRandom } from '../../src/lib/random'
import type { Program } from '../../src/model/program'
import type { Engine } from '../../src/simulate/engine'
import { createEngine } from '../../src/simulate/engine'
import { command, readOutputs, runProject } from './runProject'

const samples = 3
const seeds = [3, 7, 10, 18, 24, 25, 28]
const tested = 28
const forms = (['c', 'avr'] as const).flatMap((target) =>
  (['whole', 'rows', 'input-rows'] as const).map((streaming) => ({ target, streaming })),
)

function boardOf(id: string) {
  const board = boardById(id)
  if (!board) throw new Error(`no board ${id}`)
  return board
}

function buildOf(seed: number, boardId: string, target: 'c' | 'avr', streaming: Streaming) {
  const made = plan(randomModel(seed), boardOf(boardId), { target, streaming, softmax: true })
  const ids = made.expanded.ops.map(({ id }) => id)
  const ranges = Object.fromEntries(ids.map((id) => [id, { min: -1, max: 2 }]))
  return emit(made, ranges, { method: 'min-max', samples: 1, source: 'random' })
}

function inputsOf({ input }: Program, seed: number): Int8Array[] {
  const random = seededRandom(seed)
  return Array.from({ length: samples }, () =>
    Int8Array.from({ length: input.bytes }, () => random() * 256 - 128),
  )
}

describe.each(forms)('$target, $streaming', ({ target, streaming }) => {
  let engine: Engine
  let streams = 0
  beforeAll(async () => {
    engine = await createEngine('plain')
  })

  test.each(seeds)('network %i', (seed) => {
    const boardId = seed % 4 === 0 ? 'arduino-uno' : 'arduino-mega'
    const build = buildOf(seed, boardId, target, streaming)
    const { program, plan: made } = build
    if (program.stream) streams++
    expect(made.ram.bytes, 'choose another seed').toBeLessThan(made.ram.limitBytes)
    const inputs = inputsOf(program, seed)
    const outputs = inputs.map((input) => [...engine.load(program).run(input, 1)])
    const board = boardOf(boardId)
    const { pixels, invert } = made.fused.preprocessing
    const asPixels = inputs[0]!.map((q) => (q + 128) ^ (invert ? 255 : 0))
    const more = pixels ? [command('I', asPixels)] : []
    const sent = [...inputs.map((input) => command('Q', input)), ...more]
    const talk = runProject(board, exportFiles(build, { vectors: [] }), sent)
    expect(talk.lines.map(readOutputs)).toEqual([...outputs, ...(pixels ? [outputs[0]] : [])])
  })

  test('tests itself', () => {
    const build = buildOf(tested, 'arduino-mega', target, streaming)
    const inputs = inputsOf(build.program, tested)
    const loaded = engine.load(build.program)
    const vectors = inputs.map((input) => ({ input, output: loaded.run(input, 1) }))
    const asked = Array<Uint8Array>(samples + 1).fill(command('?'))
    const files = exportFiles(build, { vectors })
    const { lines } = runProject(boardOf('arduino-mega'), files, asked, ['-DSELF_TEST=1'])
    const verdicts = lines.filter((line) => /^(PASS|FAIL)/.test(line))
    expect(verdicts).toEqual(vectors.map((_, i) => `PASS ${i}`))
  })

  test('is what was asked for', () => {
    if (streaming === 'whole') expect(streams).toBe(0)
    else expect(streams).toBeGreaterThan(1)
  })
})

test.each(['microbit', 'frdm-k64f', 'raspberry-pi-2b'])(
  '%s takes its input by rows',
  async (id) => {
    const engine = await createEngine('plain')
    const build = buildOf(tested, id, 'c', 'input-rows')
    expect(build.program.stream?.inputByRows).toBe(true)
    const inputs = inputsOf(build.program, tested)
    const sent = inputs.map((input) => command('Q', input))
    const { lines } = runProject(boardOf(id), exportFiles(build, { vectors: [] }), sent)
    const loaded = engine.load(build.program)
    expect(lines.map(readOutputs)).toEqual(inputs.map((input) => [...loaded.run(input, 1)]))
  },
)
