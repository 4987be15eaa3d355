// src/boards/sizes.json against the compilers: a sketch with all kernels weighs what the table says.
// Where this fails, kernels, generated code or a compiler changed: npx tsx scripts/measureSizes.ts

import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { boardById } from '../../src/boards/index'
import { sizes } from '../../src/boards/sizes'
import { flashBudget } from '../../src/compile/budget'
import { exportFiles } from '../../src/exporters/index'
import { kernels } from '../../src/kernels/kernels'
import { compileProject } from './runProject'
import { sampleBuild } from './sampleBuild'
import { unpackProject } from './tools'

const all = kernels.filter(({ bulk }) => !bulk).map(({ id }) => id)

function compilerOf(key: string): string {
  if (key.startsWith('avr')) return 'avr-gcc'
  return key === 'cortex-a7' ? 'arm-linux-gnueabihf-gcc' : 'arm-none-eabi-gcc'
}

test.each(Object.entries(sizes))('%s', (key, { board: boardId, compiler, core }) => {
  const board = boardById(boardId)
  if (!board) throw new Error(`no board ${boardId}`)
  const here = execFileSync(compilerOf(key), ['--version']).toString().split('\n')[0]
  const build = sampleBuild(boardId, all)
  const linked = compileProject(board, unpackProject(exportFiles(build, { vectors: [] })))
  const calls = build.program.steps.map(({ kernel }) => ({ kernel }))
  const predicted = flashBudget({ ...board, coreEstimate: undefined }, calls, [
    { content: 'weights', bytes: build.program.constantBytes },
  ])
  expect(predicted.parts.find(({ id }) => id === 'core')?.bytes).toBe(core.flashBytes)
  const error = predicted.bytes / linked.flashBytes - 1
  expect(
    Math.abs(error),
    `measured with ${compiler}, here ${here}: npx tsx scripts/measureSizes.ts`,
  ).toBeLessThan(0.015)
})
