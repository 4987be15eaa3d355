// A tuned model leaves the studio as a file for Keras or TF.js, and comes back the same.

import { expect as expectValue } from '@playwright/test'
import type { Page } from '@playwright/test'
import { budgetBytes, chooseFiles, expect, layer, openSample, test } from './fixture'

const slider = (page: Page) => page.getByRole('slider', { name: /Filters/ })

async function narrowConv(page: Page): Promise<void> {
  await layer(page, 'conv1').click()
  await slider(page).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(slider(page)).toHaveAttribute('aria-valuenow', '5')
}

for (const [label, name] of [
  ['Keras .keras', 'lenet5.keras'],
  ['Keras .h5', 'lenet5.h5'],
  ['TF.js layers model', 'lenet5-tfjs.zip'],
] as const)
  test(`${label} with edits, written and opened again`, async ({ page }, info) => {
    await openSample(page, 'lenet5')
    await narrowConv(page)
    const bytes = [await budgetBytes(page, 'Flash'), await budgetBytes(page, 'RAM')]
    await page.getByRole('button', { name: /^Export/ }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: label }).click()
    const download = await saving
    expectValue(download.suggestedFilename()).toBe(name)
    const path = info.outputPath(name)
    await download.saveAs(path)
    await page.keyboard.press('Escape')
    await chooseFiles(page, page.getByRole('button', { name: /^Open/ }), path)
    await expect(
      page.getByTitle(`Rename project, opened from ${name}`, { exact: false }),
    ).toBeVisible()
    await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled()
    expectValue([await budgetBytes(page, 'Flash'), await budgetBytes(page, 'RAM')]).toEqual(bytes)
  })
