// The shortest way through the page: a sample that comes with it, generated digits, its accuracy.

import { pageSizes } from '../bench/pageSizes'
import { int8Percent } from './accuracy'
import { expect, layer, test } from './fixture'

test('opens a sample from the start screen and tests it on generated digits', async ({ page }) => {
  await page.goto('')
  await page
    .getByRole('region', { name: 'Samples' })
    .getByRole('button', { name: /^LeNet-5/ })
    .click()
  await expect(layer(page, 'dense_120')).toBeVisible()
  await page.getByRole('button', { name: 'Try with generated digits' }).click()
  await expect(page.getByRole('heading', { name: 'Disagreeing samples' })).toBeVisible()
  expect(await int8Percent(page)).toBeGreaterThan(60)
})

test('the start screen comes with few scripts, the compiler not among them', () => {
  const { shellKilobytes, engineKilobytes } = pageSizes(process.env['JOURNEY_DIST'] ?? 'dist')
  expect(shellKilobytes).toBeLessThan(125)
  expect(engineKilobytes).toBeLessThan(16)
})
