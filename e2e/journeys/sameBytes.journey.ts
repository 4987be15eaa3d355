// The page and the command line give the same zip, byte for byte, also where no data is at hand: same
// ranges from TensorFlow.js in Chromium and in Node, same vectors, same files.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadZip, expect, openSample, test } from './fixture'

test('the zip from the page is that of the command line', async ({ page }) => {
  const zip = join(mkdtempSync(join(tmpdir(), 'motrans-')), 'sketch.zip')
  const build = ['build', 'public/samples/lenet5.h5', '--board', 'arduino-mega', '--out', zip]
  execFileSync('node', ['scripts/motrans.mjs', ...build], { stdio: 'pipe' })

  await openSample(page, 'lenet5')
  expect(readFileSync(await downloadZip(page)).equals(readFileSync(zip))).toBe(true)
})
