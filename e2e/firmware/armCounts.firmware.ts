// What networks cost on Cortex-M must not get worse than the figures in e2e/bench/boardCounts.json (made by
// `npm run bench:board -- --update`). The larger networks are measured by the benchmark only.

import { describe, expect, test } from 'vitest'
import stored from '../bench/boardCounts.json' with { type: 'json' }
import { armSubjects, measureArm } from '../bench/armFigures'
import { hasData } from '../../src/lib/testData'
import { run } from './tools'

const compiler = run('arm-none-eabi-gcc', ['--version']).toString().split('\n')[0]
const quick = armSubjects.filter(({ name }) => /^(LeNet|KWS|AD)/.test(name))

describe.runIf(hasData)(`Cortex-M figures, stored with ${stored.armCompiler}`, () => {
  test('are those of the compiler at hand', () => {
    expect(compiler).toBe(stored.armCompiler)
  })

  test.each(quick.map((subject) => [subject.name, subject.board, subject] as const))(
    '%s on %s',
    async (name, board, subject) => {
      const known = stored.arm.find((figures) => figures.name === name && figures.board === board)
      const figures = await measureArm(subject)
      expect(known).toBeDefined()
      expect(figures.instructions).toBeLessThanOrEqual(known?.instructions ?? 0)
      expect(figures.codeBytes).toBeLessThanOrEqual(known?.codeBytes ?? 0)
      expect(figures.weightBytes).toBeLessThanOrEqual(known?.weightBytes ?? 0)
      expect(figures.arenaBytes).toBeLessThanOrEqual(known?.arenaBytes ?? 0)
      expect(figures.stackBytes).toBeLessThanOrEqual(known?.stackBytes ?? 0)
    },
  )
})
