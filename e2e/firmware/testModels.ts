// Real models, exported, compiled by real cross compilers, run on emulated boards: the outputs for 20
// test images are those of the simulation in every byte; predicted sizes are the linker's.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boardById } from '../../src/boards/index'
import { sizesOf } from '../../src/boards/sizes'
import type { Budget, Plan } from '../../src/compile/plan'
import { plan } from '../../src/compile/compile'
import { hasData } from '../../src/lib/testData'
import type { RealModel } from './openRealModel'
import { openRealModel, projectFor } from './openRealModel'
import { command, compileProject, readOutputs, runProject } from './runProject'
import type { Compiled } from './tools'
import { unpackProject } from './tools'

const boardIds = [
  'arduino-uno',
  'arduino-micro',
  'arduino-mega',
  'arduino-mkr1000',
  'microbit',
  'frdm-k64f',
  'stm32f723',
  'raspberry-pi-2b',
]

const images = 20
const flashTolerance = 0.02

const partBytes = (budget: Budget, ...ids: string[]) =>
  budget.parts.filter(({ id }) => ids.includes(id)).reduce((sum, { bytes }) => sum + bytes, 0)

/** The prediction with the core that was linked here in place of the vendor's. */
function predict(flash: Budget, ram: Budget, sizes: string) {
  const { core } = sizesOf(sizes)
  return {
    flashBytes: flash.bytes - partBytes(flash, 'core') + core.flashBytes,
    ramBytes: ram.bytes - partBytes(ram, 'core', 'stack') + core.ramBytes,
  }
}

const fits = ({ bytes, limitBytes }: Budget) => bytes <= limitBytes

/** Not for a byte or two that a prediction may be off. */
function tooBig({ flash, ram }: Plan): boolean {
  return flash.bytes > flash.limitBytes * 1.02 || ram.bytes > ram.limitBytes
}

/** Compiles, runs, compares; returns the figures and what the linker says. */
export function checkProject(real: RealModel, made: Plan): { text: string; linked: Compiled } {
  const { board } = made
  const { files, inputs, outputs } = projectFor(real, board.id, images)
  const predicted = predict(made.flash, made.ram, board.sizes)
  const linked = compileProject(board, unpackProject(files))
  const inputBytes = inputs.length / images
  const commands = Array.from({ length: images }, (_, i) =>
    command('Q', inputs.subarray(i * inputBytes, (i + 1) * inputBytes)),
  )
  const ran = runProject(board, files, commands)
  const error = predicted.flashBytes / linked.flashBytes - 1
  const stack = partBytes(made.ram, 'stack')
  expect(ran.lines.flatMap(readOutputs)).toEqual(Array.from(outputs))
  expect(Math.abs(error)).toBeLessThanOrEqual(flashTolerance)
  expect(linked.ramBytes).toBe(predicted.ramBytes)
  if (ran.stackBytes !== undefined) expect(ran.stackBytes).toBeLessThanOrEqual(stack)
  const cycles = ran.cycles ? `, ${((ran.cycles.at(-1) ?? 0) / 1e6).toFixed(2)} Mcycles` : ''
  const text =
    `flash ${linked.flashBytes} (predicted ${(error * 100).toFixed(2)} %), RAM ${linked.ramBytes}, ` +
    `stack ${ran.stackBytes ?? 0} of ${stack}${cycles}`
  return { text, linked }
}

/** One test per model and board. Paths are those of model files. */
export function testModels(models: Readonly<Record<string, string>>): void {
  const table: string[] = []
  afterAll(() => console.log(table.join('\n')))

  describe.runIf(hasData).each(Object.entries(models))('%s', (name, path) => {
    let real: RealModel
    beforeAll(async () => {
      real = await openRealModel(path)
    })

    test.each(boardIds)('on %s', (boardId) => {
      const board = boardById(boardId)
      if (!board) throw new Error(`no board ${boardId}`)
      const made = plan(real.model, board)
      if (!fits(made.flash) || !fits(made.ram)) {
        table.push(`${name} | ${boardId} | too big: ${made.flash.bytes} B, ${made.ram.bytes} B`)
        expect(tooBig(made)).toBe(true)
        return
      }
      table.push(`${name} | ${boardId} | ${checkProject(real, made).text}`)
    })
  })
}
