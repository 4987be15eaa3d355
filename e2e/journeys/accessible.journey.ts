// Everything by keys, and no serious finding of axe in light and dark.

import { seriousFindings } from './axe'
import { budget, expect, openSample, test } from './fixture'

test('a layer is found and narrowed, and a tab opened, without a mouse', async ({ page }) => {
  await openSample(page, 'lenet5')
  await expect(budget(page, 'Flash')).toBeVisible()
  const inspector = page.getByRole('complementary')
  // A name goes before the kind of others: conv1 is a Conv2D too.
  await page.keyboard.press('/')
  await page.keyboard.type('conv2')
  await page.keyboard.press('Enter')
  await expect(inspector.getByRole('heading', { name: 'conv2' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('dense_84')
  await page.keyboard.press('Enter')
  await expect(inspector.getByRole('heading', { name: 'dense_84' })).toBeVisible()
  await inspector.getByRole('slider', { name: 'Units' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(inspector.getByRole('slider', { name: 'Units' })).toHaveAttribute(
    'aria-valuenow',
    '83',
  )
  await page.keyboard.press('Control+z')
  await expect(inspector.getByRole('slider', { name: 'Units' })).toHaveAttribute(
    'aria-valuenow',
    '84',
  )
  await page.getByRole('tab', { name: 'Accuracy' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tabpanel', { name: 'Memory' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto('')
    await expect(page.getByRole('region', { name: 'Samples' })).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await openSample(page, 'lenet5')
    for (const tab of ['Accuracy', 'Memory', 'Train', 'Prune', 'Fit', 'Energy']) {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tabpanel', { name: tab })).toBeVisible()
      expect(await seriousFindings(page)).toEqual([])
    }
  })
