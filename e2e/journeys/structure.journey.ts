// A trained model is edited: kernel, activation, layers removed and replaced, the whole network made
// narrower; what fits is one click away; everything can be undone, and a killed tab loses nothing.

import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import {
  budget,
  budgetBytes,
  chooseBoard,
  chooseFiles,
  expect,
  layer,
  openSample,
  test,
} from './fixture'
import { writeSamples } from './writeSamples'

const inspector = (page: Page): Locator => page.getByRole('complementary')
const slider = (page: Page, name: string): Locator =>
  inspector(page).getByRole('slider', { name, exact: true })
const undo = (page: Page): Locator => page.getByRole('button', { name: 'Undo' })
const redo = (page: Page): Locator => page.getByRole('button', { name: 'Redo' })

/** Float and int8 on a machine that others use too. */
const slow = { timeout: 60_000 }

async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key)
}

test('a kernel is made smaller and an activation chosen, by keys', async ({ page }) => {
  await openSample(page, 'lenet5')
  await layer(page, 'conv1').click()
  const [flash, time] = [
    await budgetBytes(page, 'Flash'),
    await budget(page, 'Latency').innerText(),
  ]
  await slider(page, 'Kernel').focus()
  await page.keyboard.press('Home')
  await expect(layer(page, 'conv1')).toContainText('32 × 32 × 6')
  await expect(inspector(page)).toContainText('Against the trained model')
  expect(await budget(page, 'Latency').innerText()).not.toBe(time)
  await expect(undo(page)).toHaveAttribute('title', /Kernel size of conv1, 5 × 5 → 1 × 1/)
  await undo(page).click()
  expect(await budgetBytes(page, 'Flash')).toBe(flash)
  await expect(slider(page, 'Kernel')).toHaveAttribute('aria-valuenow', '5')
  await redo(page).click()
  await expect(slider(page, 'Kernel')).toHaveAttribute('aria-valuenow', '1')

  const activation = inspector(page).getByRole('combobox', { name: 'Activation' })
  await activation.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('option', { name: 'ReLU', exact: true })).toBeVisible()
  // All else is out of reach of readers while a list is open.
  const budgets = page.locator('.strip')
  const before = await budgets.innerText()
  await page.keyboard.press('End')
  await press(page, 'ArrowUp', 1)
  await expect.poll(() => budgets.innerText()).not.toBe(before)
  await page.keyboard.press('Escape')
  await expect.poll(() => budgets.innerText()).toBe(before)
  await expect(activation).toHaveText('ReLU')
  await activation.press('Enter')
  await page.keyboard.press('End')
  await press(page, 'ArrowUp', 1)
  await page.keyboard.press('Enter')
  await expect(activation).toHaveText('tanh')
  await expect(undo(page)).toHaveAttribute('title', /Activation of conv1, tanh/)
})

