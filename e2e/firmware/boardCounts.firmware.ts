// What networks cost on AVR boards must not get worse than the figures in e2e/bench/boardCounts.json
// (made by `npm run bench:board -- --update`): cycles exactly, flash and RAM to the byte.

import { describe, expect, test } from 'vitest'
import stored from '../bench/boardCounts.json' with { type: 'json' }
import { measureBoard, subjects } from '../bench/boardFigures'
import { hasData } from '../../src/lib/testData'
import { run } from './tools'

const compiler = run('avr-gcc', ['--version']).toString().split('\n')[0]

describe.runIf(hasData)(`board figures, stored with ${stored.compiler}`, () => {
  test('are those of the compiler at hand', () => {
    expect(compiler).toBe(stored.compiler)
  })

  test.each(subjects.map((subject) => [subject.name, subject] as const))(
    '%s',
    async (name, subject) => {
      const known = stored.figures.find((figures) => figures.name === name)
      const figures = await measureBoard(subject)
      expect(known).toBeDefined()
      expect(figures.cycles).toBeLessThanOrEqual(known?.cycles ?? 0)
      expect(figures.codeBytes).toBeLessThanOrEqual(known?.codeBytes ?? 0)
      expect(figures.weightBytes).toBeLessThanOrEqual(known?.weightBytes ?? 0)
      expect(figures.peakRamBytes).toBeLessThanOrEqual(known?.peakRamBytes ?? 0)
    },
  )
})
