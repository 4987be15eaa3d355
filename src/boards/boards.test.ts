import { describe, expect, test } from 'vitest'
import { boardById, boards } from './index'
import sizes from './sizes.json'

const paperBoards = [
  ['arduino-uno', 2_048, 16e6],
  ['arduino-micro', 2_560, 16e6],
  ['arduino-mega', 8_192, 16e6],
  ['arduino-mkr1000', 32_768, 48e6],
  ['microbit', 16_384, 16e6],
  ['frdm-k64f', 262_144, 120e6],
  ['stm32f723', 262_144, 216e6],
  ['raspberry-pi-2b', 1_073_741_824, 900e6],
] as const

test('ids and names are unique', () => {
  expect(new Set(boards.map((b) => b.id)).size).toBe(boards.length)
  expect(new Set(boards.map((b) => b.name)).size).toBe(boards.length)
})

test.each(paperBoards)('%s of the paper’s table is there with its note', (id, ram, clock) => {
  const board = boardById(id)
  expect(board).toMatchObject({ ramBytes: ram, clockHz: clock })
  expect(board?.paper).toMatch(/MoTransFrame, table 1: .* W|mW/)
})

describe.each(boards.map((board) => [board.id, board] as const))('%s', (id, board) => {
  test('has an id for file names and links', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(boardById(id)).toBe(board)
  })

  test('has sane numbers', () => {
    expect(board.clockHz).toBeGreaterThanOrEqual(8e6)
    expect(board.clockHz).toBeLessThanOrEqual(2e9)
    expect(board.flashBytes % 256).toBe(0)
    expect(board.flashBytes).toBeGreaterThan(board.ramBytes / 2)
    expect(board.ramBytes).toBeGreaterThanOrEqual(2_048)
    expect(board.activePowerWatts).toBeGreaterThan(0.001)
    expect(board.activePowerWatts).toBeLessThan(5)
  })

  test('names its sources, also that of its power', () => {
    expect(board.sources.length).toBeGreaterThanOrEqual(2)
    expect(board.sources.some((source) => /power/i.test(source))).toBe(true)
  })

  test('has measured sizes of its core or of its nearest', () => {
    expect(Object.keys(sizes)).toContain(board.sizes)
    const measured = ['avr-uno', 'avr-micro', 'avr-mega'].includes(board.sizes)
    if (board.form === 'arduino' && !measured) expect(board.coreEstimate).toBeDefined()
  })

  test('an Arduino board has its full name and port', () => {
    if (board.form === 'arduino') expect(board.fqbn).toMatch(/^\w+:\w+:\w+(:\w+=\w+)?$/)
    expect(board.serialPort !== undefined).toBe(board.form === 'arduino')
  })
})
