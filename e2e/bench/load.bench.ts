// What the page loads first, and what the engine weighs, gzipped (goals: 200 KB and 25 KB); a Keras
// file dropped, until its graph is on the screen (goal: 1 s for 5 MB; this one has 2.7 MB).

import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { dataPath } from '../../src/lib/testData'
import { quantile, withPage } from './page'

const kilobytes = (paths: readonly string[]) =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0) / 1000

async function openTimes(): Promise<number[]> {
  return withPage(async (page, address) => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      await page.goto(address)
      const asked = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose files' }).click()
      const chooser = await asked
      const start = performance.now()
      await chooser.setFiles(dataPath('keras/mnist_tf213_windows_backslash.keras'))
      await page
        .getByRole('region', { name: 'Graph' })
        .getByTitle('conv2d', { exact: true })
        .first()
        .waitFor()
      times.push(performance.now() - start)
    }
    return times
  })
}

export async function benchLoad(): Promise<void> {
  const html = readFileSync('dist/index.html', 'utf8')
  const shell = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(
    ([, path]) => `dist/${path}`,
  )
  const engine = readdirSync('dist/assets').filter((name) =>
    /^(engine|simdWasm)-.*\.js$/.test(name),
  )
  const sizes = {
    shellKilobytes: kilobytes(shell),
    engineKilobytes: kilobytes(engine.map((name) => `dist/assets/${name}`)),
    openMs: quantile(await openTimes(), 0.5),
  }
  console.log(
    `first load ${sizes.shellKilobytes.toFixed(0)} KB, engine ${sizes.engineKilobytes.toFixed(0)} KB, a 2.7 MB file opens in ${sizes.openMs.toFixed(0)} ms`,
  )
  console.log(JSON.stringify({ bench: 'load', ...sizes }))
}
