// Every kernel on Cortex-M, some of whose loops are assembly: random steps against the plain C in
// WebAssembly, on cores without and with DSP instructions, as small and as fast code. No kernel reads behind
// its constants.

import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { plainWasm } from '../../src/kernels/generated/plainWasm'
import { kernels } from '../../src/kernels/kernels'
import { encodeRecords } from '../../src/kernels/records'
import type { StepCase } from '../../src/kernels/testing/randomSteps'
import { randomSteps } from '../../src/kernels/testing/randomSteps'
import { runWasm } from '../../src/kernels/testing/runCases'
import { run, temporaryFolder } from './tools'

const library = 'src/kernels'
const emulators = resolve(import.meta.dirname, 'emulators')

/** Those that Cortex-M boards run. */
const shipped = kernels.filter(({ id }) => /_s8(_woven|_stored|_crossed|_arm)?$/.test(id))

const perKernel = {
  nn_conv2d_s8_woven: 1200,
  nn_conv2d_s8_stored: 1200,
  nn_dense_s8_crossed: 800,
  nn_depthwise_conv2d_s8_arm: 1200,
  nn_dense_s8_arm: 800,
  nn_add_s8_arm: 1000,
} as Readonly<Record<string, number>>
const fewer = 150

/** All but scratch memory at the arena's end is compared. */
function encodeCase({ kernel, fields, rows, arena, model }: StepCase, expected: Int8Array) {
  const record = encodeRecords([{ kernel, fields, rows }]).bytes
  record[0] = shipped.findIndex(({ id }) => id === kernel)
  const compared = expected.subarray(0, fields['scratch'])
  const head = new Uint32Array([model.length, arena.length, record.length, compared.length])
  const bytes = (values: Int8Array) =>
    new Uint8Array(values.buffer, values.byteOffset, values.length)
  return [new Uint8Array(head.buffer), model, record, bytes(arena), bytes(compared)]
}

interface Case {
  readonly step: StepCase
  readonly bytes: Buffer
}

async function makeCases(): Promise<Case[]> {
  const made: Case[] = []
  for (const [number, { id }] of shipped.entries()) {
    const steps = randomSteps(id, perKernel[id] ?? fewer, 500 + number)
    const expected = await runWasm(plainWasm, steps)
    steps.forEach((step, i) =>
      made.push({ step, bytes: Buffer.concat(encodeCase(step, expected[i]!)) }),
    )
  }
  return made
}

const cases = makeCases()

interface Core {
  readonly cpu: string
  readonly machine: string
  readonly optimize: string
  readonly ramBytes: number
  readonly modelBytes: number
  readonly arenaBytes: number
  /** Where the machine does not have its memory at 0 and at 0x20000000. */
  readonly memoryAt?: { readonly flash: number; readonly ram: number }
  /** Reading on behind the constants is a fault. */
  readonly hasMpu?: boolean
}

const small = { ramBytes: 16_384, modelBytes: 7000, arenaBytes: 4000 }
const large = { ramBytes: 262_144, modelBytes: 100_000, arenaBytes: 100_000 }
const guarded = { ...large, hasMpu: true }

const cores: readonly Core[] = [
  { cpu: 'cortex-m0', machine: 'microbit', optimize: '-Os', ...small },
  { cpu: 'cortex-m0plus', machine: 'mps2-an385', optimize: '-Os', ...guarded },
  { cpu: 'cortex-m3', machine: 'mps2-an385', optimize: '-O2', ...guarded },
  { cpu: 'cortex-m4', machine: 'mps2-an386', optimize: '-Os', ...guarded },
  { cpu: 'cortex-m4', machine: 'mps2-an386', optimize: '-O2', ...large },
  { cpu: 'cortex-m7', machine: 'mps2-an500', optimize: '-O2', ...guarded },
  {
    ...{ cpu: 'cortex-m33', machine: 'mps2-an505', optimize: '-Os', ...large },
    memoryAt: { flash: 0x10000000, ram: 0x38000000 },
  },
]

function compile({ memoryAt, ...core }: Core): string {
  const { cpu, optimize, ramBytes, modelBytes, arenaBytes, hasMpu } = core
  const places = memoryAt
    ? `,--defsym=flash_at=${memoryAt.flash},--defsym=ram_at=${memoryAt.ram}`
    : ''
  const elf = join(temporaryFolder(), 'cases.elf')
  const folders = ['nn', 'nn/arm'].map((name) => join(library, name))
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.[cS]$/.test(name))
      .map((name) => join(folder, name)),
  )
  const runs = shipped.map(({ id }, number) => `case ${number}: RUN(${id})`).join(' ')
  const own = ['arm_cases.c', 'semihosting.c', 'start.c'].map((name) => join(emulators, name))
  run('arm-none-eabi-gcc', [
    ...[`-mcpu=${cpu}`, '-mthumb', optimize, '-std=gnu99', '-Wall', '-Wextra', '-Werror'],
    ...['-ffunction-sections', '-Wl,--gc-sections', '--specs=nano.specs', '-nostartfiles'],
    `-DRUN_CASES=${runs}`,
    ...[`-DMODEL_BYTES=${modelBytes}`, `-DARENA_BYTES=${arenaBytes}`],
    ...(hasMpu ? ['-DHAS_MPU'] : []),
    ...[...folders, emulators].map((folder) => `-I${folder}`),
    ...[...sources, ...own],
    ...[`-Wl,--defsym=ram_bytes=${ramBytes}${places}`, '-T', join(emulators, 'link.ld'), '-o', elf],
  ])
  return elf
}

test.each(cores)('$cpu, $optimize: every kernel as in plain C', async (core) => {
  const folder = temporaryFolder()
  const fitting = (await cases).filter(
    ({ step }) => step.model.length <= core.modelBytes && step.arena.length <= core.arenaBytes,
  )
  const end = new Uint8Array(16)
  writeFileSync(join(folder, 'cases.bin'), Buffer.concat([...fitting.map((c) => c.bytes), end]))
  const chardev = 'stdio,id=out,signal=off'
  const text = run(
    'qemu-system-arm',
    [
      ...['-M', core.machine, '-display', 'none', '-monitor', 'none', '-serial', 'none'],
      ...['-chardev', chardev],
      ...['-semihosting-config', 'enable=on,target=native,chardev=out'],
      ...['-kernel', compile(core)],
    ],
    { cwd: folder },
  ).toString()
  const [, differing = '?'] = /^differing:(.*) of \d+$/m.exec(text) ?? []
  const told = differing.split(' ').flatMap((number) => {
    const step = fitting[Number(number)]?.step
    return number !== '' && step ? [{ number, ...step, arena: [], model: [], constants: {} }] : []
  })
  expect(told.slice(0, 3)).toEqual([])
  expect(text).toContain(`differing: of ${fitting.length}`)
  expect(fitting.length).toBeGreaterThan(2500)
})
