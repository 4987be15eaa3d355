// Cycles of kernel calls on an emulated AVR, the kernels compiled as the Arduino tools compile them.

import { readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { encodeStep } from '../../src/kernels/kernels'
import { run, temporaryFolder } from '../../e2e/firmware/tools'
import type { GridCall } from './dice'

const nn = process.env['NN_SOURCES'] ?? 'src/kernels/nn'
const bench = 'e2e/bench/board'

export interface Firmware {
  readonly mcu: string
  readonly elf: string
  readonly program: string
  readonly kernels: readonly string[]
}

/** Of the portable form, or of that of 8-bit boards, whose assembly stands for some portable files. */
function sources(form: 's8' | 'u8'): string[] {
  const assembly = new Set(readdirSync(join(nn, 'avr')).map((file) => file.replace(/\.S$/, '.c')))
  const folders = form === 's8' ? [nn] : [nn, join(nn, 'u8'), join(nn, 'avr')]
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /\.[cS]$/.test(file))
      .filter(
        (file) => folder !== nn || form === 's8' || !(/_s8\.c$/.test(file) || assembly.has(file)),
      )
      .map((file) => join(folder, file)),
  )
}

/** Of `ids`, those whose source is there: a kernel's file has its name. */
export function compileFirmware(mcu: string, form: 's8' | 'u8', ids: readonly string[]): Firmware {
  const folder = temporaryFolder()
  const files = new Set(sources(form).map((path) => basename(path, '.c')))
  const kernels = ids.filter((id) => files.has(id))
  writeFileSync(join(folder, 'list.h'), kernels.map((id) => `KERNEL(${id})\n`).join(''))
  const all = [...sources(form), join(bench, 'casesFirmware.c')]
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
  run('avr-gcc', [...link, '-o', elf, ...objects])
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