test('a layer is removed and another replaced, each after it says what that saves', async ({
  page,
}) => {
  await openSample(page, 'lenet5')
  await layer(page, 'flatten').click()
  const flash = await budgetBytes(page, 'Flash')
  const pool = inspector(page).getByRole('button', { name: /^Pool globally instead/ })
  await expect(pool).toContainText(/−[\d.]+\sKB flash/)
  await pool.hover()
  await expect(inspector(page)).toContainText('dense_120 needs training then.')
  expect(await budgetBytes(page, 'Flash')).toBe(flash)
  await pool.click()
  expect(await budgetBytes(page, 'Flash')).toBeLessThan(flash - 40_000)
  await expect(layer(page, 'dense_120')).toContainText('needs training')
  await layer(page, 'dense_120').click()
  await expect(inspector(page)).toContainText('Needs training.')

  await layer(page, 'dense_84').click()
  const remove = inspector(page).getByRole('button', { name: /^Remove this layer/ })
  await expect(remove).toContainText('flash')
  await remove.press('Enter')
  await expect(layer(page, 'dense_84')).toHaveCount(0)
  await expect(layer(page, 'dense_10')).toContainText('needs training')
  await expect(undo(page)).toHaveAttribute('title', /Removal of dense_84/)
  await page.keyboard.press('Control+z')
  await expect(layer(page, 'dense_84')).toBeVisible()
  await page.keyboard.press('Control+Shift+z')
  await expect(layer(page, 'dense_84')).toHaveCount(0)

  await test.step('what can’t be done says why', async () => {
    await layer(page, 'image').click()
    const pictures = inspector(page).getByRole('textbox', { name: 'Pictures, height' })
    await pictures.fill('4')
    await pictures.press('Enter')
    await expect(inspector(page).getByRole('alert')).toContainText(/image can't take pictures of 4/)
    await expect(pictures).toHaveValue('32')
  })

  await test.step('and all of it goes back at once', async () => {
    await page.locator('.react-flow__pane').click({ position: { x: 8, y: 8 } })
    await inspector(page).getByRole('button', { name: 'Reset to trained' }).click()
    expect(await budgetBytes(page, 'Flash')).toBe(flash)
    await expect(page.getByText('needs training')).toHaveCount(0)
  })
})

test('what fits is found, and applied by one click', async ({ page }) => {
  await openSample(page, 'lenet5')
  await chooseBoard(page, 'Arduino Uno')
  const alert = page.getByRole('status').filter({ hasText: 'Too big for the Arduino Uno' })
  const fit = alert.getByRole('button', { name: /^Fit / })
  await expect(fit).toHaveText(/dense_120 120 → \d+ units/)
  const before = await budgetBytes(page, 'Flash')
  await layer(page, 'dense_120').click()
  await expect(inspector(page)).toContainText(/120 → \d+ units fits flash: [\d.]+\sKB of 31.5\sKB/)
  await fit.click()
  await expect(alert).toHaveCount(0)
  await expect(budget(page, 'Flash')).toContainText('fits')
  await expect(budget(page, 'RAM')).toContainText('fits')
  await expect(undo(page)).toHaveAttribute('title', /what fits: dense_120/)
  // The widest that leaves a margin: two units more do not fit.
  const units = Number(await slider(page, 'Units').getAttribute('aria-valuenow'))
  const field = inspector(page).getByRole('textbox', { name: 'Units, number' })
  await field.fill(String(units + 2))
  await field.press('Enter')
  await expect(budget(page, 'Flash')).toContainText('too big')
  await undo(page).click()
  await expect(budget(page, 'Flash')).toContainText('fits')
  await undo(page).click()
  expect(await budgetBytes(page, 'Flash')).toBe(before)
  await inspector(page).getByRole('button', { name: 'Try' }).click()
  await expect(budget(page, 'Flash')).toContainText('fits')
})

test('the whole network is made narrower, and samples choose the channels', async ({ page }) => {
  await openSample(page, 'lenet5')
  const data = page.getByRole('tabpanel', { name: 'Accuracy' })
  await chooseFiles(page, data.getByRole('button', { name: 'Choose data files' }), writeSamples(60))
  await expect(data).toContainText('60 samples')
  const flash = await budgetBytes(page, 'Flash')
  const percent = inspector(page).getByRole('textbox', { name: 'Width multiplier in percent' })
  await percent.fill('70')
  await percent.press('Enter')
  await expect(inspector(page)).toContainText('Whole network × 0.70')
  await expect(slider(page, 'Width multiplier')).toHaveAttribute('aria-valuenow', '70')
  await expect(layer(page, 'dense_120')).toContainText('84')
  expect(await budgetBytes(page, 'Flash')).toBeLessThan(flash - 20_000)
  await expect(inspector(page)).toContainText(/Now by elimination\. Measured on [\d,]+ samples/)
  await inspector(page).getByRole('combobox', { name: 'Channels that stay' }).click()
  await page.getByRole('option', { name: /^Weights/ }).click()
  await expect(undo(page)).toHaveAttribute('title', /channels that stay: weights/)
  await undo(page).click()
  await undo(page).click()
  expect(await budgetBytes(page, 'Flash')).toBe(flash)
  await page.getByRole('button', { name: 'Test accuracy' }).click()
  await expect(page.getByRole('heading', { name: /^Recall per class/ })).toBeVisible(slow)

  await test.step('wider layers compute what they did', async () => {
    const right = await data
      .getByText(/\d+ right/)
      .first()
      .innerText()
    await layer(page, 'conv2').click()
    const filters = inspector(page).getByRole('textbox', { name: 'Filters, number' })
    await filters.fill('24')
    await filters.press('Enter')
    await expect(layer(page, 'conv2')).toContainText('10 × 10 × 24')
    await page.getByRole('button', { name: /Test again/ }).click()
    await expect(page.getByRole('button', { name: /Test again/ })).toHaveCount(0, slow)
    expect(
      await data
        .getByText(/\d+ right/)
        .first()
        .innerText(),
    ).toBe(right)
  })
})

test('a tab killed in the middle of an edit loses no structure', async ({ page, context }) => {
  await openSample(page, 'lenet5')
  await layer(page, 'flatten').click()
  await inspector(page)
    .getByRole('button', { name: /^Pool globally instead/ })
    .click()
  await expect(layer(page, 'dense_120')).toContainText('needs training')
  await layer(page, 'conv1').click()
  await slider(page, 'Kernel').focus()
  await page.keyboard.press('ArrowRight')
  const flash = await budgetBytes(page, 'Flash')
  await expect(page.getByRole('img', { name: /^Kept in this browser/ })).toBeVisible()
  const box = (await slider(page, 'Filters').boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x - 60, box.y + box.height / 2, { steps: 4 })
  const devtools = await page.context().newCDPSession(page)
  const gone = page.waitForEvent('crash')
  void devtools.send('Page.crash').catch(() => undefined)
  await gone
  await page.close()

  const again = await context.newPage()
  await again.goto('')
  await expect(layer(again, 'dense_120')).toContainText('needs training')
  expect(await budgetBytes(again, 'Flash')).toBe(flash)
  await layer(again, 'conv1').click()
  await expect(slider(again, 'Kernel')).toHaveAttribute('aria-valuenow', '6')
  await expect(inspector(again)).toContainText('Against the trained model')
  await undo(again).click()
  await expect(slider(again, 'Kernel')).toHaveAttribute('aria-valuenow', '5')
  await undo(again).click()
  await expect(again.getByText('needs training')).toHaveCount(0)
  await expect(inspector(again)).toContainText('One filter less')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious in the edits, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openSample(page, 'lenet5')
    await chooseBoard(page, 'Arduino Uno')
    await layer(page, 'flatten').click()
    await inspector(page)
      .getByRole('button', { name: /^Pool globally instead/ })
      .click()
    await layer(page, 'dense_120').click()
    await inspector(page)
      .getByRole('button', { name: /^Remove this layer/ })
      .focus()
    await expect(inspector(page)).toContainText('training then.')
    expect(await serious(page)).toEqual([])
    await undo(page).click()
    await expect(page.getByRole('button', { name: /^Fit dense/ })).toBeVisible()
    await page.locator('.react-flow__pane').click({ position: { x: 8, y: 8 } })
    expect(await serious(page)).toEqual([])
  })

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`)
}
