// Every kernel on AVR, whose inner loops are assembly: random steps against the slow reference, with
// constants near (LPM) on the Uno and across 64 KB and 128 KB (ELPM) on the Mega.

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kernels } from '../../src/kernels/kernels'
import { encodeRecords } from '../../src/kernels/records'
import { randomSteps, type StepCase } from '../../src/kernels/testing/randomSteps'
import { runReference } from '../../src/kernels/testing/reference'
import { runAvr } from './runAvr'
import { run, temporaryFolder } from './tools'

const folder = 'src/kernels'

/** A case as testing/board_cases.c reads it. */
function encodeCase({ kernel, fields, rows, arena, constants, model }: StepCase): Uint8Array {
  const expected = arena.slice()
  runReference(kernel, fields, rows, expected, constants)
  const record = encodeRecords([{ kernel, fields, rows }]).bytes
  const head = new Uint16Array([model.length, arena.length, record.length, 0])
  const parts = [new Uint8Array(head.buffer), model, record]
  return Buffer.concat([...parts, new Uint8Array(arena), new Uint8Array(expected)])
}

/** Steps of all kernels by turns, as many as fit. */
function fittingCases(flashBytes: number, arenaBytes: number, seed: number): Uint8Array[] {
  const plain = kernels.filter(({ bulk, twin, only }) => !bulk && !twin && only !== 'arm')
  const lists = plain.map(({ id }) => randomSteps(id, 150, seed))
  const cases: Uint8Array[] = []
  let used = 0
  for (let i = 0; i < 150; i++)
    for (const list of lists) {
      const step = list[i]!
      const bytes = encodeCase(step)
      if (step.arena.length > arenaBytes || used + bytes.length > flashBytes) continue
      cases.push(bytes)
      used += bytes.length
    }
  return cases
}

function runOnBoard(board: string, mcu: string, cases: readonly Uint8Array[], arenaBytes: number) {
  const work = temporaryFolder()
  const [data, assembly, elf] = ['cases.bin', 'cases.S', 'cases.elf'].map((n) => join(work, n))
  writeFileSync(data!, Buffer.concat([...cases, new Uint8Array(8)]))
  const lines = ['.section .text.cases,"a"', '.global cases', 'cases:', `.incbin "${data}"`]
  writeFileSync(assembly!, `${lines.join('\n')}\n.balign 2\n`)
  const sources = ['nn', 'nn/u8'].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.c'))
      .map((name) => join(folder, part, name)),
  )
  const flags = ['-std=c99', '-Os', '-flto', '-Wall', '-Wextra', '-Werror', `-mmcu=${mcu}`]
  const own = [`-DARENA_BYTES=${arenaBytes}`, '-I', join(folder, 'nn'), '-I', join(folder, 'nn/u8')]
  const driver = join(folder, 'testing/board_cases.c')
  run('avr-gcc', [...flags, ...own, ...sources, driver, assembly!, '-o', elf!])
  return runAvr(elf!, board, [new Uint8Array(1)]).lines
}

test.each([
  ['arduino-uno', 'atmega328p', 13_500, 250, 25],
  ['arduino-mega', 'atmega2560', 220_000, 2500, 150],
] as const)('%s computes every kernel as the reference', (board, mcu, flash, arena, least) => {
  const cases = fittingCases(flash, arena, 4711)
  expect(cases.length).toBeGreaterThan(least)
  expect(runOnBoard(board, mcu, cases, arena)).toEqual([`differing: of ${cases.length}`])
})
