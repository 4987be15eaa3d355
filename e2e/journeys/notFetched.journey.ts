// A host that is gone for a while: what could not be fetched says so in its place, the rest works on,
// and it comes when it is asked for again. The browser reports such requests as errors, so nobody
// watches for errors here.

import { resolve } from 'node:path'
import { test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { budget, chooseBoard, dropFiles, expect, layer, openSample } from './fixture'

const lenet = resolve('public/samples/lenet5.h5')

async function loseHost(page: Page, file: RegExp): Promise<void> {
  await page.route(file, (route) => route.abort())
}

test('a panel that can not be fetched leaves the rest alone, and comes later', async ({ page }) => {
  await loseHost(page, /CodePanel-.*\.js/)
  await openSample(page, 'lenet5')
  await page.getByRole('tab', { name: 'Code' }).click()
  const panel = page.getByRole('tabpanel', { name: 'Code' })
  await expect(panel.getByRole('alert')).toContainText('could not be fetched')
  await layer(page, 'conv1').click()
  await expect(page.getByRole('complementary')).toContainText('Filters')
  await expect(budget(page, 'Flash')).toContainText('fits')

  await page.unroute(/CodePanel-.*\.js/)
  await panel.getByRole('button', { name: 'Try again' }).click()
  await expect(panel.getByRole('alert')).toHaveCount(0)
  await expect(panel.getByRole('button', { name: /lenet5\.ino/ })).toBeVisible()
})

test('a model dropped before the studio is there is opened when the host is back', async ({
  page,
}) => {
  await loseHost(page, /openContent-.*\.js/)
  await page.goto('')
  await dropFiles(page, [lenet])
  await expect(page.getByRole('alert')).toContainText('could not be fetched')
  await page.unroute(/openContent-.*\.js/)
  await dropFiles(page, [lenet])
  await expect(layer(page, 'conv1')).toBeVisible()
})

test('what keeps the work says that it is not there, and comes with an edit', async ({ page }) => {
  await loseHost(page, /startWork-.*\.js/)
  await openSample(page, 'lenet5')
  await page.getByRole('button', { name: 'Not kept' }).click()
  await expect(page.getByRole('dialog')).toContainText('could not be fetched')
  await page.keyboard.press('Escape')
  await page.unroute(/startWork-.*\.js/)
  await chooseBoard(page, 'Arduino Uno')
  await expect(page.getByRole('img', { name: /^Kept in this browser/ })).toBeVisible()
  await page.reload()
  await expect(page.getByTitle('Change board')).toContainText('Arduino Uno')
  await expect(layer(page, 'conv1')).toBeVisible()
})

test('the page has its frame while the panels are on their way', async ({ page }) => {
  let send = () => {}
  const sent = new Promise<void>((resolve) => (send = resolve))
  await page.route(/\/Work-.*\.js/, async (route) => {
    await sent
    await route.continue()
  })
  await page.goto('?sample=lenet5')
  await expect(page.getByRole('status').filter({ hasText: 'Opening lenet5.h5' })).toBeVisible()
  await expect(page.getByRole('banner')).toContainText('MoTrans Studio')
  send()
  await expect(layer(page, 'conv1')).toBeVisible()
})

test('panels that can not be fetched leave a way back, and come when asked for', async ({
  page,
}) => {
  await loseHost(page, /\/Work-.*\.js/)
  await page.goto('?sample=lenet5')
  await expect(page.getByRole('alert')).toContainText('could not be fetched')
  await page.getByRole('button', { name: 'Back to the start screen' }).click()
  await page.getByRole('button', { name: /lenet5\.h5/ }).click()
  await expect(page.getByRole('alert')).toContainText('could not be fetched')
  await page.unroute(/\/Work-.*\.js/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(layer(page, 'conv1')).toBeVisible()
})
