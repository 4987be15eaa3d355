// Cycles of kernel calls on an emulated AVR, the kernels compiled as the Arduino tools compile them.

import { readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { encodeStep } from '../../src/kernels/kernels'
import { run, temporaryFolder } from '../../e2e/firmware/tools'
import type { GridCall } from './dice'

const nn = 'src/kernels/nn'
const bench = 'e2e/bench/board'

export interface Firmware {
  readonly mcu: string
  readonly elf: string
  readonly program: string
  readonly kernels: readonly string[]
}

/** As in a sketch: a file of avr/ stands in the place of another with its name. */
function sources(): string[] {
  const found = [nn, join(nn, 'u8'), join(nn, 'avr')].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /\.[cS]$/.test(file))
      .map((file) => [file, join(folder, file)] as const),
  )
  return [...new Map(found).values()]
}

/** Of `ids`, those whose source is there: a kernel's file has its name. */
export function compileFirmware(mcu: string, ids: readonly string[]): Firmware {
  const folder = temporaryFolder()
  const files = new Set(sources().map((path) => basename(path).replace(/\.[cS]$/, '')))
  const kernels = ids.filter((id) => files.has(id))
  writeFileSync(join(folder, 'list.h'), kernels.map((id) => `KERNEL(${id})\n`).join(''))
  const all = [...sources(), join(bench, 'casesFirmware.c')]
  const headers = [`-I${nn}`, `-I${nn}/u8`, `-I${nn}/avr`, `-I${bench}`, `-I${folder}`]
  const objects = all.map((source, i) => {
    const object = join(folder, `${i}.o`)
    const c = [
      '-Os',
      '-std=gnu11',
      '-ffunction-sections',
      '-fdata-sections',
      '-fno-fat-lto-objects',
    ]
    const language = source.endsWith('.S') ? ['-x', 'assembler-with-cpp'] : c
    const list = '-DKERNEL_LIST="list.h"'
    run('avr-gcc', [
      '-c',
      '-g',
      '-flto',
      '-w',
      ...language,
      `-mmcu=${mcu}`,
      list,
      ...headers,
      source,
      '-o',
      object,
    ])
    return object
  })
  const elf = join(folder, 'calls.elf')
  const link = ['-Os', '-g', '-flto', '-fuse-linker-plugin', '-Wl,--gc-sections', `-mmcu=${mcu}`]
  // Only the host writes it.
  run('avr-gcc', [...link, '-Wl,-u,case_arena', '-o', elf, ...objects])
  const program = join(folder, 'runSteps')
  const host = ['runSteps.c', 'emulator.c'].map((file) => join(bench, file))
  run('gcc', ['-std=gnu11', '-O2', '-o', program, ...host, '-lsimavr', '-lelf'])
  return { mcu, elf, program, kernels }
}

/** Bytes of flash that the kernels leave to constants. */
export function freeFlash({ elf }: Firmware, flashBytes: number): number {
  const [text = 0, data = 0] = run('avr-size', [elf])
    .toString()
    .split('\n')[1]!
    .trim()
    .split(/\s+/)
    .map(Number)
  return flashBytes - text - data
}

function encodeCall(call: GridCall, place: number): Uint8Array[] {
  const step = encodeStep(call.kernel, call.fields)
  const head = Uint32Array.from([place, step.length, call.model.length, call.arena.length])
  const { first, count, inAt, outAt } = call.rows
  const rows = Uint16Array.from([first, count, inAt, outAt])
  return [new Uint8Array(head.buffer), new Uint8Array(rows.buffer), step, call.model, call.arena]
}

export function runCalls(firmware: Firmware, calls: readonly GridCall[]): number[] {
  const { mcu, elf, program, kernels } = firmware
  const input = Buffer.concat(
    calls.flatMap((call) => encodeCall(call, kernels.indexOf(call.kernel))),
  )
  const printed = run(program, [mcu, elf], { input }).toString().trim().split('\n')
  if (printed.length !== calls.length)
    throw new Error(`${printed.length} of ${calls.length} calls ran`)
  return printed.map(Number)
}
