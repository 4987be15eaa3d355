// Flash and RAM of a sketch before anything is compiled, part by part, from sizes that were measured
// with the real compilers. Exact but for what the compiler makes of constants in the calls.

import type { Board } from '../boards/board'
import { sizesOf } from '../boards/sizes'
import { kernelById } from '../kernels/kernels'
import type { Call, Constant, MemoryPlan, Stream } from '../model/program'
import type { Budget, Origin, Part } from './plan'

type KernelCall = Pick<Call, 'kernel'>
type StreamFacts = Pick<Stream, 'calls' | 'inputByRows'>

/** Four uint16: the output rows that a call computes. */
const rowsBytes = 8

/** Every constant begins at a multiple of this. */
const constantAlign = 4

/** A step struct with its rows, as it lies in flash. */
export function callBytes(kernel: string): number {
  return kernelById(kernel).stepBytes + rowsBytes
}

/** Step struct and call of one kernel call, in bytes of flash. */
export function callFlashBytes(board: Board, call: KernelCall): number {
  return callBytes(call.kernel) + sizesOf(board.sizes).run.callBytes
}

/** The driver of the stream, its table of stages, and what else the sketch does by rows. */
function streamFlashBytes(board: Board, stream: StreamFacts | undefined): number {
  if (!stream) return 0
  const { bytes, stageBytes, inputRowsBytes } = sizesOf(board.sizes).stream
  return bytes + stream.calls * stageBytes + (stream.inputByRows ? inputRowsBytes : 0)
}

/** How many rows there are of what each call of the stream reads, and of its result: nn_stream.h. */
function streamRamBytes(stream: StreamFacts | undefined): number {
  return stream ? 4 * (stream.calls + 1) : 0
}

/** The kernels of these calls with what they pull in, each part once. */
export function kernelFlashBytes(board: Board, calls: readonly KernelCall[]): number {
  const { kernels } = sizesOf(board.sizes)
  const parts = new Map<string, number>()
  for (const { kernel } of calls)
    for (const [name, bytes] of Object.entries(kernels[kernel]?.parts ?? {}))
      parts.set(name, Math.max(bytes, parts.get(name) ?? 0))
  return [...parts.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** Measured on this board's core; on boards with another core taken from the nearest one. */
function codeOrigin(board: Board): Origin {
  return board.core === measuredCores[board.sizes] && board.id !== 'arduino-nano-every'
    ? 'measured'
    : 'estimated'
}

const measuredCores: Readonly<Record<string, Board['core']>> = {
  'avr-uno': 'avr',
  'avr-micro': 'avr',
  'avr-mega': 'avr',
  'cortex-m0': 'cortex-m0',
  'cortex-m0plus': 'cortex-m0plus',
  'cortex-m4': 'cortex-m4',
  'cortex-m7': 'cortex-m7',
  'cortex-a7': 'cortex-a7',
}

/** The vendor's core where it could not be measured is an estimate with its source. */
function corePart(board: Board, bytes: number, estimate: number | undefined): Part {
  return {
    id: 'core',
    label: 'Board core',
    bytes: estimate ?? bytes,
    origin: estimate === undefined ? codeOrigin(board) : 'estimated',
  }
}

function budgetOf(parts: readonly Part[], limitBytes: number): Budget {
  return {
    bytes: parts.reduce((total, part) => total + part.bytes, 0),
    limitBytes,
    parts,
    origin: parts.some(({ origin }) => origin === 'estimated') ? 'estimated' : 'measured',
  }
}

/**
 * What a search for models that fit leaves free: linked sketches took up to 22 bytes more than planned
 * (docs/autofit.md).
 */
export const flashMarginBytes = 64

export function flashBudget(
  board: Board,
  calls: readonly KernelCall[],
  constants: readonly Pick<Constant, 'content' | 'bytes'>[],
  stream?: StreamFacts,
): Budget {
  const sizes = sizesOf(board.sizes)
  const origin = codeOrigin(board)
  const of = (content: Constant['content']) =>
    constants
      .filter((c) => c.content === content)
      .reduce((bytes, c) => bytes + Math.ceil(c.bytes / constantAlign) * constantAlign, 0)
  const steps = calls.reduce((bytes, call) => bytes + callFlashBytes(board, call), 0)
  const run = sizes.run.bytes + streamFlashBytes(board, stream)
  const generated = steps + run + sizes.sketch.flashBytes
  return budgetOf(
    [
      { id: 'weights', label: 'Weights', bytes: of('weights'), origin: 'planned' },
      { id: 'channels', label: 'Channel records', bytes: of('channels'), origin: 'planned' },
      { id: 'tables', label: 'Tables', bytes: of('table'), origin: 'planned' },
      { id: 'kernels', label: 'Kernels', bytes: kernelFlashBytes(board, calls), origin },
      { id: 'code', label: 'Generated code', bytes: generated, origin },
      corePart(board, sizes.core.flashBytes, board.coreEstimate?.flashBytes),
    ],
    board.flashBytes,
  )
}

/**
 * An interrupt may come where the stack is deepest: on AVR the largest of the core's interrupt
 * functions, on Cortex-M the registers that the core itself saves.
 */
function interruptBytes(board: Board): number {
  return board.core === 'avr' ? 24 : 32
}

/**
 * The deepest of the calls. On AVR every call copies its step to the stack, and has room there for the
 * largest of all steps.
 */
function stackBytes(
  board: Board,
  calls: readonly KernelCall[],
  stream: StreamFacts | undefined,
): number {
  const sizes = sizesOf(board.sizes)
  const ids = [...new Set(calls.map(({ kernel }) => kernel))]
  const copied = (id: string) => (board.core === 'avr' ? kernelById(id).stepBytes : 0)
  const copy = Math.max(0, ...ids.map(copied))
  const deepest = Math.max(
    0,
    ...ids.map((id) => {
      const own = sizes.kernels[id]?.stackBytes ?? 0
      return own > 0 ? own - copied(id) + copy : 0
    }),
  )
  if (deepest === 0) return 0
  return deepest + interruptBytes(board) + (stream ? sizes.stream.stackBytes : 0)
}

/** Everything but the stack is what the linker reports. */
export function ramBudget(
  board: Board,
  calls: readonly KernelCall[],
  memory: Pick<MemoryPlan, 'arenaBytes'>,
  stream?: StreamFacts,
): Budget {
  const sizes = sizesOf(board.sizes)
  const align = board.core === 'avr' ? 1 : 4
  const arena = Math.ceil(memory.arenaBytes / align) * align
  return budgetOf(
    [
      { id: 'arena', label: 'Arena with input and output', bytes: arena, origin: 'planned' },
      {
        id: 'statics',
        label: 'Static data of the sketch',
        bytes: sizes.sketch.ramBytes + streamRamBytes(stream),
        origin: codeOrigin(board),
      },
      corePart(board, sizes.core.ramBytes, board.coreEstimate?.ramBytes),
      {
        id: 'stack',
        label: 'Stack reserve',
        bytes: stackBytes(board, calls, stream),
        origin: 'simulated',
      },
    ],
    board.ramBytes,
  )
}
