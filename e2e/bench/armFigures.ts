// What public networks cost on Cortex-M: projects as the page exports them, compiled with the
// boards' own flags, run in QEMU. Instructions and bytes are exact; cycles are an estimate.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { boardById } from '../../src/boards/index'
import { sizesOf } from '../../src/boards/sizes'
import type { Build } from '../../src/compile/build'
import { plan } from '../../src/compile/compile'
import type { Plan, Streaming } from '../../src/compile/plan'
import { defaultOptions } from '../../src/compile/plan'
import type { ExportFile } from '../../src/exporters/exporter'
import { importModel } from '../../src/importers/index'
import { dataPath } from '../../src/lib/testData'
import type { Model } from '../../src/model/model'
import { buildProject } from '../../src/project/buildProject'
import { calibrateModel } from '../../src/project/evaluate'
import { bulkPlan } from '../../src/project/runInt8'
import type { Engine } from '../../src/simulate/engine'
import { createEngine } from '../../src/simulate/engine'
import type { ArmCounts } from '../firmware/runArm'
import { command, compileProject, readOutputs, runProject } from '../firmware/runProject'
import { unpackProject } from '../firmware/tools'
import { openKeywordModel } from '../mlperf/networks'

export async function readModel(path: string): Promise<Model> {
  const file = { name: basename(path), bytes: new Uint8Array(readFileSync(path)) }
  return (await importModel([file], () => undefined)).model
}

const mlperf = (path: string) => () => readModel(dataPath(`mlperf-tiny/${path}`))

export interface ArmNetwork {
  readonly name: string
  readonly open: () => Model | Promise<Model>
}

export const networks: readonly ArmNetwork[] = [
  { name: 'LeNet-5 32×32', open: () => readModel('public/samples/lenet5.h5') },
  { name: 'KWS', open: openKeywordModel },
  { name: 'IC', open: mlperf('ic/pretrainedResnet.h5') },
  { name: 'VWW', open: mlperf('vww/vww_96.h5') },
  { name: 'AD', open: mlperf('ad/ad01.h5') },
]

export interface ArmSubject extends ArmNetwork {
  readonly board: string
  /** By default all buffers are whole. */
  readonly streaming?: Streaming
}

/** The Pico has the M0+ with most RAM. */
export const armSubjects: readonly ArmSubject[] = ['frdm-k64f', 'raspberry-pi-pico'].flatMap(
  (board) => networks.map((network) => ({ ...network, board })),
)

/** TensorFlow Lite Micro with CMSIS-NN, counted the same way: millions of instructions on M4 and M0+. */
export const armPeers: Readonly<Record<string, readonly [m4: number, m0plus: number]>> = {
  'LeNet-5 32×32': [2.183, 4.87],
  KWS: [7.7, 29],
  IC: [29.86, 97.56],
  VWW: [24.1, 86.9],
  AD: [0.583, 1.763],
}

export interface ArmFigures {
  readonly name: string
  readonly board: string
  readonly macs: number
  readonly instructions: number
  readonly estimatedCycles: number
  readonly weightBytes: number
  /** Kernels, steps and calls, start-up, port and protocol of the sketch. */
  readonly codeBytes: number
  readonly arenaBytes: number
  readonly stackBytes: number
}

interface Prepared {
  readonly model: Model
  readonly ranges: Awaited<ReturnType<typeof calibrateModel>>
}

const prepared = new Map<string, Promise<Prepared>>()
let engine: Promise<Engine> | undefined

function prepare(network: ArmNetwork): Promise<Prepared> {
  const make = async () => {
    const model = await network.open()
    const ranges = await calibrateModel(bulkPlan(model), [], await (engine ??= createEngine()))
    return { model, ranges }
  }
  const known = prepared.get(network.name) ?? make()
  prepared.set(network.name, known)
  return known
}

export interface CountedRun {
  readonly made: Plan
  readonly build: Build
  readonly files: readonly ExportFile[]
  readonly stackBytes: number
  /** Of each of the inferences. */
  readonly counts: readonly ArmCounts[]
}

/** Runs the exported project. Throws an Error where an output differs from the simulation's. */
export async function countRuns(subject: ArmSubject): Promise<CountedRun> {
  const board = boardById(subject.board)
  if (!board) throw new Error(`no board ${subject.board}`)
  const { model, ranges } = await prepare(subject)
  const { streaming = 'whole' } = subject
  const made = plan(model, board, { ...defaultOptions, streaming })
  const input = { plan: made, ...ranges, datasets: [] }
  const { build, files, vectors } = buildProject(input, await (engine ??= createEngine()))
  const some = vectors.slice(0, 2)
  const commands = some.map(({ input }) => command('Q', input))
  const ran = runProject(board, files, commands, [], true)
  const wanted = some.flatMap(({ output }) => Array.from(output))
  const got = ran.lines.filter((line) => line.startsWith('OUT')).flatMap(readOutputs)
  if (got.join() !== wanted.join()) throw new Error(`${subject.name}: wrong outputs`)
  const { counts = [], stackBytes = 0 } = ran
  if (counts.length === 0) throw new Error(`${subject.name}: nothing counted`)
  return { made, build, files, stackBytes, counts }
}

export async function measureArm(subject: ArmSubject): Promise<ArmFigures> {
  const { made, build, files, stackBytes, counts } = await countRuns(subject)
  const linked = compileProject(made.board, unpackProject(files))
  const [most] = counts.toSorted((a, b) => b.instructions - a.instructions)
  const constants = build.program.constantBytes
  const { core } = sizesOf(made.board.sizes)
  return {
    name: subject.name,
    board: made.board.id,
    macs: made.total.macs,
    instructions: most?.instructions ?? 0,
    estimatedCycles: most?.cycles ?? 0,
    weightBytes: constants,
    codeBytes: linked.flashBytes - core.flashBytes - constants,
    arenaBytes: made.memory.arenaBytes,
    stackBytes,
  }
}
