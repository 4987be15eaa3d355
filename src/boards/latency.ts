// How long kernels take on a core: cycles as a sum of counts (`latencyCounts.ts`) with coefficients
// that scripts/fitLatency.ts fitted to runs of the emulated chip. Data in latency.json.

import { kernelById } from '../kernels/kernels'
import type { Rows } from '../model/program'
import type { Board } from './board'
import table from './latency.json' with { type: 'json' }
import type { Fields, Shaping } from './latencyCounts'
import { countsOf } from './latencyCounts'

export interface KernelLatency {
  /** Cycles by count. */
  readonly cycles: Readonly<Record<string, number>>
  /** Relative, on shapes that the fit has not seen. */
  readonly meanError: number
  readonly largestError: number
}

/** Cycles of the generated code around the kernels. */
export interface Overhead {
  /** Of model_run, once. */
  readonly run: number
  readonly call: number
  /** Of a step, copied from flash at every call. */
  readonly stepByte: number
  /** Share that the Arduino core's clock takes, which interrupts every millisecond. */
  readonly interrupts: number
  /** The driver of a stream: for each row of a call, for each slide of a window and each of its bytes. */
  readonly streamRow: number
  readonly slide: number
  readonly slideByte: number
}

export interface CoreLatency {
  readonly mcu: string
  readonly compiler: string
  /** Shapes behind each error. */
  readonly heldOut: number
  readonly overhead: Overhead
  /** Largest relative error on whole networks, none of which the fit has seen. */
  readonly networkError: number
  readonly kernels: Readonly<Record<string, KernelLatency>>
}

const cores: Readonly<Record<string, CoreLatency>> = table as never

export interface BoardLatency extends CoreLatency {
  /** The core that was measured is a near relative of the board's: why its figures differ. */
  readonly approximate?: string
}

const nearFlashBytes = 65_536

/** Undefined for cores without a model. */
export function latencyOf(board: Board): BoardLatency | undefined {
  if (board.core !== 'avr') return undefined
  const core = cores[board.flashBytes > nearFlashBytes ? 'avr-mega' : 'avr-uno']
  if (!core || board.mcu !== 'ATmega4809') return core
  return { ...core, approximate: 'AVRxt takes a cycle less for some instructions' }
}

/** Of one call with its generated code; undefined where the kernel was not measured. */
export function callCycles(
  { kernels, overhead }: CoreLatency,
  { kernel, fields, rows }: { kernel: string; fields: Fields; rows: Rows },
  shaping: Shaping,
): number | undefined {
  const found = kernels[kernel]
  const counts = found && countsOf(kernel, fields, rows, shaping)
  if (!found || !counts) return undefined
  let cycles = overhead.call + overhead.stepByte * kernelById(kernel).stepBytes
  for (const [name, each] of Object.entries(found.cycles)) cycles += each * (counts[name] ?? 0)
  return cycles
}

/** What a call costs for each further time that it is made, with no work in it. */
export function emptyCallCycles({ kernels, overhead }: CoreLatency, kernel: string): number {
  const own = kernels[kernel]?.cycles['call'] ?? 0
  return own + overhead.call + overhead.stepByte * kernelById(kernel).stepBytes
}
