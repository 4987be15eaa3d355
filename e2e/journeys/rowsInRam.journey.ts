// RAM and latency under the memory option: every way says its bytes, undo takes it back.

import { budget, budgetBytes, expect, openSample, test } from './fixture'

test('how rows use RAM is chosen and undone', async ({ page }) => {
  await openSample(page, 'lenet5')
  await expect(budget(page, 'Latency')).toContainText('estimated')
  await page.getByRole('tab', { name: 'Memory' }).click()
  const before = await budgetBytes(page, 'RAM')
  const time = await budget(page, 'Latency').innerText()
  await page.getByRole('radio', { name: /Input by rows/ }).click()
  await expect(page.getByRole('radio', { name: /Input by rows/ })).toBeChecked()
  await expect(page.getByText(/^row by row [\d,]+\sB$/)).toBeVisible()
  expect(await budgetBytes(page, 'RAM')).toBeLessThan(before)
  expect(await budget(page, 'Latency').innerText()).not.toBe(time)
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('radio', { name: /^Auto/ })).toBeChecked()
  expect(await budgetBytes(page, 'RAM')).toBe(before)
})
