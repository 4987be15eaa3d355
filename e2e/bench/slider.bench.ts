// A slider moved in the page, step by step: from the key to the end of all script, style and layout
// that the step causes. The wait for the next frame, up to 16 ms and no work, is not counted.

import type { Page } from '@playwright/test'
import { dataPath } from '../../src/lib/testData'
import { quantile, withPage } from './page'

const moves = 80

/** Milliseconds of script, style and layout that each move of the slider took. */
async function dragSlider(page: Page): Promise<number[]> {
  const thumb = page.getByRole('complementary').getByRole('slider').first()
  await thumb.focus()
  return thumb.evaluate(async (element, count) => {
    const times: number[] = []
    for (let move = 0; move < count; move++) {
      await new Promise(requestAnimationFrame)
      const start = performance.now()
      const key = Math.floor(move / 8) % 2 === 0 ? 'ArrowLeft' : 'ArrowRight'
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      // React's own task and effects first, then what layout the change needs.
      await new Promise((resolve) => setTimeout(resolve))
      document.body.getBoundingClientRect()
      times.push(performance.now() - start)
    }
    return times
  }, moves)
}

async function measure(
  name: string,
  goalMs: number,
  open: (page: Page, address: string) => Promise<void>,
) {
  const times = await withPage(async (page, address) => {
    await open(page, address)
    await dragSlider(page)
    return dragSlider(page)
  })
  const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
  console.log(
    `slider, ${name}: median ${median.toFixed(1)} ms, 95 % ${p95.toFixed(1)} ms (goal ${goalMs} ms)`,
  )
  console.log(JSON.stringify({ bench: 'slider', model: name, medianMs: median, p95Ms: p95 }))
}

async function select(page: Page, layer: string): Promise<void> {
  await page
    .getByRole('region', { name: 'Graph' })
    .getByTitle(layer, { exact: true })
    .first()
    .waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type(layer)
  await page.keyboard.press('Enter')
}

export async function benchSlider(): Promise<void> {
  await measure('LeNet-5', 16, async (page, address) => {
    await page.goto(`${address}?sample=lenet5`)
    await select(page, 'dense_120')
  })
  await measure('MobileNet (vww)', 50, async (page, address) => {
    await page.goto(address)
    const asked = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose files' }).click()
    await (await asked).setFiles(dataPath('mlperf-tiny/vww/vww_96.h5'))
    await select(page, 'conv2d_1')
  })
}
