// What kernel calls execute on an emulated Cortex-M, the kernels compiled as boards' tools compile them.

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeStep } from '../../src/kernels/kernels'
import type { ArmMachine } from '../../e2e/firmware/runArm'
import { runMachine } from '../../e2e/firmware/runArm'
import { run, temporaryFolder } from '../../e2e/firmware/tools'
import type { GridCall } from './dice'

const nn = 'src/kernels/nn'
const folders = [nn, join(nn, 'arm')]
const emulators = 'e2e/firmware/emulators'

export interface ArmCore extends ArmMachine {
  readonly cpu: string
  readonly optimize: '-Os' | '-O2'
}

export const arenaBytes = 100_000
export const modelBytes = 160_000

export interface ArmFirmware {
  readonly core: ArmCore
  readonly elf: string
  readonly kernels: readonly string[]
}

const filesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /\.[cS]$/.test(name))
    .map((name) => join(folder, name))

export function compileFirmware(core: ArmCore, kernels: readonly string[]): ArmFirmware {
  const folder = temporaryFolder()
  const elf = join(folder, 'calls.elf')
  writeFileSync(join(folder, 'list.h'), kernels.map((id) => `KERNEL(${id})\n`).join(''))
  const own = ['semihosting.c', 'start.c'].map((name) => join(emulators, name))
  run('arm-none-eabi-gcc', [
    ...[`-mcpu=${core.cpu}`, '-mthumb', core.optimize, '-std=gnu11', '-w'],
    ...['-ffunction-sections', '-fdata-sections', '--specs=nano.specs', '-nostartfiles'],
    ...[`-DMODEL_BYTES=${modelBytes}`, `-DARENA_BYTES=${arenaBytes}`, '-DKERNEL_LIST="list.h"'],
    ...[...folders, folder, emulators].map((name) => `-I${name}`),
    ...[...folders.flatMap(filesIn), 'e2e/bench/arm/countCalls.c', ...own],
    ...['-Wl,--gc-sections,--defsym=ram_bytes=1048576', '-T', join(emulators, 'link.ld')],
    ...['-o', elf],
  ])
  return { core, elf, kernels }
}

function encodeCall(call: GridCall, place: number): Uint8Array[] {
  const step = encodeStep(call.kernel, call.fields)
  const head = Uint32Array.from([place, step.length, call.model.length, call.arena.length])
  const { first, count, inAt, outAt } = call.rows
  const rows = Uint16Array.from([first, count, inAt, outAt])
  return [
    ...[new Uint8Array(head.buffer), new Uint8Array(rows.buffer)],
    ...[step, call.model, call.arena],
  ]
}

export interface CallCost {
  readonly instructions: number
  /** By the core's instruction table. */
  readonly cycles: number
}

export function runCalls(firmware: ArmFirmware, calls: readonly GridCall[]): CallCost[] {
  const { core, elf, kernels } = firmware
  const input = Buffer.concat(
    calls.flatMap((call) => encodeCall(call, kernels.indexOf(call.kernel))),
  )
  const { counts = [] } = runMachine(elf, core, input, 'count_call')
  if (counts.length !== calls.length)
    throw new Error(`${counts.length} of ${calls.length} calls ran`)
  return counts.map((one) => ({
    instructions: one.calls[0] ?? NaN,
    cycles: one.callCycles[0] ?? NaN,
  }))
}
