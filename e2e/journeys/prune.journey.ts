// Small weights become zero: what each level saves and costs, a level seen, made an edit, undone.

import { readFileSync } from 'node:fs'
import { expect as expectValue } from '@playwright/test'
import type { Page } from '@playwright/test'
import { importModel } from '../../src/importers/index'
import { seriousFindings } from './axe'
import { budgetBytes, chooseFiles, expect, openSample, test } from './fixture'
import { writeSamples } from './writeSamples'

const panel = (page: Page) => page.getByRole('tabpanel', { name: 'Prune' })
const row = (page: Page, name: string) =>
  panel(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) })

/** The figures of a step's row, as numbers. */
async function figures(page: Page, name: string): Promise<number[]> {
  const cells = await row(page, name).getByRole('cell').allInnerTexts()
  return cells.map((text) => Number.parseFloat(text))
}

async function openPruning(page: Page, samples: number): Promise<void> {
  await openSample(page, 'lenet5')
  await page.getByRole('tab', { name: 'Prune' }).click()
  await expect(row(page, 'Level 11')).toContainText('94.6')
  const choose = panel(page).getByRole('button', { name: 'Choose data files' })
  await chooseFiles(page, choose, writeSamples(samples))
  await expect(panel(page).getByRole('button', { name: 'Measure accuracy' })).toBeVisible()
}

test('levels are measured, one is seen and made an edit', async ({ page }, info) => {
  await openPruning(page, 80)
  await panel(page).getByRole('button', { name: 'Measure accuracy' }).click()
  await expect(row(page, 'Level 11').getByRole('cell').last()).toContainText('%', {
    timeout: 60_000,
  })
  const [, , dense0 = 0, stored0 = 0, float0 = 0, int80 = 0] = await figures(page, 'Level 0')
  expectValue([dense0, stored0]).toEqual([60, 60])
  expectValue(float0).toBeGreaterThan(90)
  expectValue(int80).toBeGreaterThan(90)
  const [sigma6, zeros6 = 0, , stored6 = 0, float6 = 0] = await figures(page, 'Level 6')
  expectValue(sigma6).toBe(0.6)
  expectValue(zeros6).toBeCloseTo(51.8, 1)
  expectValue(stored6).toBeLessThan(40)
  expectValue(float6).toBeGreaterThan(90)
  const [, , , , float11 = 100] = await figures(page, 'Level 11')
  expectValue(float11).toBeLessThan(40)
  await expect(panel(page).getByRole('img', { name: /^Accuracy in float and int8/ })).toBeVisible()

  await test.step('seen, let go, and taken', async () => {
    const flash = await budgetBytes(page, 'Flash')
    await row(page, 'Level 6').getByRole('button').click()
    await expect(panel(page).getByRole('status')).toContainText('51.8')
    await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expectValue(await seriousFindings(page)).toEqual([])
    }
    await panel(page).getByRole('button', { name: 'Cancel' }).click()
    await expect(panel(page).getByRole('button', { name: 'Prune' })).toHaveCount(0)
    await row(page, 'Level 6').getByRole('button').click()
    await panel(page).getByRole('button', { name: 'Prune' }).click()
    await expect(row(page, 'Level 0')).toContainText('51.8')
    // Zeros are stored like other weights.
    expectValue(await budgetBytes(page, 'Flash')).toBe(flash)
  })

  await test.step('and stands in the exported model', async () => {
    await page.getByRole('button', { name: /^Export/ }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Keras .h5' }).click()
    const path = info.outputPath('pruned.h5')
    await (await saving).saveAs(path)
    await page.keyboard.press('Escape')
    const bytes = new Uint8Array(readFileSync(path))
    const { model } = await importModel([{ name: 'pruned.h5', bytes }], () => undefined)
    const kernels = Object.values(model.weights).filter(({ shape }) => shape.length > 1)
    const zeros = kernels.reduce((sum, { data }) => sum + data.filter((x) => x === 0).length, 0)
    expectValue(zeros).toBeGreaterThan(0.48 * 61_470)
  })

  await test.step('and is undone', async () => {
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(row(page, 'Level 0')).toContainText('1.2')
    // What was measured before is there again.
    await expect(row(page, 'Level 11').getByRole('cell').last()).toContainText('%')
  })
})

test('a target of one’s own, globally, in chosen layers; stopped in the middle', async ({
  page,
}) => {
  await openPruning(page, 400)
  await panel(page).getByRole('radio', { name: 'Sparsity' }).click()
  await panel(page).getByRole('radio', { name: 'Global' }).click()
  const own = panel(page).getByRole('textbox', { name: 'Zeros in percent' })
  await own.fill('65')
  await own.press('Enter')
  await expect(row(page, '65\u00a0%')).toContainText('65.0')
  await panel(page).getByRole('button', { name: 'All 5 layers' }).click()
  await page.getByRole('checkbox', { name: 'conv1' }).press('Space')
  await page.keyboard.press('Escape')
  await expect(panel(page).getByRole('button', { name: '4 of 5 layers' })).toBeVisible()
  await panel(page).getByRole('button', { name: 'Measure accuracy' }).click()
  await expect(row(page, '0\u00a0%').getByRole('cell').nth(3)).toContainText('%')
  await panel(page).getByRole('button', { name: 'Stop' }).click()
  await expect(row(page, '0\u00a0%').getByRole('cell').nth(3)).toContainText('%')
  await expect(row(page, '95\u00a0%').getByRole('cell').last()).toHaveText('–')
  await row(page, '65\u00a0%').getByRole('button').click()
  await panel(page).getByRole('radio', { name: 'Layers' }).click()
  const conv1 = panel(page).getByRole('row').filter({ hasText: 'conv1' })
  await expect(conv1).toContainText('dense')
  await page.keyboard.press('Control+z')
  await page.getByRole('tab', { name: 'Memory' }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
})
