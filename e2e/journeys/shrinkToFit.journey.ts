// Too big for the board: the page says by how much and which layer it is; a slider, dragged by mouse
// and moved by keys, makes it fit; budgets follow while it moves; undo and redo go back and forth.

import type { Locator, Page } from '@playwright/test'
import { budget, budgetBytes, chooseBoard, expect, layer, openSample, test } from './fixture'

const slider = (page: Page, label: string): Locator =>
  page.getByRole('complementary').getByRole('slider', { name: label })

async function center(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox()
  if (!box) throw new Error('not on the page')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Drags a slider's thumb along its track to a share of it, and looks at the page before letting go. */
async function drag(page: Page, label: string, share: number, onTheWay: () => Promise<void>) {
  const from = await center(slider(page, label))
  const track = await page.locator('.slider-root').first().boundingBox()
  if (!track) throw new Error('no track')
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(track.x + track.width * share, from.y, { steps: 12 })
  await onTheWay()
  await page.mouse.up()
}

test('LeNet-5 is dragged until it fits the Uno', async ({ page }) => {
  await openSample(page, 'lenet5')
  await chooseBoard(page, 'Arduino Uno')
  const alert = page.getByRole('status').filter({ hasText: 'Too big for the Arduino Uno' })
  await expect(alert).toContainText(/Flash is [\d.]+\sKB over/)
  await expect(alert).toContainText(/dense_120 alone takes [\d.]+\sKB/)
  await expect(budget(page, 'Flash')).toContainText('too big')
  const before = await budgetBytes(page, 'Flash')

  await layer(page, 'dense_120').click()
  await drag(page, 'Units', 0.1, async () => {
    expect(await budgetBytes(page, 'Flash')).toBeLessThan(before - 20_000)
    await expect(layer(page, 'dense_120')).not.toContainText('48,120')
  })
  await expect(budget(page, 'Flash')).toContainText('fits')
  await expect(budget(page, 'RAM')).toContainText('fits')
  await expect(alert).toHaveCount(0)
  const dragged = await budgetBytes(page, 'Flash')

  await layer(page, 'conv1').click()
  await slider(page, 'Filters').focus()
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowLeft')
  await expect(slider(page, 'Filters')).toHaveAttribute('aria-valuenow', '2')
  const narrowed = await budgetBytes(page, 'Flash')
  expect(narrowed).toBeLessThan(dragged)

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(slider(page, 'Filters')).toHaveAttribute('aria-valuenow', '6')
  expect(await budgetBytes(page, 'Flash')).toBe(dragged)
  await page.keyboard.press('Control+z')
  expect(await budgetBytes(page, 'Flash')).toBe(before)
  await expect(alert).toHaveCount(1)
  await page.keyboard.press('Control+Shift+z')
  expect(await budgetBytes(page, 'Flash')).toBe(dragged)
  await page.getByRole('button', { name: 'Redo' }).click()
  expect(await budgetBytes(page, 'Flash')).toBe(narrowed)
  await expect(alert).toHaveCount(0)
})
