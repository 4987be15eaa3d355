// The page's work over real message channels, in one process: what crosses, and that it equals what
// the command line computes.

import { afterEach, describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { plan } from '../compile/compile'
import { defaultOptions } from '../compile/plan'
import { generateDigits } from '../datasets/generatedDigits'
import { randomModel } from '../layers/randomModel'
import { UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import { buildProject } from '../project/buildProject'
import { evaluate } from '../project/evaluate'
import { measureChannels } from '../project/measureChannels'
import { createEngine } from '../simulate/engine'
import { createStudio } from './createStudio'
import { engineFunctions } from './engineFunctions'
import { createFloatFunctions } from './floatFunctions'
import { importFunctions } from './importFunctions'
import { expose } from './rpc'
import type { Exposed, Thread } from './rpc'

const ports: MessagePort[] = []
let started: string[] = []

function thread(name: string, functions: Exposed): () => Thread {
  return () => {
    started.push(name)
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    expose(functions, port2)
    return { port: port1, stop: () => (port1.close(), port2.close()) }
  }
}

function openStudio() {
  started = []
  return createStudio({
    startImport: thread('import', importFunctions),
    startFloat: thread('float', createFloatFunctions()),
    startEngine: thread('engine', engineFunctions),
  })
}

afterEach(() => ports.splice(0).forEach((port) => port.close()))

/** A small network that takes pictures: any seed that does. */
const model: Model = Array.from({ length: 50 }, (_, seed) => randomModel(seed)).find(
  ({ preprocessing, nodes }) =>
    preprocessing.pixels && JSON.stringify(nodes[0]?.attrs['shape']).endsWith(',1]'),
)!
const digits = { ...generateDigits(60, 3), name: 'digits' }
const fitted: Model = { ...model, preprocessing: { ...model.preprocessing, fit: 'resize' } }
const signal = new AbortController().signal
const quiet = () => undefined

describe('createStudio', () => {
  it('evaluates as the command line does, and sends weights and data once', async () => {
    const studio = openStudio()
    const told: string[] = []
    const first = await studio.evaluateModel(fitted, [digits], signal, (what) => told.push(what))
    const again = await studio.evaluateModel(fitted, [digits], signal, quiet)
    expect(first).toEqual(await evaluate(fitted, [digits], await createEngine()))
    expect(again).toEqual(first)
    expect(new Set(told)).toEqual(new Set(['Calibrating', 'Testing float and int8']))
    expect(started).toEqual(['float', 'float', 'engine'])
    studio.stop()
  })

  it('puts the parts of many samples together, whichever thread ran them', async () => {
    const studio = openStudio()
    const test = { ...generateDigits(1500, 4), name: 'many' }
    const shares: number[] = []
    const tell = (_: string, share?: number) => share !== undefined && shares.push(share)
    const evaluation = await studio.evaluateModel(fitted, [test], signal, tell)
    expect(evaluation).toEqual(await evaluate(fitted, [test], await createEngine()))
    expect(evaluation.indices.length).toBeLessThan(test.count)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
    studio.stop()
  })

  it('builds the very files that the command line builds', async () => {
    const studio = openStudio()
    const board = boardById('arduino-mega')!
    const made = plan(fitted, board, defaultOptions)
    const evaluation = await studio.evaluateModel(fitted, [digits], signal, quiet)
    const input = { plan: made, datasets: [digits], evaluation }
    const { build, files } = await studio.buildFiles(input, signal, quiet)
    const { ranges, calibration } = evaluation
    const alone = buildProject({ ...input, ranges, calibration }, await createEngine())
    expect(files).toEqual(alone.files)
    const untested = await studio.buildFiles({ plan: made, datasets: [digits] }, signal, quiet)
    expect(untested.files).toEqual(files)
    expect(build.program).toEqual(alone.build.program)
    expect(build.plan.otherKernels).toEqual([])
    const { flash, ram, latency } = alone.build.plan
    expect(build.plan).toMatchObject({ flash, ram, latency })
    expect(build.quantized.ops.map(({ op }) => op)).toEqual(made.fused.ops)
    expect(await studio.packZip(files)).toBeInstanceOf(Uint8Array)
    studio.stop()
  })

  it('measures channels on what calibrates, and says where nothing does', async () => {
    const studio = openStudio()
    const shares: (number | undefined)[] = []
    const measured = await studio.measureChannels(fitted, [digits], signal, (_, share) =>
      shares.push(share),
    )
    expect(measured).toEqual(await measureChannels(fitted, [digits]))
    expect(measured?.count).toBe(3)
    expect(measured?.source).toContain('digits')
    expect(shares.at(-1)).toBe(1)
    expect(await studio.measureChannels(fitted, [], signal, quiet)).toBeNull()
    studio.stop()
  })

  it('brings what is wrong with a file across', async () => {
    const studio = openStudio()
    const files = [{ name: 'a.h5', bytes: new Uint8Array(100) }]
    await expect(studio.importFiles(files, signal, quiet)).rejects.toThrow(UserError)
    await expect(studio.readSamples(files, {}, quiet)).rejects.toThrow(UserError)
    studio.stop()
  })

  it('stops when aborted', async () => {
    const studio = openStudio()
    const controller = new AbortController()
    const running = studio.evaluateModel(fitted, [digits], controller.signal, quiet)
    controller.abort()
    await expect(running).rejects.toThrow(/abort/i)
    studio.stop()
  })
})
