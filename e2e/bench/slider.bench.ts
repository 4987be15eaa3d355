// A slider moved in the page, step by step, to sizes that it never had before: from the key to the end
// of all script, style and layout that the step causes. The wait for the next frame, up to 16 ms and no
// work, is not counted. Where others use the machine too, the processor's own time says more: what the
// page's main thread ran per step, of all steps together.

import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { dataPath } from '../../src/lib/testData'
import { quantile, withPage } from './page'

const moves = 60

const thumbOf = (page: Page) => page.getByRole('complementary').getByRole('slider').first()

/** Milliseconds of script, style and layout that each move of the slider took. */
async function dragSlider(page: Page): Promise<number[]> {
  await thumbOf(page).focus()
  return thumbOf(page).evaluate(async (element, count) => {
    const times: number[] = []
    for (let move = 0; move < count; move++) {
      await new Promise(requestAnimationFrame)
      const start = performance.now()
      const key = 'ArrowLeft'
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      // React's own task and effects first, then what layout the change needs.
      await new Promise((resolve) => setTimeout(resolve))
      document.body.getBoundingClientRect()
      times.push(performance.now() - start)
    }
    return times
  }, moves)
}

/** Milliseconds that the page's main thread has run; undefined where the system does not say. */
async function threadMs(page: Page): Promise<number | undefined> {
  const devtools = await page.context().browser()?.newBrowserCDPSession()
  if (!devtools) return undefined
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  await devtools.detach()
  const ran = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      try {
        return Number(readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6
      } catch {
        return 0
      }
    })
  const most = Math.max(0, ...ran)
  return most > 0 ? most : undefined
}

interface Drag {
  readonly times: readonly number[]
  readonly threadMs?: number
}

async function measureDrag(page: Page): Promise<Drag> {
  const before = await threadMs(page)
  const times = await dragSlider(page)
  const after = await threadMs(page)
  return {
    times,
    ...(before !== undefined && after !== undefined ? { threadMs: (after - before) / moves } : {}),
  }
}

async function select(page: Page, layer: string): Promise<void> {
  await page.getByRole('region', { name: 'Graph' }).getByTitle(/./).first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type(layer)
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').getByRole('heading', { name: layer }).waitFor()
}

/** The first layer's slider warms the page up, the second's is measured. */
async function measure(
  name: string,
  goalMs: number,
  layers: readonly [string, string],
  open: (page: Page, address: string) => Promise<void>,
) {
  const { times, threadMs } = await withPage(async (page, address) => {
    await open(page, address)
    await select(page, layers[0])
    await dragSlider(page)
    await select(page, layers[1])
    // What rests on a still hand, such as looking for what fits, comes to its end.
    await page.waitForTimeout(2000)
    return measureDrag(page)
  })
  const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
  const own = threadMs === undefined ? '' : `, main thread ${threadMs.toFixed(1)} ms`
  console.log(
    `slider, ${name}: median ${median.toFixed(1)} ms, 95 % ${p95.toFixed(1)} ms${own} (goal ${goalMs} ms)`,
  )
  console.log(
    JSON.stringify({ bench: 'slider', model: name, medianMs: median, p95Ms: p95, threadMs }),
  )
}

export async function benchSlider(): Promise<void> {
  await measure('LeNet-5', 16, ['dense_84', 'dense_120'], async (page, address) => {
    await page.goto(`${address}?sample=lenet5`)
  })
  await measure('MobileNet (vww)', 50, ['conv2d_9', 'conv2d_13'], async (page, address) => {
    await page.goto(address)
    const asked = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose files' }).click()
    await (await asked).setFiles(dataPath('mlperf-tiny/vww/vww_96.h5'))
  })
}
