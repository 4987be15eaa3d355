// What every journey starts from: a page that is watched for errors and for requests to strangers,
// and what people do with files and budgets.

import { expect, test as base } from '@playwright/test'
import type { BrowserContext, Locator, Page } from '@playwright/test'

/** What must never happen, as it happens: also in the page's workers. */
function watch(page: Page, origin: string): string[] {
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.stack ?? error.message}`))
  page.on('websocket', (socket) => troubles.push(`socket: ${socket.url()}`))
  page.context().on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) troubles.push(`request: ${url}`)
  })
  return troubles
}

export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const troubles = watch(page, baseURL ?? '')
      await use()
      expect(troubles, 'errors, or requests that leave the page’s origin').toEqual([])
    },
    { auto: true },
  ],
})
export { expect }

/** Opens a model that comes with the page. */
export async function openSample(page: Page, id: string): Promise<void> {
  await page.goto(`?sample=${id}`)
  await expect(page.getByRole('region', { name: 'Budget' })).toBeVisible()
}

/** Drops files and folders of the disk on the page, as the desktop would. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: width / 2,
      y: height / 2,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    })
  await devtools.detach()
}

/** Answers the file dialog that a button opens. */
export async function chooseFiles(
  page: Page,
  button: Locator,
  paths: string | readonly string[],
): Promise<void> {
  const asked = page.waitForEvent('filechooser')
  await button.click()
  const chooser = await asked
  await chooser.setFiles(typeof paths === 'string' ? paths : [...paths])
}

export type BudgetName = 'Flash' | 'RAM' | 'Latency' | 'Energy'

export function budget(page: Page, name: BudgetName): Locator {
  return page
    .getByRole('region', { name: 'Budget' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
}

/** A budget's figure to the byte. */
export async function budgetBytes(page: Page, name: 'Flash' | 'RAM'): Promise<number> {
  const title = await budget(page, name)
    .getByTitle(/^[\d,]+\sB$/)
    .first()
    .getAttribute('title')
  return Number(title?.replace(/\D/g, ''))
}

/** A layer's card in the graph. */
export function layer(page: Page, name: string): Locator {
  return page
    .getByRole('region', { name: 'Graph' })
    .getByRole('button')
    .filter({ has: page.getByTitle(name, { exact: true }) })
}

/** Takes a board by its name in the picker. */
export async function chooseBoard(page: Page, name: string): Promise<void> {
  await page.getByTitle('Change board').click()
  await page.getByRole('combobox', { name: 'Search boards' }).fill(name)
  await page.getByRole('option', { name }).first().click()
}

/** Exports the project and returns the zip's path. */
export async function downloadZip(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Export/ }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /Download zip/ }).click()
  const download = await saving
  return download.path()
}

/** The renderer goes, with no chance to say goodbye. */
export async function killTab(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const gone = page.waitForEvent('crash')
  void devtools.send('Page.crash').catch(() => undefined)
  await gone
  await page.close()
}

export async function newTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto('')
  return page
}
