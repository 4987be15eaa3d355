// Nothing is lost: the tab dies in the middle of an edit, and everything is there again; projects that
// were left stand on the start screen until they are forgotten.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect as expectValue } from '@playwright/test'
import type { Page } from '@playwright/test'
import {
  budgetBytes,
  chooseBoard,
  chooseFiles,
  dropFiles,
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

/** Of the page's height. */
async function drawerShare(page: Page): Promise<number> {
  const box = await page.getByRole('region', { name: 'Results' }).boundingBox()
  return (box?.height ?? 0) / page.viewportSize()!.height
}

test('a project that was just left opens again, with its board, also in another tab', async ({
  page,
  context,
}) => {
  const home = (tab: Page) => tab.getByRole('button', { name: /start screen/ })
  const list = (tab: Page) => tab.getByRole('region', { name: 'Kept projects' })
  const goOn = (tab: Page) => list(tab).getByRole('button', { name: /lenet5\.h5/ })
  await openSample(page, 'lenet5')
  await chooseBoard(page, 'Arduino Uno')
  await home(page).click()
  // Keys for a model do nothing without one.
  await page.keyboard.press('/')
  await page.keyboard.press('Control+j')
  await goOn(page).click()
  await expect(layer(page, 'conv1')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Find layer' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Enlarge drawer' })).toBeVisible()
  await page.keyboard.press('Control+j')
  await expect.poll(() => drawerShare(page)).toBeGreaterThan(0.7)
  await home(page).click()
  await goOn(page).click()
  await expect(page.getByRole('button', { name: 'Make drawer smaller' })).toBeVisible()
  await expect.poll(() => drawerShare(page)).toBeGreaterThan(0.7)
  await expect(page.getByText('open in another tab')).toHaveCount(0)

  await page.reload()
  await expect(page.getByTitle('Change board')).toContainText('Arduino Uno')
  await home(page).click()
  await expect(page.getByTitle('Change board')).toContainText('Arduino Uno')
  await expect(list(page)).toContainText('for the Arduino Uno')

  const other = await newTab(context)
  await goOn(other).click()
  await expect(layer(other, 'conv1')).toBeVisible()
  await test.step('and not in two at a time', async () => {
    await goOn(page).click()
    await expect(page.getByText('open in another tab')).toBeVisible()
    await home(other).click()
    await expect(goOn(other)).toBeVisible()
    await goOn(page).click()
    await expect(layer(page, 'conv1')).toBeVisible()
  })
})

test('an old error and an open list of boards are left behind', async ({ page }) => {
  await page.goto('')
  const stray = join(mkdtempSync(join(tmpdir(), 'motrans-')), 'model.tflite')
  writeFileSync(stray, Buffer.from('1c00000054464c33', 'hex'))
  await openSample(page, 'lenet5')
  await page.getByRole('button', { name: /start screen/ }).click()
  await dropFiles(page, [stray])
  await expect(page.getByRole('alert')).toContainText('tflite')
  await page
    .getByRole('region', { name: 'Kept projects' })
    .getByRole('button', { name: /lenet5\.h5/ })
    .click()
  await expect(layer(page, 'conv1')).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.getByRole('button', { name: /start screen/ }).click()
  await page.keyboard.press('b')
  await expect(page.getByRole('listbox', { name: 'Boards' })).toBeVisible()
  await dropFiles(page, [resolve('public/samples/lenet5.h5')])
  await expect(layer(page, 'conv1')).toBeVisible()
  await expect(page.getByRole('listbox', { name: 'Boards' })).toHaveCount(0)
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

test('a browser that denies pages its storage says so, and the page works', async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError')
        },
      })
  })
  await openSample(page, 'lenet5')
  await page.getByRole('button', { name: 'Not kept' }).click()
  await expect(page.getByRole('dialog')).toContainText('Access is denied')
  await page.keyboard.press('Escape')
  await selectConv(page)
  await page.getByRole('button', { name: /start screen/ }).click()
  await expect(page.getByRole('heading', { name: 'Drop a trained model' })).toBeVisible()
})
