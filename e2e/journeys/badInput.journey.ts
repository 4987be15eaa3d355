// What goes wrong says what it is and what to do, and nothing that was there is lost.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataPath, hasData } from '../../src/lib/testData'
import { budget, dropFiles, expect, layer, openSample, test } from './fixture'
import { writeMnist } from './writeMnist'

test.skip(!hasData, 'not run: no data')

const folder = mkdtempSync(join(tmpdir(), 'motrans-'))

function broken(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

test('broken files keep the work that is there', async ({ page }) => {
  const whole = readFileSync(dataPath('h5/tinymaix_mnist_valid.h5'))
  const truncated = broken('half.h5', whole.subarray(0, 20_000))
  const picture = broken('picture.h5', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))

  await page.goto('')
  await dropFiles(page, [truncated])
  await expect(page.getByRole('alert')).toContainText('half.h5')

  await openSample(page, 'lenet5')
  await dropFiles(page, [picture])
  await expect(page.getByRole('alert')).toContainText(/picture\.h5 is a picture/)
  await expect(layer(page, 'conv1')).toBeVisible()
  await expect(budget(page, 'Flash')).toContainText('fits')
})

test('data whose labels do not match is refused', async ({ page }) => {
  await openSample(page, 'digits-uno')
  await dropFiles(page, [
    dataPath('fashion-mnist/fashion900-images-idx3-ubyte.gz'),
    dataPath('fashion-mnist/t10k-labels-idx1-ubyte.gz'),
  ])
  await expect(page.getByRole('alert')).toContainText(/900/)
  await expect(page.getByRole('alert')).toContainText(/10,?000/)
})

test('samples stay with models that they suit, and can be removed', async ({ page }) => {
  await openSample(page, 'digits-uno')
  await dropFiles(page, writeMnist({ t10k: 100 }))
  const panel = page.getByRole('tabpanel', { name: 'Accuracy' })
  await expect(panel).toContainText('100 samples')
  await dropFiles(page, [dataPath('h5/tinymaix_mnist_valid.h5')])
  await expect(layer(page, 'ftr0')).toBeVisible()
  await expect(panel).toContainText('100 samples')
  await dropFiles(page, [dataPath('h5/sine_keras3_saved.h5')])
  await expect(layer(page, 'ftr0')).toHaveCount(0)
  await expect(panel).toContainText('What does int8 cost')
  await dropFiles(page, writeMnist({ t10k: 100 }))
  await expect(page.getByRole('alert')).toContainText('28 × 28 × 1; the model takes 1')

  await openSample(page, 'digits-uno')
  await dropFiles(page, writeMnist({ t10k: 100 }))
  await expect(panel).toContainText('100 samples')
  await page.getByRole('button', { name: 'Remove the data' }).click()
  await expect(panel).toContainText('What does int8 cost')
})

test('a layer that can not run is shown and named, and export is refused', async ({ page }) => {
  await page.goto('')
  await dropFiles(page, [dataPath('keras/har_lstm.keras')])
  const alert = page.getByRole('status').filter({ hasText: 'LSTM' })
  await expect(alert).toContainText('lstm_1')
  await expect(layer(page, 'lstm_1').first()).toBeVisible()
  await expect(page.getByText('198 parameters')).toBeVisible()
  await expect(page.getByText('without unsupported layers', { exact: true })).toBeVisible()
  for (const tab of ['Accuracy', 'Train', 'Prune', 'Fit', 'Energy']) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel').getByRole('heading')).toHaveText(/needs every layer$/)
    await expect(page.getByRole('tabpanel')).not.toContainText(/\d/)
  }
  const exporting = page.getByRole('button', { name: /^Export/ })
  if (await exporting.isEnabled()) {
    await exporting.click()
    await expect(page.getByRole('menuitem', { name: /Download zip/ })).toBeDisabled()
  } else await expect(exporting).toBeDisabled()
})
