// Fits the latency model of Cortex-M boards to emulator runs of every kernel over a grid of shapes, and
// writes src/boards/latencyArm.json: instructions as QEMU counted them, cycles as e2e/bench/arm/countRuns.c
// estimates them. Three to four minutes of processor time for all cores:
//   npx tsx scripts/fitArmLatency.ts ['cortex-m4 -O2' …] [kernel …] [--worst] [--networks]
//
// When a kernel changed: let its counts follow its loops (src/boards/latencyCounts*.ts), fit it alone
// with --worst, which prints the calls that are furthest off, until nothing is left that the counts could
// say; then run without arguments, which also states how far off whole networks are. A new kernel
// needs a case in armCountsOf and, if it is no convolution or dense layer, a draw in latency/drawValues.ts.

import { readFileSync, writeFileSync } from 'node:fs'
import type { BoardLatency, CoreLatency, CostUnit, KernelLatency } from '../src/boards/latency'
import { armCountsOf } from '../src/boards/latencyCountsArm'
import type { ArmForm } from '../src/boards/latencyCountsArm'
import { packLatency, unpackLatency } from '../src/boards/latencyTable'
import { kernels } from '../src/kernels/kernels'
import { run } from '../e2e/firmware/tools'
import type { ArmCore, ArmFirmware, CallCost } from './latency/armCalls'
import { arenaBytes, compileFirmware, modelBytes, runCalls } from './latency/armCalls'
import { measureDriver, measureOverhead } from './latency/armOverhead'
import type { GridCall } from './latency/dice'
import type { Sample } from './latency/fitCounts'
import { cyclesOf, errorsOf, fitCounts } from './latency/fitCounts'
import { makeCalls } from './latency/makeCalls'

const table = 'src/boards/latencyArm.json'
const fitted = 400
const held = 100
const units: readonly CostUnit[] = ['instructions', 'cycles']

/** What the plain kernels take is drawn more often than networks have it. Layers as microcontrollers with this much room have them, small enough for thousands of runs. */
const wide = {
  channels: [1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128],
  sides: [8, 12, 20, 34, 50],
  products: 400_000,
}

interface Subject extends ArmCore {
  /** Whose sketches say what the generated code takes. */
  readonly board: string
  readonly form: ArmForm
}

const plain = { machine: 'mps2-an385', form: 'v6m', optimize: '-Os' } as const
const m4 = { cpu: 'cortex-m4', machine: 'mps2-an386', timing: 'm4', form: 'dsp' } as const
const m7 = { cpu: 'cortex-m7', machine: 'mps2-an500', timing: 'm7', form: 'dsp' } as const

const cores: Readonly<Record<string, Subject>> = {
  'cortex-m0 -Os': { ...plain, cpu: 'cortex-m0', timing: 'm0', board: 'microbit' },
  'cortex-m0plus -Os': {
    ...plain,
    cpu: 'cortex-m0plus',
    timing: 'm0plus',
    board: 'raspberry-pi-pico',
  },
  'cortex-m3 -Os': { ...plain, cpu: 'cortex-m3', timing: 'm3', form: 'v7m', board: 'arduino-due' },
  'cortex-m4 -Os': { ...m4, optimize: '-Os', board: 'arduino-nano-33-ble' },
  'cortex-m4 -O2': { ...m4, optimize: '-O2', board: 'frdm-k64f' },
  'cortex-m7 -Os': { ...m7, optimize: '-Os', board: 'arduino-giga-r1' },
  'cortex-m7 -O2': { ...m7, optimize: '-O2', board: 'stm32f723' },
}

const words = process.argv.slice(2)
const showsWorst = words.includes('--worst')
const wanted = words.filter((word) => !word.startsWith('--'))
/** Of cores, or of kernels: those that are named, or all. */
function wantedOf(all: readonly string[]): readonly string[] {
  const named = all.filter((name) => wanted.includes(name))
  return named.length > 0 ? named : all
}

const percent = (error: number) => `${(100 * error).toFixed(2)} %`

function samplesOf(
  calls: readonly GridCall[],
  costs: readonly CallCost[],
  unit: CostUnit,
  form: ArmForm,
) {
  return calls.map((call, i): Sample => {
    const counts = armCountsOf(call.kernel, call.fields, call.rows, call, form)
    if (!counts) throw new Error(`${call.kernel} has no counts`)
    return { counts, cycles: costs[i]?.[unit] ?? NaN }
  })
}

