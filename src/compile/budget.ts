// Flash and RAM of a sketch before anything is compiled, part by part.

import type { Board } from '../boards/board'
import { kernelById } from '../kernels/kernels'
import type { Call, Constant, MemoryPlan } from '../model/program'
import type { Budget, Part } from './plan'

/** Four uint16: the output rows that a call computes. */
const rowsBytes = 8

/** A step struct with its rows, as it lies in flash. */
export function callBytes(kernel: string): number {
  return kernelById(kernel).stepBytes + rowsBytes
}

const sum = (parts: readonly Part[]) => parts.reduce((total, part) => total + part.bytes, 0)

/** Step struct and call of one kernel call, in bytes of flash. */
export function callFlashBytes(_board: Board, call: Call): number {
  return kernelById(call.kernel).stepBytes
}

export function flashBudget(
  board: Board,
  calls: readonly Call[],
  constants: readonly Constant[],
): Budget {
  const of = (content: Constant['content']) =>
    constants.filter((c) => c.content === content).reduce((bytes, c) => bytes + c.bytes, 0)
  const parts: Part[] = [
    { id: 'weights', label: 'Weights', bytes: of('weights'), origin: 'planned' },
    { id: 'channels', label: 'Channel records', bytes: of('channels'), origin: 'planned' },
    { id: 'tables', label: 'Tables', bytes: of('table'), origin: 'planned' },
    {
      id: 'code',
      label: 'Generated code',
      bytes: calls.reduce((bytes, call) => bytes + callFlashBytes(board, call), 0),
      origin: 'planned',
    },
  ]
  return { bytes: sum(parts), limitBytes: board.flashBytes, parts, origin: 'estimated' }
}

export function ramBudget(board: Board, _calls: readonly Call[], memory: MemoryPlan): Budget {
  const parts: Part[] = [
    { id: 'arena', label: 'Arena', bytes: memory.arenaBytes, origin: 'planned' },
  ]
  return { bytes: sum(parts), limitBytes: board.ramBytes, parts, origin: 'estimated' }
}
