// A tab that dies, and the one that is opened after it.

import type { BrowserContext, Page } from '@playwright/test'

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
