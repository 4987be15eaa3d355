// A network's exported project on an emulated board, with real inputs, beside the simulation; and whether
// what was linked fits the real board together with the vendor's core, which can't be linked here.

import type { Board } from '../../src/boards/board'
import { boardById } from '../../src/boards/index'
import { plan } from '../../src/compile/compile'
import type { Budget, Plan } from '../../src/compile/plan'
import type { Engine } from '../../src/simulate/engine'
import type { RealModel } from '../firmware/openRealModel'
import { projectFor } from '../firmware/openRealModel'
import type { ArmCounts } from '../firmware/runArm'
import { command, readOutputs, runProject } from '../firmware/runProject'
import type { Compiled } from '../firmware/tools'
import { calibrateFold, partsOf } from './measureCheck'
import type { RealNetwork } from './networks'

/** Cortex-M4 as a sketch and as a Makefile project, M7, and M0+ with much RAM and with little. */
export const boardIds = [
  'arduino-nano-33-ble',
  'frdm-k64f',
  'stm32f723',
  'raspberry-pi-pico',
  'arduino-mkr1000',
]

export function boardOf(id: string): Board {
  const board = boardById(id)
  if (!board) throw new Error(`no board ${id}`)
  return board
}

/** Calibrated by the first fold of the first check; its measured samples are the boards' inputs. */
export async function prepareNetwork(
  { model, checks }: RealNetwork,
  engine: Engine,
): Promise<RealModel> {
  const [fold] = checks[0].folds
  const calibrated = await calibrateFold(model, fold, engine)
  return { model, datasets: partsOf(fold), engine, calibrated }
}

export const planFor = ({ model }: RealModel, boardId: string): Plan =>
  plan(model, boardOf(boardId))

const fitsIn = ({ bytes, limitBytes }: Budget) => bytes <= limitBytes

/** What the budget says. */
export const fits = ({ flash, ram }: Plan): boolean => fitsIn(flash) && fitsIn(ram)

/** Of the real board: what was linked here and the vendor's core; static RAM and the stack. */
export function neededBytes(
  { coreEstimate }: Board,
  linked: Compiled,
  stackBytes: number,
): { flashBytes: number; ramBytes: number } {
  const { flashBytes = 0, ramBytes = 0 } = coreEstimate ?? {}
  return {
    flashBytes: linked.flashBytes + flashBytes,
    ramBytes: linked.ramBytes + ramBytes + stackBytes,
  }
}

export interface BoardRun {
  /** Output bytes, of all inputs. */
  readonly said: readonly number[]
  readonly simulated: readonly number[]
  /** PASS or FAIL and the number of the vector. */
  readonly verdicts: readonly string[]
  readonly stackBytes: number
  /** With the self-test in it. */
  readonly linked: Compiled
  /** Where counting was asked for. */
  readonly counts?: readonly ArmCounts[]
}

/** The project with its self-test; then the first `samples` measured inputs, at most all. */
export function runOnBoard(
  real: RealModel,
  boardId: string,
  samples: number,
  counted = false,
): BoardRun {
  const { board, files, inputs, outputs, build } = projectFor(real, boardId, samples)
  const { bytes } = build.program.input
  const commands = Array.from({ length: inputs.length / bytes }, (_, i) =>
    command('Q', inputs.subarray(i * bytes, (i + 1) * bytes)),
  )
  const ran = runProject(board, files, commands, ['-DSELF_TEST=1'], counted)
  return {
    said: ran.lines.filter((line) => line.startsWith('OUT')).flatMap(readOutputs),
    simulated: Array.from(outputs),
    verdicts: ran.lines.filter((line) => /^(PASS|FAIL) /.test(line)),
    stackBytes: ran.stackBytes ?? 0,
    linked: ran.compiled,
    ...(ran.counts && { counts: ran.counts }),
  }
}