function printWorst(calls: readonly GridCall[], samples: readonly Sample[], fit: Sample['counts']) {
  console.log(fit)
  const off = samples.map((sample, i) => ({
    error: cyclesOf(fit, sample.counts) / sample.cycles - 1,
    call: calls[i],
  }))
  for (const { error, call } of off
    .sort((a, b) => Math.abs(b.error) - Math.abs(a.error))
    .slice(0, 6))
    console.log(percent(error), JSON.stringify({ ...call?.fields, rows: call?.rows.count }))
}

function fitKernel(kernel: string, firmware: ArmFirmware, { form }: Subject): KernelLatency {
  const calls = makeCalls(kernel, fitted + held, 1, {
    arenaBytes,
    modelBytes,
    wide: { ...wide, pairs: form === 'dsp' ? 'woven' : 'stored' },
  })
  const costs = runCalls(firmware, calls)
  const fits = units.map((unit) => {
    const samples = samplesOf(calls, costs, unit, form)
    const coefficients = fitCounts(samples.slice(0, fitted))
    if (showsWorst) printWorst(calls.slice(fitted), samples.slice(fitted), coefficients)
    return { unit, coefficients, ...errorsOf(coefficients, samples.slice(fitted)) }
  })
  const told = fits.map(
    ({ unit, meanError, largestError }) =>
      `${unit} mean ${percent(meanError)}, largest ${percent(largestError)}`,
  )
  console.log(`${firmware.core.cpu} ${firmware.core.optimize} ${kernel}: ${told.join('; ')}`)
  const [instructions, cycles] = fits
  if (!instructions || !cycles) throw new Error('nothing fitted')
  const rounded = (error: number) => Number(error.toFixed(4))
  return {
    instructions: instructions.coefficients,
    cycles: cycles.coefficients,
    meanError: rounded(instructions.meanError),
    largestError: rounded(instructions.largestError),
  }
}

/** Of forms of weights that only other cores have. */
const foreign: Readonly<Record<ArmForm, RegExp>> = {
  dsp: /_stored$|dense_s8_arm$/,
  v7m: /_woven$|_crossed$|dense_s8_pairs$/,
  v6m: /_woven$|_crossed$|dense_s8_pairs$/,
}
const ids = kernels.filter(({ bulk, only }) => !bulk && only !== 'avr').map(({ id }) => id)
const idsOf = ({ form }: Subject) => ids.filter((id) => !foreign[form].test(id))

const stored = { ...unpackLatency(JSON.parse(readFileSync(table, 'utf8'))) }

function fitCore(key: string, core: Subject): CoreLatency {
  const own = idsOf(core)
  const firmware = compileFirmware(core, own)
  const found: Record<string, KernelLatency> = { ...stored[key]?.kernels }
  for (const kernel of wantedOf(own)) found[kernel] = fitKernel(kernel, firmware, core)
  const around = measureOverhead(core.board, firmware)
  const [overhead, instructionOverhead] = [around('cycles'), around('instructions')]
  const model: BoardLatency = {
    mcu: core.cpu,
    compiler: run('arm-none-eabi-gcc', ['--version']).toString().split('\n')[0] ?? '',
    heldOut: held,
    overhead,
    instructionOverhead,
    networkError: stored[key]?.networkError ?? 0.1,
    kernels: Object.fromEntries(own.flatMap((id) => (found[id] ? [[id, found[id]]] : []))),
    form: core.form,
  }
  const { form: _, ...kept } = model
  const driver = measureDriver(core.board, model)
  const all = {
    overhead: { ...overhead, ...driver('cycles') },
    instructionOverhead: { ...instructionOverhead, ...driver('instructions') },
  }
  console.log(key, all)
  return { ...kept, ...all }
}

for (const key of wantedOf(Object.keys(cores))) {
  const core = cores[key]
  if (core) stored[key] = fitCore(key, core)
}
const ordered = Object.keys(cores).flatMap((key) => (stored[key] ? [[key, stored[key]]] : []))
writeFileSync(table, `${JSON.stringify(packLatency(Object.fromEntries(ordered)))}\n`)

// Apart, because the plans that are to be compared read the table that was just written.
if (words.includes('--networks') || words.length === 0)
  console.log(
    run(process.execPath, ['--import', 'tsx', 'scripts/latency/stateArmErrors.ts']).toString(),
  )
