// Compiles a project for its board and runs it on the board's emulator.

import type { Board } from '../../src/boards/board'
import type { ExportFile } from '../../src/exporters/exporter'
import { compileArduino } from './compileArduino'
import { compileMakefile, compileShim } from './compileArm'
import type { ArmCounts } from './runArm'
import { runArm } from './runArm'
import { runAvr } from './runAvr'
import type { Compiled } from './tools'
import { unpackProject } from './tools'

/** How a board's project is compiled here, and what stands for its core. */
export function toolsOf(board: Board): 'avr' | 'shim' | 'make' {
  if (board.form === 'makefile') return 'make'
  return board.core === 'avr' ? 'avr' : 'shim'
}

/** As downloaded: what the linker's figures are about. */
export function compileProject(board: Board, folder: string): Compiled {
  const tools = toolsOf(board)
  if (tools === 'avr') return compileArduino(folder, board.id)
  return tools === 'shim' ? compileShim(folder, board.id) : compileMakefile(folder, board.id)
}

function compileToRun(board: Board, folder: string, defines: readonly string[]): Compiled {
  const tools = toolsOf(board)
  if (tools === 'shim') return compileShim(folder, board.id, defines)
  if (tools === 'make') return compileMakefile(folder, board.id, { emulated: true, defines })
  // The emulator has no USB.
  const port = board.id === 'arduino-micro' ? ['-DMODEL_SERIAL=Serial1'] : []
  return compileArduino(folder, board.id, [...port, ...defines])
}

/** Inputs per row, where the sketch takes its input row by row. */
function inputsPerRow(files: readonly ExportFile[]): number | undefined {
  const header = files.find(({ path }) => path.endsWith('/src/model.h'))?.text ?? ''
  const [, count] = /^#define MODEL_ROW_COUNT (\d+)/m.exec(header) ?? []
  return count === undefined ? undefined : Number(count)
}

/** Each row is sent when the one before was answered; the letter goes with the first. */
function splitRows(command: Uint8Array, perRow: number): Uint8Array[] {
  const takesInput = 'IQ'.includes(String.fromCharCode(command[0] ?? 0))
  if (!takesInput || command.length <= 1 + perRow) return [command]
  const parts = [command.subarray(0, 1 + perRow)]
  for (let at = 1 + perRow; at < command.length; at += perRow)
    parts.push(command.subarray(at, at + perRow))
  return parts
}

/** An inference whose input arrives by rows is as many runs of model_next_row. */
function addUpRows(counts: readonly ArmCounts[], rows: readonly number[]): ArmCounts[] {
  let at = 0
  return rows.map((count) => {
    const parts = counts.slice(at, (at += count))
    const sum = (unit: 'instructions' | 'cycles') => parts.reduce((n, part) => n + part[unit], 0)
    const [instructions, cycles] = [sum('instructions'), sum('cycles')]
    return { instructions, cycles, calls: [], callCycles: [] }
  })
}

export interface ProjectRun {
  /** What ran. */
  readonly compiled: Compiled
  /** But for those that only ask for the next row. */
  readonly lines: readonly string[]
  readonly stackBytes?: number
  /** Of each inference; on AVR only. */
  readonly cycles?: readonly number[]
  /** Of each inference on Cortex-M, where counting was asked for. */
  readonly counts?: readonly ArmCounts[]
}

export function runProject(
  board: Board,
  files: readonly ExportFile[],
  commands: readonly Uint8Array[],
  defines: readonly string[] = [],
  counted = false,
): ProjectRun {
  const compiled = compileToRun(board, unpackProject(files), defines)
  const perRow = inputsPerRow(files)
  const parts = perRow ? commands.flatMap((one) => splitRows(one, perRow)) : commands
  const entry = counted ? (perRow ? 'model_next_row' : 'model_run') : undefined
  const ran =
    toolsOf(board) === 'avr'
      ? runAvr(compiled.elf, board.id, parts)
      : runArm(compiled.elf, board.id, parts, entry)
  const lines = ran.lines.filter((line) => !/^ROW \d+$/.test(line))
  if (!perRow || !('counts' in ran) || !ran.counts) return { ...ran, compiled, lines }
  const rows = commands.map((one) => (one.length - 1) / perRow)
  return { ...ran, compiled, lines, counts: addUpRows(ran.counts, rows) }
}

/** A letter of the protocol and the bytes behind it. */
export function command(letter: string, bytes: ArrayLike<number> = []): Uint8Array {
  return Uint8Array.from([letter.charCodeAt(0), ...Array.from(bytes)])
}

/** The outputs of an OUT line. */
export function readOutputs(line: string): number[] {
  const [, numbers] = /^OUT ((?:-?\d+ )+)TOP \d+ US \d+$/.exec(line) ?? []
  if (numbers === undefined) throw new Error(`no outputs in ${line}`)
  return numbers.trim().split(' ').map(Number)
}
