// What shipped and public networks really cost on AVR boards: projects as the page exports them,
// compiled with the Arduino core, run on the emulated chip. Cycles and bytes are exact.

import { boardById } from '../../src/boards/index'
import { sizesOf } from '../../src/boards/sizes'
import { plan } from '../../src/compile/compile'
import type { Streaming } from '../../src/compile/plan'
import { dataPath } from '../../src/lib/testData'
import { openRealModel, projectFor } from '../firmware/openRealModel'
import type { RealModel } from '../firmware/openRealModel'
import { command, compileProject, readOutputs, runProject } from '../firmware/runProject'
import { unpackProject } from '../firmware/tools'

export interface Subject {
  readonly name: string
  readonly model: string
  readonly board: string
  readonly streaming: Streaming
}

const tinyMaix = (name: string) => dataPath(`h5/tinymaix_mnist_${name}.h5`)

export const subjects: readonly Subject[] = [
  {
    name: 'LeNet-5 32×32',
    model: 'public/samples/lenet5.h5',
    board: 'arduino-mega',
    streaming: 'whole',
  },
  {
    name: 'LeNet-5 32×32, by rows',
    model: 'public/samples/lenet5.h5',
    board: 'arduino-mega',
    streaming: 'rows',
  },
  {
    name: 'LeNet-5 32×32, input by rows',
    model: 'public/samples/lenet5.h5',
    board: 'arduino-mega',
    streaming: 'input-rows',
  },
  {
    name: 'digits-uno',
    model: 'public/samples/digits-uno.keras',
    board: 'arduino-uno',
    streaming: 'auto',
  },
  ...['arduino', 'valid', 'dw', 'resnet'].map((name): Subject => ({
    name: `TinyMaix ${name}`,
    model: tinyMaix(name),
    // The constants and code of resnet do not fit the Uno.
    board: name === 'resnet' ? 'arduino-mega' : 'arduino-uno',
    streaming: 'auto',
  })),
]

export interface Figures {
  readonly name: string
  readonly board: string
  readonly macs: number
  /** Of one inference; of all its parts where the input arrives by rows. */
  readonly cycles: number
  readonly weightBytes: number
  /** Kernels, steps and calls: what the network adds to the sketch besides its constants. */
  readonly codeBytes: number
  readonly flashBytes: number
  readonly arenaBytes: number
  readonly stackBytes: number
  /** Static data of the sketch and stack, without the Arduino core's own data. */
  readonly peakRamBytes: number
  /** RAM that nothing ever touched. */
  readonly freeRamBytes: number
}

const images = 3
const opened = new Map<string, Promise<RealModel>>()

function open(path: string): Promise<RealModel> {
  const known = opened.get(path) ?? openRealModel(path)
  opened.set(path, known)
  return known
}

/** Throws an Error where an output differs from the simulation's. */
export async function measureBoard(subject: Subject): Promise<Figures> {
  const board = boardById(subject.board)
  if (!board) throw new Error(`no board ${subject.board}`)
  const real = await open(subject.model)
  const options = { streaming: subject.streaming, softmax: true }
  const made = plan(real.model, board, options)
  const { files, inputs, outputs, build } = projectFor(real, board.id, images, options)
  const linked = compileProject(board, unpackProject(files))
  const bytes = inputs.length / images
  const commands = Array.from({ length: images }, (_, i) =>
    command('Q', inputs.subarray(i * bytes, (i + 1) * bytes)),
  )
  const ran = runProject(board, files, commands)
  const got = ran.lines.filter((line) => line.startsWith('OUT')).flatMap(readOutputs)
  if (got.join() !== outputs.join()) throw new Error(`${subject.name}: wrong outputs`)
  const { core } = sizesOf(board.sizes)
  const constants = build.program.constantBytes
  const stackBytes = ran.stackBytes ?? 0
  return {
    name: subject.name,
    board: board.id,
    macs: made.total.macs,
    cycles: Math.max(...(ran.cycles ?? [0])),
    weightBytes: constants,
    codeBytes: linked.flashBytes - core.flashBytes - constants,
    flashBytes: linked.flashBytes,
    arenaBytes: made.memory.arenaBytes,
    stackBytes,
    peakRamBytes: linked.ramBytes - core.ramBytes + stackBytes,
    freeRamBytes: board.ramBytes - linked.ramBytes - stackBytes,
  }
}
