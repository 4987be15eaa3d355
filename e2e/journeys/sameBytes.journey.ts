// The page and the command line give the same zip, byte for byte: same ranges from TensorFlow.js in
// Chromium and in Node, same vectors, same files.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

test('the zip from the page is that of the command line', async ({ page }) => {
  const zip = join(mkdtempSync(join(tmpdir(), 'motrans-')), 'sketch.zip')
  const build = ['build', 'public/samples/lenet5.h5', '--board', 'arduino-mega', '--out', zip]
  execFileSync('node', ['scripts/motrans.mjs', ...build], { stdio: 'pipe' })

  await page.goto('?sample=lenet5')
  await page.getByRole('button', { name: /Export/ }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /Download zip/ }).click()
  const download = await saving
  expect(readFileSync(await download.path()).equals(readFileSync(zip))).toBe(true)
})
