// Nothing is lost: the tab dies in the middle of an edit, and everything is there again; projects that
// were left stand on the start screen until they are forgotten.

import { expect as expectValue } from '@playwright/test'
import type { Page } from '@playwright/test'
import {
  budgetBytes,
  chooseBoard,
  chooseFiles,
  expect,
  killTab,
  layer,
  newTab,
  openSample,
  test,
} from './fixture'
import { writeSamples } from './writeSamples'

const slider = (page: Page) => page.getByRole('slider', { name: /Filters/ })

async function selectConv(page: Page): Promise<void> {
  await layer(page, 'conv1').click()
  await expect(slider(page)).toBeVisible()
}

const kept = (page: Page) => page.getByRole('img', { name: /^Kept in this browser/ })

test('a killed tab loses nothing', async ({ page, context }) => {
  await openSample(page, 'lenet5')
  await chooseBoard(page, 'Arduino Uno')
  const data = page.getByRole('tabpanel', { name: 'Accuracy' })
  await chooseFiles(page, data.getByRole('button', { name: 'Choose data files' }), writeSamples(40))
  await expect(data).toContainText('40 samples')
  await selectConv(page)
  await slider(page).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  const flash = await budgetBytes(page, 'Flash')
  await expect(kept(page)).toBeVisible()
  // In the middle of a drag, which is no edit before it ends.
  const box = (await slider(page).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x - 60, box.y + box.height / 2, { steps: 4 })
  await killTab(page)

  const again = await newTab(context)
  await expect(again.getByTitle('Change board')).toContainText('Arduino Uno')
  expectValue(await budgetBytes(again, 'Flash')).toBe(flash)
  await expect(again.getByRole('tabpanel', { name: 'Accuracy' })).toContainText('40 samples')
  await selectConv(again)
  await expect(slider(again)).toHaveAttribute('aria-valuenow', '4')

  await test.step('with its history', async () => {
    await again.getByRole('button', { name: 'Undo' }).click()
    await expect(slider(again)).toHaveAttribute('aria-valuenow', '6')
    await again.getByRole('button', { name: 'Redo' }).click()
    await expect(slider(again)).toHaveAttribute('aria-valuenow', '4')
  })

  await test.step('and the samples can be run', async () => {
    await again.getByRole('button', { name: 'Test accuracy' }).click()
    await expect(again.getByRole('heading', { name: /^Recall per class/ })).toBeVisible()
  })
})

test('a project that was left can be gone on with, and forgotten', async ({ page }) => {
  await openSample(page, 'lenet5')
  await selectConv(page)
  await slider(page).focus()
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: /start screen/ }).click()
  const list = page.getByRole('region', { name: 'Kept projects' })
  await expect(list).toContainText('lenet5.h5')
  await page.reload()
  await list.getByRole('button', { name: /lenet5\.h5/ }).click()
  await selectConv(page)
  await expect(slider(page)).toHaveAttribute('aria-valuenow', '5')
  await page.getByRole('button', { name: /start screen/ }).click()
  await list.getByRole('button', { name: /^Forget/ }).click()
  await expect(list).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Drop a trained model' })).toBeVisible()
  await expect(list).toHaveCount(0)
})

test('two tabs have a project each', async ({ page, context }) => {
  await openSample(page, 'lenet5')
  await expect(kept(page)).toBeVisible()
  const other = await newTab(context)
  await expect(other.getByRole('heading', { name: 'Drop a trained model' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('region', { name: 'Budget' })).toBeVisible()
})

test('a browser without room says so', async ({ page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
      if (String(given[1]).startsWith('project '))
        throw new DOMException('full', 'QuotaExceededError')
      return put.apply(this, given)
    }
  })
  await openSample(page, 'lenet5')
  await page.getByRole('button', { name: 'Not kept' }).click()
  await expect(page.getByRole('dialog')).toContainText('gives this page no more room')
})
