// The command line as a script uses it: results on stdout, troubles on stderr, exit codes.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataPath, hasData } from '../lib/testData'
import { main } from './main'
import { captureCommand } from './testing/captureCommand'

const lenet = 'public/samples/lenet5.h5'
const command = captureCommand()

describe('motrans', () => {
  it('inspects LeNet-5', async () => {
    expect(await main(['inspect', lenet, '--json'])).toBe(0)
    expect(command.json()).toMatchObject({
      supported: true,
      total: { parameters: 61_706, macs: 416_520, arenaBytes: 1508 },
    })
    expect(command.json().layers.map(({ kind }: { kind: string }) => kind)).toEqual([
      'input',
      ...['conv2d', 'averagePool2d', 'conv2d', 'averagePool2d', 'flatten'],
      ...['dense', 'dense', 'dense'],
    ])
  })

  it('prints a table that names every layer', async () => {
    expect(await main(['inspect', lenet])).toBe(0)
    for (const word of ['conv1', 'dense_84', '28 × 28 × 6', '61,706'])
      expect(command.out.join('\n')).toContain(word)
  })

  it('builds the same zip twice, and a folder with the same files', async () => {
    const build = (name: string) =>
      main([
        'build',
        lenet,
        '--board',
        'arduino-mega',
        '--json',
        '--out',
        join(command.folder, name),
      ])
    expect([await build('a.zip'), await build('b.zip')]).toEqual([0, 0])
    expect(readFileSync(join(command.folder, 'a.zip'))).toEqual(
      readFileSync(join(command.folder, 'b.zip')),
    )
    command.out = []
    expect(await build('project')).toBe(0)
    const { usage, files, fits } = command.json()
    expect(fits).toBe(true)
    expect(usage.flashBytes).toBe(sum(usage.parts.flash))
    expect(usage.ramBytes).toBe(sum(usage.parts.ram))
    expect(usage.arenaBytes).toBe(1508)
    const paths = files.map(({ path }: { path: string }) => path)
    expect(listFiles(join(command.folder, 'project'))).toEqual(paths.sort())
  })

  it('says how long a board takes, and streams rows when asked to', async () => {
    const inspected = async (...words: string[]) => {
      command.out = []
      expect(await main(['inspect', lenet, '--json', ...words])).toBe(0)
      return command.json()
    }
    const whole = await inspected('--board', 'arduino-mega', '--streaming', 'whole')
    const rows = await inspected('--board', 'arduino-mega', '--streaming', 'input-rows')
    expect(whole.latency.origin).toBe('estimated')
    expect(rows.latency.cycles).toBeGreaterThan(whole.latency.cycles)
    expect(rows.total.arenaBytes).toBeLessThan(whole.total.arenaBytes)
    expect(whole.boardEnergyJoules).toBeCloseTo(whole.latency.seconds * 0.245, 6)
    const microbit = await inspected('--board', 'microbit')
    expect(microbit.latency).toMatchObject({ cyclesFrom: expect.stringContaining('Cortex-M0') })
    expect(microbit.latency.instructions).toBeLessThan(microbit.latency.cycles)
    expect(await inspected('--board', 'esp32')).not.toHaveProperty('latency')
    expect(await main(['inspect', lenet, '--streaming', 'sometimes'])).toBe(1)
    expect(command.errors.join('\n')).toContain('cli/bad-streaming')
  })

  it('says what does not fit, and builds it all the same', async () => {
    expect(await main(['build', lenet, '--board', 'arduino-uno', '--json'])).toBe(0)
    expect(command.json().fits).toBe(false)
    expect(command.errors.join('\n')).toContain('build/flash-exceeded')
  })

  it('says what a build takes in time and energy', async () => {
    expect(await main(['build', lenet, '--board', 'arduino-mega'])).toBe(0)
    expect(command.out.join('\n')).toMatch(
      /on Arduino Mega 2560: \d+ ms per inference.*\n[\d.]+ mJ at its active power of 0\.245 W/,
    )
    expect(command.errors.join('\n')).not.toContain('build/guessed-ranges')
    command.out = []
    expect(await main(['build', lenet, '--board', 'arduino-mega', '--json'])).toBe(0)
    const { latency, boardEnergyJoules } = command.json()
    expect(boardEnergyJoules).toBeCloseTo(latency.seconds * 0.245, 6)
  })

  it.runIf(hasData)('says when ranges were guessed', async () => {
    const model = dataPath('mlperf-tiny/ad/ad01.h5')
    expect(await main(['build', model, '--board', 'arduino-nano-33-ble', '--json'])).toBe(0)
    expect(command.json().calibration.samples).toBe(0)
    expect(command.errors.join('\n')).toContain('build/guessed-ranges')
  })

  it('lists boards', async () => {
    expect(await main(['boards', '--json'])).toBe(0)
    expect(command.json().map(({ id }: { id: string }) => id)).toContain('arduino-mega')
  })

  it.runIf(hasData)('runs on data', async () => {
    const data = ['images-idx3', 'labels-idx1'].map((kind) =>
      dataPath(`mnist/t10k-${kind}-ubyte.gz`),
    )
    expect(await main(['run', lenet, '--data', ...data, '--limit', '200', '--json'])).toBe(0)
    const { samples, float, int8, agreementPercent } = command.json()
    expect(samples).toBe(200)
    expect(Math.min(float.top1Percent, int8.top1Percent, agreementPercent)).toBeGreaterThan(97)
  })

  it.runIf(hasData)('runs on pictures in a folder per class', async () => {
    const model = dataPath('h5/tinymaix_cifar10.h5')
    expect(await main(['run', model, '--data', dataPath('cifar10/jpg'), '--json'])).toBe(0)
    expect(command.json().source).toBe('jpg')
    expect(command.json().int8.top1Percent).toBeGreaterThan(66)
    expect(command.errors.join(' ')).toContain('0 airplane, 1 automobile')
  })

  it.each([
    ['keras', 'lenet.keras', 'lenet.keras'],
    ['h5', 'folder', 'folder/lenet5.h5'],
    ['tfjs', 'web.zip', 'web.zip'],
    ['tfjs', 'web', 'web'],
  ])('writes a model as %s that is read again', async (format, name, made) => {
    expect(await main(['export', lenet, '--to', format, '--out', join(command.folder, name)])).toBe(
      0,
    )
    expect(command.out.join()).toContain(join(command.folder, made))
    command.out = []
    expect(await main(['inspect', join(command.folder, made), '--json'])).toBe(0)
    expect(command.json().total).toMatchObject({ parameters: 61_706, macs: 416_520 })
  })

  it.each([
    [['inspect', '/no/such/file'], '/no/such/file'],
    [['inspect'], 'No model'],
    [['inspect', lenet, '--bord', 'x'], '--bord'],
    [['build', lenet], '--board'],
    [['build', lenet, '--board', 'commodore-64'], 'commodore-64'],
    [['run', lenet], '--data'],
    [['run', lenet, '--data', lenet], 'lenet5.h5'],
    [['export', lenet, '--to', 'onnx', '--out', 'x'], 'onnx'],
    [['export', lenet, '--to', 'h5'], '--out'],
    [['deploy'], 'deploy'],
  ])('refuses %j', async (given, named) => {
    expect(await main(given)).toBe(1)
    expect(command.errors.join('\n')).toContain(named)
    expect(command.out).toEqual([])
  })

  it('refuses a file that is no model', async () => {
    const file = join(command.folder, 'model.h5')
    writeFileSync(file, 'hello')
    expect(await main(['inspect', file, '--json'])).toBe(1)
    expect(command.errors.join('\n')).toContain('model.h5')
  })

  it('helps', async () => {
    expect(await main(['--help'])).toBe(0)
    expect(await main(['build', '--help'])).toBe(0)
    expect(command.out[0]).toContain('motrans inspect')
    expect(command.out[1]).toContain('--board ID')
  })
})

function sum(parts: readonly { bytes: number }[]): number {
  return parts.reduce((total, { bytes }) => total + bytes, 0)
}

function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}
