// motrans fit as a script uses it.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { generateDigits } from '../datasets/generatedDigits'
import { main } from './main'
import { captureCommand } from './testing/captureCommand'

/** Whole searches: seconds where nothing else runs. */
vi.setConfig({ testTimeout: 120_000 })

const lenet = 'public/samples/lenet5.h5'
const command = captureCommand()

describe('motrans fit', () => {
  /** Generated digits, a row each, the label first. */
  const writeCsv = (name: string, count: number, seed: number) => {
    const { pixels = new Uint8Array(), labels } = generateDigits(count, seed)
    const size = pixels.length / count
    const rows = Array.from({ length: count }, (_, i) =>
      [labels?.[i], ...pixels.subarray(i * size, (i + 1) * size)].join(),
    )
    const path = join(command.folder, name)
    writeFileSync(path, rows.join('\n'))
    return path
  }
  const fit = (...words: string[]) =>
    main(['fit', lenet, '--board', 'arduino-uno', '--no-structure', ...words])

  it('makes LeNet-5 fit the Uno, writes sketch and model, reads the test once', async () => {
    const [test, train] = [writeCsv('test.csv', 100, 3), writeCsv('more.csv', 200, 4)]
    const [sketch, tuned] = [
      join(command.folder, 'sketch.zip'),
      join(command.folder, 'tuned.keras'),
    ]
    const outs = ['--out', sketch, '--model-out', tuned]
    expect(await fit('--data', test, '--train', train, '--steps', '60', '--json', ...outs)).toBe(0)
    const { before, after, limits, accuracy, candidates, best, by, ended } = command.json()
    expect([by, ended]).toEqual(['accuracy', 'steps'])
    expect(before.flashBytes).toBeGreaterThan(limits.flashBytes)
    expect(after.flashBytes).toBeLessThanOrEqual(limits.flashBytes)
    expect(after.ramBytes).toBeLessThanOrEqual(limits.ramBytes)
    expect(candidates.map(({ id }: { id: number }) => id)).toContain(best)
    expect(accuracy).toMatchObject({ samples: 100, source: 'test' })
    expect(accuracy.int8.top1Percent).toBeGreaterThan(95)
    expect(command.errors.join('\n')).toContain('sensitivity: conv1')
    command.out = []
    expect(await main(['build', tuned, '--board', 'arduino-uno', '--json'])).toBe(0)
    expect(command.json()).toMatchObject({ fits: true, usage: { flashBytes: after.flashBytes } })
    expect(readFileSync(sketch).length).toBeGreaterThan(10_000)
  })

  it('takes another candidate of the list when asked to', async () => {
    expect(await fit('--steps', '1', '--json')).toBe(0)
    const { best, candidates } = command.json()
    type Candidate = { id: number; pareto: boolean; cost: { flashBytes: number } }
    const others = (candidates as Candidate[]).filter(({ id, pareto }) => pareto && id !== best)
    const other = others[0]!
    command.out = []
    expect(await fit('--steps', '1', '--json', '--take', String(other.id))).toBe(0)
    expect(command.json()).toMatchObject({
      best: other.id,
      after: { flashBytes: other.cost.flashBytes },
    })
  })

  it('tests the share of a single data set that was kept apart', async () => {
    const only = writeCsv('digits.csv', 150, 5)
    expect(await fit('--data', only, '--steps', '20', '--flash', '30000')).toBe(0)
    const text = command.out.join('\n')
    expect(text).toContain('Sensitivity')
    expect(text).toMatch(/candidates are not beaten/)
    expect(text).toContain('30,000')
    expect(text).toMatch(
      /\n30 samples of digits, test part, read once: float [\d.]+ %, int8 [\d.]+ %/,
    )
  })

  it('says when nothing was trained, and when nothing fits', async () => {
    expect(await fit('--flash', '30000')).toBe(0)
    expect(command.errors.join('\n')).toContain('fit/no-labels')
    command.errors = []
    command.out = []
    expect(await fit('--flash', '3000', '--json', '--take', '9')).toBe(0)
    expect(command.json()).toMatchObject({ ended: 'too-small', best: 1 })
    expect(command.errors.join('\n')).toContain('fit/no-such-candidate')
    expect(command.errors.join('\n')).toContain('fit/too-small')
    expect(command.errors.join('\n')).not.toContain('build/flash-exceeded')
  })

  it.each([
    ['--flash', '-1'],
    ['--steps', '1.5'],
    ['--latency', 'soon'],
  ])('refuses %s %s', async (...words) => {
    expect(await fit(...words)).toBe(1)
    expect(command.errors.join('\n')).toContain('cli/bad-number')
  })
})
