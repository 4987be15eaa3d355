// What a call of the generated code takes besides its kernel: the copy of its step from flash, the
// way there and back; and the core's clock, which ticks in between. From sketches of few and many calls.

import { exportFiles } from '../../src/exporters/index'
import { compileArduino } from '../../e2e/firmware/compileArduino'
import { runAvr } from '../../e2e/firmware/runAvr'
import { sampleBuild } from '../../e2e/firmware/sampleBuild'
import { unpackProject } from '../../e2e/firmware/tools'
import { encodeStep } from '../../src/kernels/kernels'
import type { Overhead } from '../../src/boards/latency'
import type { Firmware } from './runCalls'
import { runCalls } from './runCalls'

const command = Uint8Array.from([81, ...Array<number>(32).fill(7)])

/** Kernels whose time does not depend on values, a short and a long step. */
const short = 'nn_lookup_s8'
const long = 'nn_max_pool2d_s8'

type Variant = Readonly<Record<string, number>>

/** Of several runs: the least is one in which the clock did not tick. */
function runCycles(board: string, kernel: string, calls: number, variant: Variant = {}) {
  const build = sampleBuild(board, Array<string>(calls).fill(kernel), 'sample', [variant])
  const folder = unpackProject(exportFiles(build, { vectors: [] }))
  const { elf } = compileArduino(folder, board)
  const { cycles } = runAvr(elf, board, Array<Uint8Array>(8).fill(command))
  if (cycles.length === 0) throw new Error(`the sketch of ${kernel} ran no model`)
  return cycles
}

/** Of a kernel alone, with the variant's fields. */
function ownCycles(board: string, firmware: Firmware, kernel: string, variant: Variant = {}) {
  const step = sampleBuild(board, [kernel], 'sample', [variant]).program.steps[0]
  if (!step) throw new Error(`no step of ${kernel}`)
  const { fields, rows } = step
  const memory = { model: new Uint8Array(1024), arena: new Uint8Array(64) }
  const [own = NaN] = runCalls(firmware, [{ kernel, fields, rows, relu: false, ...memory }])
  return { own, bytes: encodeStep(kernel, fields).length }
}

function overheadOf(board: string, firmware: Firmware, kernel: string) {
  const { own, bytes } = ownCycles(board, firmware, kernel)
  const one = Math.min(...runCycles(board, kernel, 1))
  const each = (Math.min(...runCycles(board, kernel, 9)) - one) / 8
  return { bytes, call: each - own, run: one - each }
}

/** What the Arduino core's clock takes: many calls in one run, so that it ticks often. */
function interruptShare(board: string, firmware: Firmware, call: number): number {
  const calls = 250
  const variant = { count: 30 }
  const { own } = ownCycles(board, firmware, short, variant)
  const runs = runCycles(board, short, calls, variant)
  const mean = runs.reduce((sum, n) => sum + n, 0) / runs.length
  return mean / (calls * (own + call)) - 1
}

/** Those of the driver of a stream come from `measureStream.ts`. */
export type CallOverhead = Pick<Overhead, 'run' | 'call' | 'stepByte' | 'interrupts'>

export function measureOverhead(board: string, firmware: Firmware): CallOverhead {
  const [a, b] = [overheadOf(board, firmware, short), overheadOf(board, firmware, long)]
  const stepByte = (b.call - a.call) / (b.bytes - a.bytes)
  const rounded = (n: number) => Math.round(n * 100) / 100
  return {
    run: Math.max(0, rounded(a.run)),
    call: rounded(a.call - stepByte * a.bytes),
    stepByte: rounded(stepByte),
    interrupts: Math.round(interruptShare(board, firmware, a.call) * 1e4) / 1e4,
  }
}
