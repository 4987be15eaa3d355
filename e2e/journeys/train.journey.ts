// Fine-tuning in the page: a layer is narrowed, an epoch on real images gets the accuracy back, and what
// was learned is a version that is undone, redone and exported. A tab that dies on the way loses nothing.

import type { Page } from '@playwright/test'
import { hasData } from '../../src/lib/testData'
import { floatPercent } from './accuracy'
import { seriousFindings } from './axe'
import {
  chooseFiles,
  downloadZip,
  dropFiles,
  expect,
  killTab,
  layer,
  newTab,
  openSample,
  test,
} from './fixture'
import { writeMnist } from './writeMnist'

test.skip(!hasData, 'not run: no data')

const panel = (page: Page) => page.getByRole('tabpanel', { name: 'Train' })
const button = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true })
const state = (page: Page) => panel(page).getByRole('status')
const chart = (page: Page, title: string) =>
  panel(page).getByRole('img', { name: new RegExp(`^${title}`) })

async function narrowConv(page: Page, filters: number): Promise<void> {
  await layer(page, 'conv2').click()
  const field = page.getByRole('textbox', { name: 'Filters, number' })
  await field.fill(String(filters))
  await field.press('Enter')
}

async function setEpochs(page: Page, epochs: number): Promise<void> {
  const field = panel(page).getByRole('textbox', { name: 'Epochs' })
  await field.fill(String(epochs))
  await field.press('Enter')
}

async function setEndless(page: Page): Promise<void> {
  await setEpochs(page, 500)
  const field = panel(page).getByRole('textbox', { name: 'Early stop after' })
  await field.fill('0')
  await field.press('Enter')
}

/** All descriptions that a chart has had, from now on. */
async function watchChart(page: Page, title: string): Promise<() => Promise<readonly string[]>> {
  await page.evaluate((title) => {
    const seen = new Set<string>()
    Object.assign(globalThis, { seenByTest: seen })
    new MutationObserver(() => {
      const chart = document.querySelector(`[role="img"][aria-label^="${title}"]`)
      seen.add(chart?.getAttribute('aria-label') ?? '')
    }).observe(document, { subtree: true, childList: true, attributes: true })
  }, title)
  return () =>
    page.evaluate(() => [...(globalThis as unknown as { seenByTest: Set<string> }).seenByTest])
}

/** Epochs of the training that the browser keeps. */
function keptEpochs(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('motrans')
        opening.onsuccess = () => {
          const store = opening.result.transaction('projects').objectStore('projects')
          const reading = store.getAll(IDBKeyRange.bound('training ', 'training!'))
          reading.onsuccess = () => {
            opening.result.close()
            resolve(Math.max(0, ...reading.result.map(({ run }) => run?.epochs.length ?? 0)))
          }
        }
      }),
  )
}

async function openTrain(page: Page, files: readonly string[], samples: string): Promise<void> {
  await openSample(page, 'lenet5')
  await page.getByRole('tab', { name: 'Train' }).click()
  await dropFiles(page, files)
  await expect(panel(page)).toContainText(samples)
}

/** Waits for the state, however long an epoch takes. */
async function waitFor(page: Page, words: RegExp): Promise<void> {
  await expect(state(page)).toHaveText(words, { timeout: 60_000 })
}

async function testAccuracy(page: Page, samples: string | RegExp): Promise<number> {
  await expect(page.getByRole('tabpanel', { name: 'Accuracy' })).toBeVisible()
  const recall = page.getByRole('heading', { name: /^Recall per class/ })
  await expect(recall).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: /Stale/ })).toHaveCount(0)
  await expect(page.getByText(samples)).toBeVisible()
  return floatPercent(page)
}

test('an epoch gets accuracy back, and is undone, redone and exported', async ({ page }) => {
  await openSample(page, 'lenet5')
  await dropFiles(page, writeMnist({ train: 1000, t10k: 400 }))
  await narrowConv(page, 6)
  await page.getByRole('button', { name: 'Test accuracy' }).click()
  const untrained = await testAccuracy(page, 't10k, 400 samples')

  await test.step('from the hint beside the layer, with one epoch', async () => {
    const hint = page.getByRole('complementary').getByRole('region', { name: 'Fine-tuning' })
    await hint.getByRole('button', { name: 'Train' }).click()
    await expect(panel(page)).toContainText('400 samples')
    await setEpochs(page, 1)
  })

  await test.step('curves are live', async () => {
    const seen = await watchChart(page, 'Loss: training')
    await button(page, 'Fine-tune').click()
    await expect(chart(page, 'Top-1')).toBeVisible()
    await waitFor(page, /done, 1 epoch/)
    expect((await seen()).length).toBeGreaterThan(2)
    const rows = panel(page).getByRole('table', { name: 'Top-1 by epoch' }).getByRole('row')
    await expect(rows).toHaveCount(3)
    await expect(panel(page)).toContainText(/Before edit\s*\d+\.\d\s%/)
  })

  await test.step('kept, it is a version with its accuracy back', async () => {
    await button(page, 'Keep').click()
    await waitFor(page, /kept/)
    await button(page, 'Test accuracy').click()
    const trained = await testAccuracy(page, 't10k, 400 samples')
    expect(trained).toBeGreaterThan(untrained + 3)
    const hint = page.getByRole('region', { name: 'Fine-tuning' })
    await expect(hint).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(hint).toBeVisible()
    await expect(page.getByRole('button', { name: /Stale/ })).toBeVisible()
    await page.getByTitle(/^Redo: fine-tuned, 1 epoch/).click()
    await expect(hint).toHaveCount(0)
    await expect(page.getByRole('button', { name: /Stale/ })).toHaveCount(0)
    expect(await floatPercent(page)).toBe(trained)
  })

  await test.step('exported as a sketch, and as a model that opens again', async () => {
    expect(await downloadZip(page)).toBeTruthy()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Export/ }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Keras .keras' }).click()
    const download = await saving
    const path = test.info().outputPath('lenet5.keras')
    await download.saveAs(path)
    await page.keyboard.press('Escape')
    await chooseFiles(page, page.getByRole('button', { name: /^Open/ }).first(), path)
    await expect(
      page.getByTitle('Rename project, opened from lenet5.keras', { exact: false }),
    ).toBeVisible()
    await expect(layer(page, 'conv2')).toContainText('10 × 10 × 6')
  })
})

