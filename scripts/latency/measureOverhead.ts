// What a call of the generated code takes besides its kernel: the copy of its step from flash, the
// way there and back. From sketches with one and with nine calls.

import { exportFiles } from '../../src/exporters/index'
import { compileArduino } from '../../e2e/firmware/compileArduino'
import { runAvr } from '../../e2e/firmware/runAvr'
import { sampleBuild } from '../../e2e/firmware/sampleBuild'
import { unpackProject } from '../../e2e/firmware/tools'
import { encodeStep } from '../../src/kernels/kernels'
import type { Firmware } from './runCalls'
import { runCalls } from './runCalls'

const command = Uint8Array.from([81, ...Array<number>(32).fill(7)])

/** Kernels whose time does not depend on values, a short and a long step. */
const short = 'nn_lookup_s8'
const long = 'nn_max_pool2d_s8'

function runCycles(board: string, kernel: string, calls: number): number {
  const build = sampleBuild(board, Array<string>(calls).fill(kernel))
  const folder = unpackProject(exportFiles(build, { vectors: [] }))
  const { elf } = compileArduino(folder, board)
  const { cycles } = runAvr(elf, board, [command])
  const last = cycles.at(-1)
  if (last === undefined) throw new Error(`the sketch of ${kernel} ran no model`)
  return last
}

function overheadOf(board: string, firmware: Firmware, kernel: string) {
  const step = sampleBuild(board, [kernel]).program.steps[0]
  if (!step) throw new Error(`no step of ${kernel}`)
  const { fields, rows } = step
  const call = { kernel, fields, rows, relu: false }
  const memory = { model: new Uint8Array(1024), arena: new Uint8Array(64) }
  const [own = NaN] = runCalls(firmware, [{ ...call, ...memory }])
  const one = runCycles(board, kernel, 1)
  const each = (runCycles(board, kernel, 9) - one) / 8
  return { bytes: encodeStep(kernel, fields).length, call: each - own, run: one - each }
}

export interface Overhead {
  /** model_run without calls. */
  readonly run: number
  readonly call: number
  /** Of a step. */
  readonly stepByte: number
}

export function measureOverhead(board: string, firmware: Firmware): Overhead {
  const [a, b] = [overheadOf(board, firmware, short), overheadOf(board, firmware, long)]
  const stepByte = (b.call - a.call) / (b.bytes - a.bytes)
  const rounded = (n: number) => Math.round(n * 100) / 100
  return {
    run: Math.max(0, rounded(a.run)),
    call: rounded(a.call - stepByte * a.bytes),
    stepByte: rounded(stepByte),
  }
}
