// The whole way: a real model and the MNIST test set dropped on the page, its budget on a Mega, its
// accuracy, its C; the zip that is saved compiles for the board and computes there what the
// simulation computes, and is the command line's for the same files, byte for byte.

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { boardById } from '../../src/boards/index'
import type { ExportFile } from '../../src/exporters/exporter'
import { dataPath, hasData } from '../../src/lib/testData'
import { unpackZip } from '../../src/lib/zip'
import { openRealModel, projectFor } from '../firmware/openRealModel'
import { command, readOutputs, runProject } from '../firmware/runProject'
import { floatPercent, int8Percent } from './accuracy'
import {
  budget,
  budgetBytes,
  chooseBoard,
  downloadZip,
  dropFiles,
  expect,
  layer,
  test,
} from './fixture'

test.skip(!hasData, 'not run: no data')

const model = dataPath('h5/tensorspace_lenet_mnist.h5')
const data = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map((name) =>
  dataPath(`mnist/${name}`),
)
const knownFloatPercent = 98.66
const images = 3

async function zipOfCommandLine(): Promise<Buffer> {
  const zip = join(mkdtempSync(join(tmpdir(), 'motrans-')), 'sketch.zip')
  const build = ['build', model, '--board', 'arduino-mega', '--data', ...data, '--out', zip]
  await promisify(execFile)('node', ['scripts/motrans.mjs', ...build])
  return readFileSync(zip)
}

/** What the emulated Mega answers to the first images, and what the simulation does. */
async function runOnMega(files: readonly ExportFile[]) {
  const { inputs, outputs } = projectFor(await openRealModel(model), 'arduino-mega', images)
  const each = inputs.length / images
  const commands = Array.from({ length: images }, (_, i) =>
    command('Q', inputs.subarray(i * each, (i + 1) * each)),
  )
  const { lines } = runProject(boardById('arduino-mega')!, files, commands)
  return { answers: lines.flatMap(readOutputs), outputs: Array.from(outputs) }
}

test('a dropped model becomes a sketch that does what was simulated', async ({ page }) => {
  await page.goto('')
  await dropFiles(page, [model, ...data])

  await test.step('the budget on the Mega', async () => {
    await expect(budget(page, 'Flash')).toBeVisible()
    await chooseBoard(page, 'Arduino Uno')
    await expect(budget(page, 'Flash')).toContainText('too big')
    await chooseBoard(page, 'Arduino Mega')
    await expect(budget(page, 'Flash')).toContainText('fits')
    await expect(budget(page, 'RAM')).toContainText('fits')
    expect(await budgetBytes(page, 'Flash')).toBeGreaterThan(44_426)
    await budget(page, 'Flash').click()
    await expect(page.getByRole('dialog').getByRole('row', { name: /^Weights/ })).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('float and int8 on all 10,000 images', async () => {
    await page.getByRole('button', { name: 'Test accuracy' }).click()
    await expect(page.getByText('t10k, 10,000 samples')).toBeVisible()
    const float = await floatPercent(page)
    expect(Math.abs(float - knownFloatPercent)).toBeLessThanOrEqual(0.02)
    expect(Math.abs((await int8Percent(page)) - float)).toBeLessThanOrEqual(0.3)
    await expect(page.getByRole('heading', { name: 'Confusion' })).toBeVisible()
  })

  await test.step('the C, opened at the chosen layer', async () => {
    await layer(page, 'Conv2D_2').click()
    await page.getByRole('tab', { name: 'Code' }).click()
    const code = page.getByRole('tabpanel', { name: 'Code' })
    await expect(code.getByText(/step_conv2d_2/i).first()).toBeVisible()
    const files = code.getByRole('navigation', { name: 'Files' })
    await files.getByRole('button', { name: /\.ino\b/ }).click()
    await expect(code.getByText(/made\sby\sMoTrans\sStudio/).first()).toBeVisible()
    await expect(page.getByRole('complementary')).toContainText('nn_conv2d_u8_tile5')
  })

  const zip = readFileSync(await downloadZip(page))
  const entries = await unpackZip(zip, 'the download', 2 ** 24)
  const files = entries.map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString() }))

  await test.step('the sketch on the emulated board', async () => {
    const { answers, outputs } = await runOnMega(files)
    expect(answers).toEqual(outputs)
  })
  expect(zip.equals(await zipOfCommandLine()), 'the zip is that of the command line').toBe(true)
})
