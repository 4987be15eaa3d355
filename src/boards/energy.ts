// Operation energy per inference by equations (2)–(4) of MoTransFrame (CMC 65(3), 2020) with its
// tables 2 and 3 (45 nm, after Horowitz, ISSCC 2014). Orders of magnitude below what a board draws.

import type { Board } from './board'

/** Joules per inference. */
export interface Energy {
  readonly macJoules: number
  readonly sramJoules: number
  readonly dramJoules: number
  readonly totalJoules: number
}

/** 8 and 16 bits are integers, 32 bits are floats. */
export type NumberBits = 8 | 16 | 32

export interface Operations {
  /** M */
  readonly macs: number
  /** P: distinct weights. */
  readonly parameters: number
  /** A: values of all layers' results. */
  readonly activations: number
  /** ImageSize, in values. */
  readonly inputWords: number
  readonly bits: NumberBits
  /** False on a microcontroller that holds its weights in flash: nothing comes from DRAM then. */
  readonly weightsFromDram: boolean
  /** Of the whole model where these are one layer's operations; by default theirs. */
  readonly workingSetBytes?: number
  /** Per 64 bits; table 3 gives 1.3 to 2.6 nJ. */
  readonly dramJoulesPerAccess?: number
}

/** The middle of table 3's 1.3–2.6 nJ. */
export const defaultDramJoules = 1.95e-9

const picojoule = 1e-12

/** Table 2: multiply + add. The 16-bit row is the paper's print; Horowitz has it for 32-bit integers. */
const macPicojoules: Readonly<Record<NumberBits, number>> = {
  8: 0.2 + 0.03,
  16: 3.1 + 0.1,
  32: 3.7 + 0.9,
}

/** Table 3: energy of a 64-bit access by size of the memory. */
const sramRows = [
  { bytes: 8 * 1024, picojoules: 10 },
  { bytes: 32 * 1024, picojoules: 20 },
  { bytes: 1024 * 1024, picojoules: 100 },
] as const

/** Of the smallest memory that holds the working set; beyond 1 MB the largest row is taken. */
export function sramJoulesPerAccess(workingSetBytes: number): number {
  const row = sramRows.find(({ bytes }) => workingSetBytes <= bytes) ?? sramRows[2]
  return row.picojoules * picojoule
}

/** Every value is read at its share of a 64-bit access. */
export function operationEnergy(operations: Operations): Energy {
  const { macs, parameters, activations, inputWords, bits } = operations
  const share = bits / 64
  const workingSet = operations.workingSetBytes ?? ((parameters + activations) * bits) / 8
  const sram = sramJoulesPerAccess(workingSet) * share
  const dram = (operations.dramJoulesPerAccess ?? defaultDramJoules) * share
  const macJoules = macPicojoules[bits] * picojoule * macs
  const sramJoules = sram * parameters + 2 * sram * activations
  const dramJoules = operations.weightsFromDram ? dram * (parameters + inputWords) : 0
  return { macJoules, sramJoules, dramJoules, totalJoules: macJoules + sramJoules + dramJoules }
}

/** What the board takes for as long as it computes. */
export function boardEnergyJoules(board: Board, latencySeconds: number): number {
  return board.activePowerWatts * latencySeconds
}
