// The shortest way through the page: a sample that comes with it, generated digits, its accuracy.

import { expect, test } from '@playwright/test'

test('opens a sample, tests it on generated digits, talks to nobody', async ({ page, baseURL }) => {
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(baseURL ?? '') && !/^(data|blob):/.test(url)) troubles.push(url)
  })

  await page.goto('?sample=lenet5')
  await expect(page.getByRole('button', { name: /LeNet|lenet/i }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Try with generated digits' }).click()
  await expect(page.getByText(/\d\d\.\d+\s*%/).first()).toBeVisible()
  expect(troubles).toEqual([])
})
