// Models of other formats: a TF.js model with its weights beside it, in any order and without them,
// many outputs; a Keras 3 archive with its optimizer state dropped.

import { dataPath, hasData } from '../../src/lib/testData'
import { int8Percent } from './accuracy'
import { budget, dropFiles, expect, layer, test } from './fixture'

test.skip(!hasData, 'not run: no data')

const topology = dataPath('tfjs/lenet5-mnist/mnist.json')
const shard = dataPath('tfjs/lenet5-mnist/mnist.weights.bin')

test('a TF.js model with its shards, and without them', async ({ page }) => {
  await page.goto('')
  await dropFiles(page, [topology])
  const missing = page.getByRole('alert')
  await expect(missing).toContainText('mnist.weights.bin')

  await dropFiles(page, [shard, topology])
  await expect(budget(page, 'Flash')).toBeVisible()
  await expect(page.getByText('61,706').first()).toBeVisible()
  const output = page.getByRole('complementary').getByRole('combobox', { name: 'Taken from' })
  await expect(output).toBeVisible()
})

test('a folder with a TF.js model', async ({ page }) => {
  await page.goto('')
  await dropFiles(page, [dataPath('tfjs/mnist-bn-gap-saved-by-tfjs4')])
  await expect(budget(page, 'Flash')).toContainText('fits')
  await expect(page.getByText('1,786').first()).toBeVisible()
})

test('a Keras 3 archive tells what was dropped', async ({ page }) => {
  await page.goto('')
  await dropFiles(page, [dataPath('keras/mnist_evanshumaker.keras')])
  await expect(budget(page, 'Flash')).toBeVisible()
  await expect(layer(page, 'conv2d').first()).toBeVisible()
  await page.getByRole('button', { name: /Keras 3/ }).click()
  const notes = page.getByRole('dialog', { name: 'What was read' })
  await expect(notes).toContainText(/optimizer/i)
  await expect(notes).toContainText(/\d\s(B|KB|MB)\b/)
})

test('pictures in a folder per class are samples of a model', async ({ page }) => {
  await page.goto('')
  await dropFiles(page, [dataPath('h5/tinymaix_cifar10.h5'), dataPath('cifar10/jpg')])
  const data = page.getByRole('tabpanel', { name: 'Accuracy' })
  await expect(data).toContainText('jpg, 50 samples')
  await expect(data).toContainText('0 airplane, 1 automobile')
  await data.getByRole('button', { name: 'Test accuracy' }).click()
  await expect(data.getByRole('heading', { name: /^Recall per class/ })).toBeVisible()
  await expect(data.getByText('airplane').first()).toBeVisible()
  expect(await int8Percent(page)).toBeGreaterThan(66)
})
