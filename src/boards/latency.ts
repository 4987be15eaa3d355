// How long kernels take on a core: cycles as a sum of counts (`latencyCounts.ts`, `latencyCountsArm.ts`)
// with coefficients that were fitted to emulator runs. AVR (latency.json, scripts/fitLatency.ts): cycles
// of a cycle-accurate emulator. Cortex-M (latencyArm.json, scripts/fitArmLatency.ts): instructions that an
// emulator counted, and cycles estimated from them by the core's instruction timings.

import { kernelById } from '../kernels/kernels'
import type { Rows } from '../model/program'
import type { Board, CoreId } from './board'
import table from './latency.json' with { type: 'json' }
import armTable from './latencyArm.json' with { type: 'json' }
import type { Counts, Fields, Shaping } from './latencyCounts'
import { countsOf } from './latencyCounts'
import type { ArmForm } from './latencyCountsArm'
import { armCountsOf } from './latencyCountsArm'
import { unpackLatency } from './latencyTable'

/** What is predicted: instructions are known for Cortex-M only. */
export type CostUnit = 'cycles' | 'instructions'

export interface KernelLatency {
  /** By count. */
  readonly cycles: Readonly<Record<string, number>>
  readonly instructions?: Readonly<Record<string, number>>
  /** Relative, on shapes that the fit has not seen: of instructions where they were counted, else of cycles. */
  readonly meanError: number
  readonly largestError: number
}

/** What the generated code around the kernels takes. */
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
  readonly instructionOverhead?: Overhead
  /**
   * Largest relative error on whole networks, none of which the fit has seen: of instructions where they
   * were counted, else of cycles.
   */
  readonly networkError: number
  readonly kernels: Readonly<Record<string, KernelLatency>>
}

const avrCores: Readonly<Record<string, CoreLatency>> = table as never
const armCores = unpackLatency(armTable as never)

export interface BoardLatency extends CoreLatency {
  /** Of a Cortex-M. */
  readonly form?: ArmForm
  /** Where cycles are an estimate: from what. */
  readonly cyclesFrom?: string
  /** The core that was measured is a near relative of the board's: why its figures differ. */
  readonly approximate?: string
}

const nearFlashBytes = 65_536

function avrLatencyOf(board: Board): BoardLatency | undefined {
  const core = avrCores[board.flashBytes > nearFlashBytes ? 'avr-mega' : 'avr-uno']
  if (!core || board.mcu !== 'ATmega4809') return core
  return { ...core, approximate: 'AVRxt takes a cycle less for some instructions' }
}

interface ArmTiming {
  readonly form: ArmForm
  readonly cyclesFrom: string
  /** The core that stands for it. */
  readonly standIn?: CoreId
  readonly approximate?: string
}

const timingsOf = (core: string) => `the instruction timings of Arm’s ${core} manual`

const armTimings: Readonly<Partial<Record<CoreId, ArmTiming>>> = {
  'cortex-m0': { form: 'v6m', cyclesFrom: timingsOf('Cortex-M0') },
  'cortex-m0plus': { form: 'v6m', cyclesFrom: timingsOf('Cortex-M0+') },
  'cortex-m3': { form: 'v7m', cyclesFrom: timingsOf('Cortex-M3') },
  'cortex-m4': { form: 'dsp', cyclesFrom: timingsOf('Cortex-M4') },
  'cortex-m7': {
    form: 'dsp',
    cyclesFrom: 'two instructions a cycle, a bound: Arm prints no timings of the Cortex-M7',
  },
  'cortex-m33': {
    form: 'dsp',
    cyclesFrom: timingsOf('Cortex-M4'),
    standIn: 'cortex-m4',
    approximate: 'a Cortex-M4 stands for the Cortex-M33, which runs the same kernels',
  },
}

/** Makefiles and Teensyduino say -O2, the other Arduino cores -Os. */
const optimizationOf = ({ form, id }: Board) =>
  form === 'makefile' || id === 'teensy-4-1' ? '-O2' : '-Os'

/** Whose entry of latencyArm.json a board reads. */
function latencyKeyOf(board: Board): string | undefined {
  const timing = armTimings[board.core]
  return timing && `${timing.standIn ?? board.core} ${optimizationOf(board)}`
}

function armLatencyOf(board: Board): BoardLatency | undefined {
  const timing = armTimings[board.core]
  const core = armCores[latencyKeyOf(board) ?? '']
  if (!timing || !core) return undefined
  const { form, cyclesFrom, approximate } = timing
  return { ...core, form, cyclesFrom, ...(approximate ? { approximate } : {}) }
}

/** Undefined for cores without a model. */
export function latencyOf(board: Board): BoardLatency | undefined {
  return board.core === 'avr' ? avrLatencyOf(board) : armLatencyOf(board)
}

interface KernelCall {
  readonly kernel: string
  readonly fields: Fields
  readonly rows: Rows
}

function countsOn({ form }: BoardLatency, call: KernelCall, shaping: Shaping): Counts | undefined {
  const { kernel, fields, rows } = call
  if (form) return armCountsOf(kernel, fields, rows, shaping, form)
  return countsOf(kernel, fields, rows, shaping)
}

export function overheadOf(model: CoreLatency, unit: CostUnit): Overhead | undefined {
  return unit === 'cycles' ? model.overhead : model.instructionOverhead
}

/** Of one call with its generated code; undefined where the kernel was not measured. */
export function callCost(
  model: BoardLatency,
  call: KernelCall,
  shaping: Shaping,
  unit: CostUnit = 'cycles',
): number | undefined {
  const each = model.kernels[call.kernel]?.[unit]
  const counts = each && countsOn(model, call, shaping)
  const overhead = overheadOf(model, unit)
  if (!counts || !overhead) return undefined
  let cost = overhead.call + overhead.stepByte * kernelById(call.kernel).stepBytes
  for (const [name, one] of Object.entries(each)) cost += one * (counts[name] ?? 0)
  return cost
}

/** What a call costs for each further time that it is made, with no work in it. */
export function emptyCallCost(
  model: BoardLatency,
  kernel: string,
  unit: CostUnit = 'cycles',
): number {
  const own = model.kernels[kernel]?.[unit]?.['call'] ?? 0
  const { call = 0, stepByte = 0 } = overheadOf(model, unit) ?? {}
  return own + call + stepByte * kernelById(kernel).stepBytes
}
