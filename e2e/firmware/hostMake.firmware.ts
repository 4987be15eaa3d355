// Makefile projects built for the computer that they were downloaded to, as the Makefile says.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportFiles } from '../../src/exporters/index'
import { kernels } from '../../src/kernels/kernels'
import { command, readOutputs } from './runProject'
import { sampleBuild, streamBuild } from './sampleBuild'
import { run, unpackProject } from './tools'

const boardIds = ['frdm-k64f', 'stm32f723', 'raspberry-pi-2b']
const strict = 'DEFINES=-Werror'

/** What the program says to these bytes. */
function talk(folder: string, ...sent: readonly Uint8Array[]): string[] {
  const program = join(folder, folder.split('/').at(-1) ?? '')
  const input = Buffer.concat(sent)
  return run(program, [], { input }).toString().trim().split('\n')
}

test.each(boardIds)('%s: make CROSS= gives a program that talks, then the firmware', (id) => {
  const build = sampleBuild(id, ['nn_lookup_s8'])
  const table = build.program.constants[0]?.data ?? new Uint8Array()
  table[128 + 5] = 77
  const folder = unpackProject(exportFiles(build, { vectors: [] }))
  run('make', ['-C', folder, 'CROSS=', strict])
  const [who, outputs, more] = talk(folder, command('?'), command('Q', new Uint8Array(32).fill(5)))
  expect(who).toBe('MOTRANS 1 IN 32 OUT 10')
  expect(readOutputs(outputs ?? '')[0]).toBe(77)
  expect(more).toBeUndefined()
  if (id === 'raspberry-pi-2b') return
  run('make', ['-C', folder, strict])
  expect(existsSync(`${folder}/sample.elf`)).toBe(true)
  run('make', ['-C', folder, 'clean'])
  expect(['sample', 'sample.elf'].filter((name) => existsSync(join(folder, name)))).toEqual([])
})

test.each(boardIds)('%s tests itself on the computer', (id) => {
  const build = sampleBuild(id, ['nn_lookup_s8'])
  const vector = (first: number) => {
    const output = new Int8Array(10)
    output[0] = first
    return { input: new Int8Array(32), output }
  }
  const files = exportFiles(build, { vectors: [vector(0), vector(1)] })
  const folder = unpackProject(files)
  run('make', ['-C', folder, 'CROSS=', `${strict} -DSELF_TEST=1`])
  expect(talk(folder)).toEqual(['PASS 0', 'FAIL 1'])
})

test('every kernel and a stream compile for the computer', () => {
  const all = kernels.filter(({ bulk, id }) => !bulk && !id.includes('_u8')).map(({ id }) => id)
  for (const build of [
    sampleBuild('frdm-k64f', all),
    streamBuild('frdm-k64f', ['nn_max_pool2d_s8'], true),
  ])
    run('make', ['-B', '-C', unpackProject(exportFiles(build, { vectors: [] })), 'CROSS=', strict])
})
