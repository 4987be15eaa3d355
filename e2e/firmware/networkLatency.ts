// Whole networks on emulated AVR boards beside what the latency model says, none of which it was fitted to.

import { boardById } from '../../src/boards/index'
import { plan } from '../../src/compile/compile'
import type { CompileOptions } from '../../src/compile/plan'
import { defaultOptions } from '../../src/compile/plan'
import { dataPath } from '../../src/lib/testData'
import type { RealModel } from './openRealModel'
import { openRealModel, projectFor } from './openRealModel'
import { command, runProject } from './runProject'

export interface Network {
  readonly name: string
  readonly path: string
  readonly board: string
  readonly options: CompileOptions
}

const avr: CompileOptions = { ...defaultOptions, target: 'avr', streaming: 'whole' }
const byRows: CompileOptions = { ...avr, streaming: 'input-rows' }
const portable: CompileOptions = { ...avr, target: 'c' }

const lenet = { name: 'LeNet-5 32×32', path: 'public/samples/lenet5.h5', board: 'arduino-mega' }
const digits = { name: 'digits-uno', path: 'public/samples/digits-uno.keras', board: 'arduino-uno' }
const tinyMaix = (name: string, board: string) => ({
  name: `TinyMaix ${name}`,
  path: dataPath(`h5/tinymaix_mnist_${name}.h5`),
  board,
})

export const networks: readonly Network[] = [
  { ...lenet, options: avr },
  { ...lenet, options: byRows },
  { ...lenet, options: portable },
  { ...digits, options: avr },
  { ...digits, options: byRows },
  { ...digits, options: portable },
  { ...tinyMaix('dw', 'arduino-mega'), options: avr },
  { ...tinyMaix('resnet', 'arduino-mega'), options: avr },
  { ...tinyMaix('valid', 'arduino-uno'), options: avr },
  { ...tinyMaix('valid', 'arduino-uno'), options: byRows },
]

export const titleOf = ({ name, board, options }: Network) =>
  `${name}, ${board}, target ${options.target}, ${options.streaming}`

const images = 3
const opened = new Map<string, Promise<RealModel>>()

function open(path: string): Promise<RealModel> {
  const real = opened.get(path) ?? openRealModel(path)
  opened.set(path, real)
  return real
}

/** Cycles before anything is compiled, and the emulator's mean over a few images. */
export async function measureNetwork(network: Network): Promise<{ planned: number; ran: number }> {
  const board = boardById(network.board)
  if (!board) throw new Error(`no board ${network.board}`)
  const real = await open(network.path)
  const planned = plan(real.model, board, network.options).latency?.cycles
  if (planned === undefined) throw new Error(`no latency of ${titleOf(network)}`)
  const { files, inputs } = projectFor(real, board.id, images, network.options)
  const bytes = inputs.length / images
  const commands = Array.from({ length: images }, (_, i) =>
    command('Q', inputs.subarray(i * bytes, (i + 1) * bytes)),
  )
  const { cycles = [] } = runProject(board, files, commands)
  return { planned, ran: cycles.reduce((sum, n) => sum + n, 0) / cycles.length }
}
