// The AVR assembly kernels against their plain twins on emulated microcontrollers: random shapes,
// stripes of rows, outputs over dead input rows, data across 64 KB and 128 KB of flash, and sums that
// the roundings decide. And LeNet-5 of them: exact outputs, in no more cycles and bytes than stored
// here (avr-gcc 5.4, -Os, LTO).

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run, temporaryFolder } from './tools'

const folder = 'e2e/bench/board'
const build = temporaryFolder()
const casesPerKernel = 300
const kernelCount = 18

const make = (...words: string[]) =>
  run('make', [
    '--no-print-directory',
    '-C',
    folder,
    `B=${join(build, 'board')}`,
    ...words,
  ]).toString()

describe('AVR assembly kernels', () => {
  it('equal their plain twins in every byte', () => {
    const printed = make('check', `CASES=${casesPerKernel}`)
    const kernels = printed.match(/^nn_\w+\s+\d+ cases/gm) ?? []
    expect(kernels).toHaveLength(2 * kernelCount)
    for (const line of kernels) expect(line).toContain(` ${casesPerKernel} cases`)
    const directed = [
      ...printed.matchAll(/(\d+) directed sums, ties (\d+) and (\d+), rare path (\d+)/g),
    ]
    expect(directed).toHaveLength(2 * 4)
    for (const [, sums, first, second, rare] of directed) {
      expect(Number(sums)).toBe(600)
      expect(Number(first)).toBeGreaterThan(250) // product ends in exactly one half
      expect(Number(second)).toBeGreaterThan(80) // result half way between two integers
      expect(Number(rare)).toBeGreaterThan(250)
    }
  })

  it('run LeNet-5 on the Mega within the stored cycles and bytes', () => {
    const printed = make('lenet')
    expect(printed).toMatch(/^# EXACT/m)
    const figure = (pattern: RegExp) => Number(pattern.exec(printed)?.[1])
    expect(figure(/^# infer .*cycles (\d+)/m)).toBeLessThanOrEqual(3_789_334)
    expect(figure(/RAM peak (\d+)/)).toBeLessThanOrEqual(2_560)
    expect(figure(/code of the kernels (\d+)/)).toBeLessThanOrEqual(3_136)
  })
})