test('only unseen samples of an only data set are tested with, also after a reload', async ({
  page,
}) => {
  await openTrain(page, writeMnist({ t10k: 600 }), 'a fifth is kept for the test')
  await narrowConv(page, 6)
  await setEndless(page)
  await button(page, 'Fine-tune').click()
  await waitFor(page, /epoch ([3-9]|\d\d+) of 500/)

  await test.step('stopped, it ends with the best epoch', async () => {
    await expect(button(page, 'Keep')).toBeDisabled()
    await button(page, 'Stop').click()
    await waitFor(page, /stopped in epoch/)
    await button(page, 'Keep').click()
    await button(page, 'Test accuracy').click()
  })
  const unseen = /^t10k, test part, 1[12]\d samples$/
  const trained = await testAccuracy(page, unseen)
  await page.reload()
  await page.getByRole('tabpanel', { name: 'Accuracy' }).waitFor()
  await page.getByRole('button', { name: 'Test accuracy' }).click()
  expect(await testAccuracy(page, unseen)).toBe(trained)
})

test('what is edited while it trains comes back by undo', async ({ page }) => {
  await openTrain(page, writeMnist({ train: 300, t10k: 100 }), '100 samples')
  await narrowConv(page, 8)
  await setEndless(page)
  await button(page, 'Fine-tune').click()
  await waitFor(page, /epoch ([2-9]|\d\d+) of 500/)
  await narrowConv(page, 3)
  await expect(panel(page).getByRole('note')).toContainText('trains the older version')
  await button(page, 'Stop').click()
  await waitFor(page, /stopped in epoch/)
  await button(page, 'Keep').click()
  await expect(layer(page, 'conv2')).toContainText('10 × 10 × 8')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(layer(page, 'conv2')).toContainText('10 × 10 × 3')
})

test('a tab killed in the middle of a training loses nothing', async ({ page, context }) => {
  await openTrain(page, writeMnist({ train: 400, t10k: 100 }), '100 samples')
  await narrowConv(page, 6)
  await setEndless(page)
  await button(page, 'Fine-tune').click()
  await waitFor(page, /epoch \d+ of 500/)
  await expect.poll(() => keptEpochs(page), { timeout: 60_000 }).toBeGreaterThan(2)
  await killTab(page)

  const again = await newTab(context)
  await again.getByRole('tab', { name: 'Train' }).click()
  await waitFor(again, /interrupted after epoch ([2-9]|\d\d+)/)
  const done = Number(/\d+$/.exec((await state(again).textContent()) ?? '')?.[0])
  await expect(layer(again, 'conv2')).toContainText('10 × 10 × 6')
  await expect(chart(again, 'Loss: training')).toBeVisible()

  await test.step('it goes on where it was', async () => {
    await button(again, 'Go on').click()
    await waitFor(again, /epoch \d+ of 500/)
    const epoch = /\d+/.exec((await state(again).textContent()) ?? '')?.[0]
    expect(Number(epoch)).toBeGreaterThan(done)
    await button(again, 'Stop').click()
    await waitFor(again, /stopped in epoch/)
  })

  await test.step('and is kept', async () => {
    await button(again, 'Keep').click()
    await expect(again.getByTitle(/^Undo: fine-tuned/)).toBeEnabled()
    await expect(again.getByRole('img', { name: /^Kept in this browser/ })).toBeVisible()
    await again.reload()
    await expect(again.getByTitle(/^Undo: fine-tuned/)).toBeEnabled()
    await again.getByRole('tab', { name: 'Train' }).click()
    await expect(button(again, 'Fine-tune')).toBeEnabled()
  })
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious while it trains, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openTrain(page, writeMnist({ train: 300, t10k: 100 }), '100 samples')
    await narrowConv(page, 8)
    await panel(page).getByRole('switch', { name: 'Change pictures a little' }).click()
    await panel(page).getByRole('switch', { name: 'Learn from the unshrunk model' }).click()
    expect(await seriousFindings(page)).toEqual([])
    await setEndless(page)
    await button(page, 'Fine-tune').click()
    await waitFor(page, /epoch ([2-9]|\d\d+) of 500/)
    expect(await seriousFindings(page)).toEqual([])
    await button(page, 'Stop').click()
    await waitFor(page, /stopped in epoch/)
    expect(await seriousFindings(page)).toEqual([])
    await button(page, 'Discard').click()
    await expect(button(page, 'Fine-tune')).toBeVisible()
  })
