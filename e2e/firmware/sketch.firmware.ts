// What a sketch does besides computing: protocol, pixels, self-test; and names that are out to break
// C, paths or the link.

import { expect, test } from 'vitest'
import { boardById } from '../../src/boards/index'
import { exportFiles } from '../../src/exporters/index'
import { compileProject, command, runProject } from './runProject'
import { sampleBuild } from './sampleBuild'
import { unpackProject } from './tools'

const boardIds = [
  'arduino-uno',
  'arduino-micro',
  'arduino-mega',
  'arduino-mkr1000',
  'arduino-nano-33-ble',
  'microbit',
  'frdm-k64f',
  'stm32f723',
  'raspberry-pi-2b',
]

function boardOf(id: string) {
  const board = boardById(id)
  if (!board) throw new Error(`no board ${id}`)
  return board
}

/** A build of one table look-up, input 0 + 128 → its entry; and what it says to these inputs. */
function lookUp(boardId: string) {
  const build = sampleBuild(boardId, ['nn_lookup_s8'])
  const table = build.program.constants[0]?.data ?? new Uint8Array()
  const output = (input: number) => {
    const out = new Int8Array(10)
    out[0] = table[input + 128] ?? 0
    return out
  }
  table[128 + 5] = 77
  table[128 - 128 + 9] = 99
  return { build, output }
}

const filled = (value: number) => new Uint8Array(32).fill(value)

test.each(boardIds)('%s talks: identifies, takes int8 and pixels, ignores the rest', (id) => {
  const { build } = lookUp(id)
  const { lines } = runProject(boardOf(id), exportFiles(build, { vectors: [] }), [
    command('?'),
    command('Q', filled(5)),
    Uint8Array.from([10, 13, 122, ...command('I', filled(9))]),
  ])
  expect(lines[0]).toBe('MOTRANS 1 IN 32 OUT 10')
  expect(lines[1]).toMatch(/^OUT 77 0 0 0 0 0 0 0 0 0 TOP 0 US \d+$/)
  expect(lines[2]).toMatch(/^OUT 99 0 0 0 0 0 0 0 0 0 TOP 0 US \d+$/)
})

test('a sketch gives up on an input that stops half way', () => {
  const { build } = lookUp('arduino-uno')
  const { lines } = runProject(boardOf('arduino-uno'), exportFiles(build, { vectors: [] }), [
    command('Q', filled(5).subarray(0, 20)),
    command('?'),
  ])
  expect(lines).toEqual(['ERR input', 'MOTRANS 1 IN 32 OUT 10'])
})

test.each(boardIds)('%s tests itself and says which vector fails', (id) => {
  const { build, output } = lookUp(id)
  const vectors = [
    { input: new Int8Array(32).fill(5), output: output(5) },
    { input: new Int8Array(32).fill(5), output: output(6) },
    { input: new Int8Array(32).fill(-119), output: output(-119) },
  ]
  const files = exportFiles(build, { vectors })
  const { lines } = runProject(boardOf(id), files, Array(4).fill(command('?')), ['-DSELF_TEST=1'])
  const verdicts = lines.filter((line) => /^(PASS|FAIL)/.test(line))
  expect(verdicts).toEqual(['PASS 0', 'FAIL 1', 'PASS 2'])
})

const hostileNames = [
  '*/ int main(void) { return 1; } /*',
  'line\\',
  '??/',
  '"; #error "',
  '../../../../tmp/evil',
  '<script>alert(1)</script>',
  'Servo',
  'int',
  '$(shell touch evil)',
  'ネットワーク',
  'x'.repeat(500),
  '\u2028\u0000\r\n#include "missing.h"\n',
]

test.each(hostileNames)('%j compiles', (name) => {
  for (const id of ['arduino-uno', 'frdm-k64f']) {
    const files = exportFiles(sampleBuild(id, ['nn_lookup_s8'], name), { vectors: [] })
    expect(compileProject(boardOf(id), unpackProject(files)).flashBytes).toBeGreaterThan(1000)
  }
})
