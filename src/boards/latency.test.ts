import { describe, expect, it } from 'vitest'
import { kernels } from '../kernels/kernels'
import { boardById, boards } from './index'
import { callCost, latencyOf } from './latency'
import { countsOf } from './latencyCounts'

const mega = boardById('arduino-mega')!
const uno = boardById('arduino-uno')!
const shipped = kernels.filter(({ bulk, only }) => !bulk && only !== 'arm')

/** Weights in a form that only other cores read. */
const foreign = (core: string) =>
  /m[0-3](plus)?$/.test(core) ? /_woven$|_crossed$|dense_s8_pairs$/ : /_stored$|dense_s8_arm$/
const armBoards = boards.filter(({ core }) => core.startsWith('cortex-m'))

const rows = { first: 0, count: 4, inAt: 0, outAt: 0 }
const conv = {
  ...{ in_h: 6, in_w: 8, in_c: 2, out_h: 4, out_w: 6, out_c: 5, kernel_h: 3, kernel_w: 3 },
  ...{ stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1, pad_top: 0, pad_left: 0 },
  ...{ pool_h: 1, pool_w: 1, pool_kind: 0 },
}

describe('latency model', () => {
  it.each([mega, uno])('knows every kernel that $name may run', (board) => {
    const measured = latencyOf(board)?.kernels ?? {}
    expect(shipped.filter(({ id }) => !(id in measured)).map(({ id }) => id)).toEqual([])
    for (const { cycles, meanError, largestError } of Object.values(measured)) {
      expect(Math.min(...Object.values(cycles))).toBeGreaterThan(0)
      expect(meanError).toBeLessThanOrEqual(largestError)
      expect(meanError).toBeLessThan(0.12)
    }
  })

  it('is there for AVR and Cortex-M boards, and says where the core is only akin', () => {
    for (const board of boards)
      expect(latencyOf(board) !== undefined, board.id).toBe(/^(avr|cortex-m)/.test(board.core))
    expect(latencyOf(boardById('raspberry-pi-pico-2')!)?.approximate).toContain('Cortex-M33')
    expect(latencyOf(boardById('arduino-micro')!)?.mcu).toBe(latencyOf(uno)?.mcu)
    expect(latencyOf(uno)?.approximate).toBeUndefined()
    expect(latencyOf(boardById('arduino-nano-every')!)?.approximate).toContain('AVRxt')
  })

  it.each(armBoards)(
    'knows every kernel that $name may run, in instructions and cycles',
    (board) => {
      const { kernels: measured = {}, heldOut } = latencyOf(board) ?? {}
      expect(heldOut).toBeGreaterThanOrEqual(100)
      const own = kernels
        .filter(({ id, bulk, only }) => !bulk && only !== 'avr' && !foreign(board.core).test(id))
        .map(({ id }) => id)
      expect(Object.keys(measured).sort()).toEqual(own.sort())
      for (const [id, { cycles, instructions = {}, meanError }] of Object.entries(measured)) {
        for (const coefficients of [cycles, instructions]) {
          expect(Object.keys(coefficients).length, id).toBeGreaterThan(0)
          expect(Math.min(...Object.values(coefficients)), id).toBeGreaterThan(0)
        }
        expect(meanError, id).toBeLessThan(0.08)
      }
    },
  )

  it('counts the taps of every window', () => {
    const counts = countsOf('nn_conv2d_s8', conv, rows, { relu: true })
    expect(counts).toMatchObject({ windows: 4 * 6 * 5, taps: 4 * 6 * 5 * 18, whole: 4 * 6 * 5 })
    const padded = { ...conv, pad_top: 1, pad_left: 1, out_h: 6, out_w: 8 }
    const all = { ...rows, count: 6 }
    const { taps, inside } = countsOf('nn_conv2d_s8', padded, all, { relu: true })!
    expect(taps).toBe(6 * 8 * 5 * 18)
    expect(inside).toBe((3 * 6 - 2) * (3 * 8 - 2) * 2 * 5)
  })

  it('makes tiles of four and two windows', () => {
    const tiles = (out_w: number) => {
      const counts = countsOf('nn_conv2d_u8_tile3', { ...conv, out_w }, rows, { relu: true })!
      return [counts['tiles_4']! / 20, counts['tiles_2']! / 20]
    }
    expect(tiles(8)).toEqual([2, 0])
    expect(tiles(7)).toEqual([2, 0])
    expect(tiles(6)).toEqual([1, 1])
    expect(tiles(5)).toEqual([1, 1])
    expect(tiles(3)).toEqual([0, 2])
  })

  it('adds up: the rows of a call one by one cost its work and the calls', () => {
    const model = latencyOf(mega)!
    const cycles = (first: number, count: number) =>
      callCost(
        model,
        { kernel: 'nn_conv2d_u8_tile3', fields: conv, rows: { ...rows, first, count } },
        { relu: true },
      )!
    const each = [0, 1, 2, 3].reduce((sum, row) => sum + cycles(row, 1), 0)
    const call = model.kernels['nn_conv2d_u8_tile3']!.cycles['call']!
    expect(each).toBeGreaterThan(cycles(0, 4) + 3 * call)
    expect(each).toBeLessThan(cycles(0, 4) + 3 * call + 3000)
  })
})
