// Fits the latency model of AVR boards to emulator runs of every kernel over a grid of shapes, and
// writes src/boards/latency.json. Run it when kernels or a compiler change (a minute or two):
//   npx tsx scripts/fitLatency.ts [kernel …]

import { readFileSync, writeFileSync } from 'node:fs'
import type { CoreLatency, KernelLatency } from '../src/boards/latency'
import { countsOf } from '../src/boards/latencyCounts'
import { kernels } from '../src/kernels/kernels'
import { compileArduino } from '../e2e/firmware/compileArduino'
import { runAvr } from '../e2e/firmware/runAvr'
import { run, unpackProject } from '../e2e/firmware/tools'
import type { GridCall } from './latency/dice'
import { errorsOf, fitCounts } from './latency/fitCounts'
import { makeCalls } from './latency/makeCalls'
import { measureOverhead } from './latency/measureOverhead'
import { measureStream } from './latency/measureStream'
import type { Firmware } from './latency/runCalls'
import { compileFirmware, freeFlash, runCalls } from './latency/runCalls'

const table = 'src/boards/latency.json'
const fitted = 300
const held = 100

/** The ATmega644 stands for the Uno's chip: the same core and near flash, with room for the grid. */
const cores = {
  'avr-mega': { board: 'arduino-mega', mcu: 'atmega2560', flashBytes: 262_144, arenaBytes: 6400 },
  'avr-uno': { board: 'arduino-uno', mcu: 'atmega644', flashBytes: 65_536, arenaBytes: 3400 },
} as const

type Core = (typeof cores)[keyof typeof cores]

const counted = (call: GridCall, cycles: number) => {
  const counts = countsOf(call.kernel, call.fields, call.rows, call)
  if (!counts) throw new Error(`${call.kernel} has no counts`)
  return { counts, cycles }
}

const unmeasured = { streamRow: 0, slide: 0, slideByte: 0 }

const percent = (error: number) => `${(100 * error).toFixed(2)} %`

function fitKernel(kernel: string, firmware: Firmware, core: Core): KernelLatency {
  const modelBytes = Math.min(20_000, freeFlash(firmware, core.flashBytes))
  const limits = { arenaBytes: core.arenaBytes, modelBytes }
  const calls = makeCalls(kernel, fitted + held, 1, limits)
  const cycles = runCalls(firmware, calls)
  const samples = calls.map((call, i) => counted(call, cycles[i] ?? NaN))
  const coefficients = fitCounts(samples.slice(0, fitted))
  const errors = errorsOf(coefficients, samples.slice(fitted))
  const { meanError, largestError } = errors
  console.log(
    `${firmware.mcu} ${kernel}: mean ${percent(meanError)}, largest ${percent(largestError)}`,
  )
  const rounded = (error: number) => Number(error.toFixed(4))
  return {
    cycles: coefficients,
    meanError: rounded(meanError),
    largestError: rounded(largestError),
  }
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const stored = JSON.parse(readFileSync(table, 'utf8')) as Record<string, CoreLatency>
const ids = kernels.filter(({ bulk, only }) => !bulk && only !== 'arm').map(({ id }) => id)
for (const [key, core] of Object.entries(cores)) {
  const found: Record<string, KernelLatency> = { ...stored[key]?.kernels }
  const firmware = compileFirmware(core.mcu, ids)
  for (const kernel of firmware.kernels)
    if (wanted.length === 0 || wanted.includes(kernel))
      found[kernel] = fitKernel(kernel, firmware, core)
  const overhead = measureOverhead(core.board, firmware)
  const model: CoreLatency = {
    mcu: core.mcu,
    compiler: run('avr-gcc', ['--version']).toString().split('\n')[0] ?? '',
    heldOut: held,
    overhead: { ...unmeasured, ...overhead },
    networkError: stored[key]?.networkError ?? 0.05,
    kernels: Object.fromEntries(ids.flatMap((id) => (found[id] ? [[id, found[id]]] : []))),
  }
  const driver = measureStream(core.board, model, (files, commands) => {
    const { elf } = compileArduino(unpackProject(files), core.board)
    return { cycles: Math.min(...runAvr(elf, core.board, commands).cycles) }
  })('cycles')
  console.log(core.mcu, { ...overhead, ...driver })
  stored[key] = { ...model, overhead: { ...overhead, ...driver } }
}
writeFileSync(table, `${JSON.stringify(stored, null, 2)}\n`)

// Apart, because the plans that are to be compared read the table that was just written.
if (process.argv.includes('--networks') || wanted.length === 0)
  console.log(
    run(process.execPath, ['--import', 'tsx', 'scripts/latency/stateErrors.ts']).toString(),
  )
