// LeNet-5 and the networks of MLPerf Tiny with real inputs on emulated Cortex-M boards: outputs are those
// of the simulation in every byte, and what the budget says of the real board is true.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasData } from '../../src/lib/testData'
import { createEngine } from '../../src/simulate/engine'
import { networks } from '../mlperf/networks'
import {
  boardIds,
  boardOf,
  fits,
  neededBytes,
  planFor,
  prepareNetwork,
  runOnBoard,
} from '../mlperf/runOnBoard'
import type { RealModel } from './openRealModel'
import { projectFor } from './openRealModel'
import { compileProject } from './runProject'
import type { Compiled } from './tools'
import { unpackProject } from './tools'

/** All that is too large for a board, and for what. */
const tooLarge: Readonly<Record<string, 'flash' | 'ram'>> = {
  'IC on arduino-mkr1000': 'ram',
  'VWW on arduino-mkr1000': 'flash',
  'AD on arduino-mkr1000': 'flash',
}

const inputs = 3
const table: string[] = []
afterAll(() => console.log(table.join('\n')))

/** Undefined where the linker finds no room for it in RAM. */
function tryToLink(real: RealModel, boardId: string): Compiled | undefined {
  const { board, files } = projectFor(real, boardId, 1)
  try {
    return compileProject(board, unpackProject(files))
  } catch (error) {
    expect(String(error)).toMatch(/region `RAM' overflowed/)
    return undefined
  }
}

describe.runIf(hasData).each(networks.map((network) => [network.name, network] as const))(
  '%s',
  (name, network) => {
    let real: RealModel
    beforeAll(async () => {
      real = await prepareNetwork(await network.open(), await createEngine())
    })

    test.each(boardIds)('on %s', (boardId) => {
      const board = boardOf(boardId)
      const made = planFor(real, boardId)
      const subject = `${name} on ${boardId}`
      const without = tooLarge[subject]
      expect(fits(made)).toBe(without === undefined)
      if (without) {
        const { bytes, limitBytes } = made[without]
        table.push(`${subject}: ${without} ${bytes} B of ${limitBytes}`)
        expect(bytes).toBeGreaterThan(limitBytes)
        const linked = tryToLink(real, boardId)
        const needed = linked && neededBytes(board, linked, 0)
        if (without === 'flash') expect(needed?.flashBytes).toBeGreaterThan(board.flashBytes)
        else expect(needed?.ramBytes ?? Infinity).toBeGreaterThan(board.ramBytes)
        return
      }
      const { said, simulated, verdicts, linked, stackBytes } = runOnBoard(real, boardId, inputs)
      const needed = neededBytes(board, linked, stackBytes)
      table.push(
        `${subject}: flash ${linked.flashBytes} B, RAM ${linked.ramBytes} + ${stackBytes} B`,
      )
      expect(said).toEqual(simulated)
      expect(verdicts.length).toBeGreaterThan(0)
      expect(verdicts.every((line, i) => line === `PASS ${i}`)).toBe(true)
      expect(needed.flashBytes).toBeLessThanOrEqual(board.flashBytes)
      expect(needed.ramBytes).toBeLessThanOrEqual(made.ram.bytes)
    })
  },
)
