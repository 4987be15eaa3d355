// LeNet-5 is made to fit the Uno: a search that is watched, stopped in the middle, and used; one that its
// tab dies under; and one without any samples.

import { expect as expectValue } from '@playwright/test'
import type { Page } from '@playwright/test'
import { dataPath, hasData } from '../../src/lib/testData'
import { floatPercent, int8Percent } from './accuracy'
import { seriousFindings } from './axe'
import {
  budget,
  budgetBytes,
  chooseBoard,
  chooseFiles,
  expect,
  killTab,
  newTab,
  openSample,
  test,
} from './fixture'
import { writeSamples } from './writeSamples'

test.describe.configure({ timeout: 300_000 })

const unoFlashBytes = 32_256
const panel = (page: Page) => page.getByRole('tabpanel', { name: 'Fit' })
const button = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name })
const candidates = (page: Page) =>
  panel(page)
    .getByRole('row')
    .filter({ hasText: /^\d+\. / })
const heading = (page: Page, name: string) => panel(page).getByRole('heading', { name })

async function openForUno(page: Page): Promise<void> {
  await openSample(page, 'lenet5')
  await chooseBoard(page, 'Arduino Uno')
  await expect(budget(page, 'Flash')).toContainText('too big')
}

async function addSamples(page: Page, files: readonly string[], name: string): Promise<void> {
  const data = page.getByRole('tabpanel', { name: 'Accuracy' })
  await chooseFiles(page, data.getByRole('button', { name: 'Choose data files' }), files)
  await expect(data).toContainText(name)
}

async function searchWith(page: Page, steps: number): Promise<void> {
  await page.getByRole('button', { name: 'Make it fit…' }).click()
  await expect(panel(page)).toContainText('per step', { timeout: 60_000 })
  await panel(page).getByRole('textbox', { name: 'Training steps' }).fill(String(steps))
  await button(page, 'Make it fit').click()
  await expect(candidates(page).first()).toBeVisible({ timeout: 120_000 })
}

test('stopped in the middle, the best so far fits, can be tested and undone', async ({ page }) => {
  test.skip(!hasData, 'not run: no data')
  await openForUno(page)
  const before = await budgetBytes(page, 'Flash')
  const mnist = ['t10k-images-idx3', 't10k-labels-idx1', 'train-images-idx3', 'train-labels-idx1']
  await addSamples(
    page,
    mnist.map((name) => dataPath(`mnist/${name}-ubyte.gz`)),
    '60,000',
  )
  await page.getByRole('button', { name: 'Make it fit…' }).click()
  await expect(panel(page)).toContainText('58,000 samples are learned from and 2,000 judge')
  await expect(panel(page)).toContainText('never looks at t10k')
  await searchWith(page, 3000)

  await test.step('stopped while it trains', async () => {
    await expect(panel(page)).toContainText('Part 3 of 4', { timeout: 120_000 })
    await expect(panel(page)).toContainText('left', { timeout: 60_000 })
    await button(page, 'Stop, keep the best').click()
    await expect(heading(page, 'Stopped, with the best so far')).toBeVisible({ timeout: 60_000 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expectValue(await seriousFindings(page)).toEqual([])
    }
  })

  await test.step('a candidate is looked at, the best used', async () => {
    await candidates(page).getByRole('button', { disabled: false }).last().click()
    await expect(budget(page, 'Flash')).not.toContainText('too big')
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveAttribute('title', /board/i)
    await button(page, 'Cancel').click()
    await expect(budget(page, 'Flash')).toContainText('too big')
    await button(page, 'Use the best').click()
    await expect(budget(page, 'Flash')).toContainText('fits')
    await expect(budget(page, 'RAM')).toContainText('fits')
    expectValue(await budgetBytes(page, 'Flash')).toBeLessThanOrEqual(unoFlashBytes)
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveAttribute(
      'title',
      /fitted to the Arduino Uno/,
    )
  })

  await test.step('its accuracy on the test part', async () => {
    await button(page, 'Test accuracy').click()
    await expect(page.getByRole('heading', { name: /^Recall per class/ })).toBeVisible({
      timeout: 60_000,
    })
    expectValue(await floatPercent(page)).toBeGreaterThan(90)
    expectValue(await int8Percent(page)).toBeGreaterThan(90)
  })

  await test.step('undone', async () => {
    await page.getByRole('button', { name: 'Undo' }).click()
    expectValue(await budgetBytes(page, 'Flash')).toBe(before)
  })
})

test('what was found survives its tab', async ({ page, context }) => {
  await openForUno(page)
  await addSamples(page, writeSamples(300), '300 samples')
  await searchWith(page, 4000)
  await expect(panel(page)).toContainText('Part 3 of 4', { timeout: 120_000 })
  await killTab(page)
  const again = await newTab(context)
  await again.getByRole('tab', { name: 'Fit' }).click()
  await expect(heading(again, 'Interrupted, with the best so far')).toBeVisible()
  await button(again, 'Use the best').click()
  await expect(budget(again, 'Flash')).toContainText('fits')
  // A part of the only data set was set apart.
  await button(again, 'Test accuracy').click()
  await expect(again.getByRole('region', { name: 'Results' })).toContainText('60 samples')
})

test('without samples by importance alone', async ({ page }) => {
  await openForUno(page)
  await page.getByRole('button', { name: 'Make it fit…' }).click()
  await expect(panel(page)).toContainText('No samples, so nothing is trained')
  await expect(panel(page).getByRole('textbox', { name: 'Training steps' })).toHaveCount(0)
  const flash = panel(page).getByRole('textbox', { name: 'Flash at most, in KB' })
  await flash.fill('24')
  await flash.press('Enter')
  await button(page, 'Make it fit').click()
  await expect(heading(page, 'Found')).toBeVisible({ timeout: 120_000 })
  await expect(panel(page)).toContainText('of answers as before')
  await panel(page).getByRole('radio', { name: 'Sensitivity' }).click()
  await expect(panel(page).getByRole('row').filter({ hasText: 'dense_120' })).toContainText('%')
  await button(page, 'Use the best').click()
  expectValue(await budgetBytes(page, 'Flash')).toBeLessThanOrEqual(24 * 1024)
  await expect(budget(page, 'Flash')).toContainText('fits')
})
