import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { encodeStep, fieldOffsets, kernels, type FieldType } from './kernels'

const folder = mkdtempSync(join(tmpdir(), 'layout-'))
afterAll(() => rmSync(folder, { recursive: true }))

const compilers: readonly (readonly string[])[] = [
  ['gcc'],
  ['avr-gcc', '-mmcu=atmega2560'],
  ['avr-gcc', '-mmcu=atmega328p'],
  ['arm-none-eabi-gcc', '-mcpu=cortex-m0', '-mthumb'],
  ['arm-none-eabi-gcc', '-mcpu=cortex-m4', '-mthumb'],
]

const cTypes: Record<FieldType, string> = {
  u32: 'uint32_t',
  s32: 'int32_t',
  u16: 'uint16_t',
  s16: 'int16_t',
  u8: 'uint8_t',
  s8: 'int8_t',
}

/** One assertion per field (place and type) and per struct (size): what fails names itself. */
const assertions = kernels
  .filter(({ bulk }) => !bulk)
  .flatMap((kernel) => {
    const struct = `${kernel.id}_step`
    const fields = fieldOffsets(kernel).map(
      ({ name, offset, type }) =>
        `_Static_assert(offsetof(${struct}, ${name}) == ${offset} && ` +
        `__builtin_types_compatible_p(__typeof__(((${struct} *)0)->${name}), ${cTypes[type]}), ` +
        `"${struct}.${name} is ${type} at ${offset}");`,
    )
    const size = `_Static_assert(sizeof(${struct}) == ${kernel.stepBytes}, "${struct}: bytes");`
    return [...fields, size]
  })

test.each(compilers.map((command) => [command.join(' '), command] as const))(
  'steps lie as %s says',
  (_, [compiler, ...flags]) => {
    const source = join(folder, 'layout.c')
    writeFileSync(
      source,
      ['#include "nn_u8.h"', '#include "nn_pairs.h"', ...assertions, ''].join('\n'),
    )
    const include = ['nn', 'nn/u8'].flatMap((name) => ['-I', join(import.meta.dirname, name)])
    const args = [...flags, '-std=c11', '-fsyntax-only', ...include, source]
    expect(execFileSync(compiler!, args, { stdio: 'pipe' }).toString()).toBe('')
    writeFileSync(source, readFileSync(source, 'utf8').replace('== 4', '== 5'))
    expect(() => execFileSync(compiler!, args, { stdio: 'pipe' })).toThrow('at 4')
  },
)

test('the bulk kernels have the structs of the plain ones', () => {
  const bulk = kernels.filter((kernel) => kernel.bulk)
  expect(bulk.length).toBe(3)
  for (const { id, fields } of bulk)
    expect(fields).toEqual(kernels.find((other) => `${other.id}_bulk` === id)?.fields)
})

test('a step is encoded little-endian, reserved fields as 0, and checked', () => {
  const fields = { in: 0x01020304, out: 5, table: 6, count: 0xffffffff }
  expect([...encodeStep('nn_lookup_s8', fields)]).toEqual([
    4, 3, 2, 1, 5, 0, 0, 0, 6, 0, 0, 0, 255, 255, 255, 255,
  ])
  expect(() => encodeStep('nn_lookup_s8', { ...fields, count: 2 ** 32 })).toThrow('count')
  expect(() => encodeStep('nn_lookup_s8', { ...fields, more: 1 })).toThrow('no field more')
  expect(() => encodeStep('nn_lookup_s8', { in: 0 })).toThrow('out = undefined')
})
