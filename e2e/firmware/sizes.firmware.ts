// src/boards/sizes.json against the compilers: a sketch with all kernels weighs what the table says.
// Where this fails, kernels, generated code or a compiler changed: npx tsx scripts/measureSizes.ts

import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { sizes } from '../../src/boards/sizes'
import type { Build } from '../../src/compile/build'
import { flashBudget, ramBudget } from '../../src/compile/budget'
import { exportFiles } from '../../src/exporters/index'
import { kernels } from '../../src/kernels/kernels'
import { compileProject } from './runProject'
import { sampleBuild, streamBuild } from './sampleBuild'
import { unpackProject } from './tools'

type Sketches = Readonly<Record<string, readonly string[]>>

const runBy = (...only: readonly (string | undefined)[]) =>
  kernels.filter((kernel) => !kernel.bulk && only.includes(kernel.only)).map(({ id }) => id)
/** What sketches of 8-bit boards are really made of. */
const usual: Sketches = {
  lenet: ['nn_conv2d_u8_tile5', 'nn_dense_u8_quad', 'nn_softmax_u8'],
  resnet: [
    'nn_conv2d_u8_tile3_pad',
    'nn_conv2d_u8_tile3_stride2',
    'nn_conv2d_u8_gather',
    'nn_add_u8_fixed',
    'nn_global_average_u8',
    'nn_dense_u8_quad',
  ],
  depthwise: [
    'nn_depthwise_conv2d_u8_tile3',
    'nn_conv2d_u8_tile1',
    'nn_conv2d_u8_wide',
    'nn_max_pool2d_u8',
    'nn_dense_u8_wide',
  ],
  all: runBy('avr'),
}
const usualArm = (form: 'woven' | 'stored', dense: string): Sketches => ({
  lenet: [`nn_conv2d_s8_${form}`, dense, 'nn_softmax_s8'],
  resnet: [`nn_conv2d_s8_${form}`, 'nn_add_s8_arm', 'nn_lookup_s8', 'nn_average_pool2d_s8', dense],
  mobile: [
    `nn_conv2d_s8_${form}`,
    'nn_depthwise_conv2d_s8_arm',
    'nn_global_average_s8',
    dense,
    'nn_softmax_s8',
  ],
  all: runBy('arm', undefined),
})
const tolerance = 0.015

const isAvr = (key: string) => key.startsWith('avr')

function sketchesOf(key: string): Sketches {
  if (isAvr(key)) return usual
  if (key === 'cortex-a7') return { all: runBy(undefined) }
  const hasDsp = /m[47]$/.test(key)
  return hasDsp ? usualArm('woven', 'nn_dense_s8_crossed') : usualArm('stored', 'nn_dense_s8_arm')
}

function compilerOf(key: string): string {
  if (isAvr(key)) return 'avr-gcc'
  return key === 'cortex-a7' ? 'arm-linux-gnueabihf-gcc' : 'arm-none-eabi-gcc'
}

function versionHere(key: string): string {
  return execFileSync(compilerOf(key), ['--version']).toString().split('\n')[0] ?? ''
}

/** The prediction over what the linker says, less 1; RAM must be right. */
function flashError(key: string, { plan, program, ...build }: Build): number {
  const { core } = sizes[key]!
  const board = { ...plan.board, coreEstimate: undefined }
  const calls = program.steps.map(({ kernel }) => ({ kernel }))
  const constants = [{ content: 'weights', bytes: program.constantBytes }] as const
  const flash = flashBudget(board, calls, constants, program.stream)
  expect(flash.parts.find(({ id }) => id === 'core')?.bytes).toBe(core.flashBytes)
  const files = exportFiles({ ...build, plan, program }, { vectors: [] })
  const linked = compileProject(board, unpackProject(files))
  const ram = ramBudget(board, calls, program, program.stream)
  const stack = ram.parts.find(({ id }) => id === 'stack')?.bytes ?? 0
  // Linux aligns what follows the statics.
  const align = key === 'cortex-a7' ? 8 : 1
  expect(Math.ceil((ram.bytes - stack) / align)).toBe(Math.ceil(linked.ramBytes / align))
  return flash.bytes / linked.flashBytes - 1
}

describe.each(Object.entries(sizes))('%s', (key, { board, compiler }) => {
  const why = `measured with ${compiler}, here ${versionHere(key)}: npx tsx scripts/measureSizes.ts`
  const own = sketchesOf(key)

  test.each(Object.entries(own))('a sketch of %s', (_, ids) => {
    expect(Math.abs(flashError(key, sampleBuild(board, ids))), why).toBeLessThan(tolerance)
  })

  test.each([false, true])('a stream; input by rows: %s', (byRows) => {
    const pool = isAvr(key) ? 'nn_average_pool2d_u8' : 'nn_average_pool2d_s8'
    const build = streamBuild(board, [pool, pool, pool], byRows)
    expect(Math.abs(flashError(key, build)), why).toBeLessThan(tolerance)
  })
})
