// What the accuracy tab says, to the hundredth of a percent.

import type { Page } from '@playwright/test'

async function percent(page: Page, name: 'float' | 'int8'): Promise<number> {
  const title = await page
    .getByRole('tabpanel', { name: 'Accuracy' })
    .getByTitle(/^[\d.]+\s%$/)
    .filter({ hasText: new RegExp(`^${name}`) })
    .getAttribute('title')
  return Number.parseFloat(title ?? '')
}

export const floatPercent = (page: Page): Promise<number> => percent(page, 'float')
export const int8Percent = (page: Page): Promise<number> => percent(page, 'int8')
