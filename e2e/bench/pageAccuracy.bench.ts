// 10,000 MNIST images through float and int8 in the page, from the click to the shown result,
// calibration included (goal: 3 s on two cores). A fresh page each round.

import { dataPath } from '../../src/lib/testData'
import { quantile, withPage } from './page'

const rounds = 5

/** Milliseconds from the click to the frame that shows the result, in the page's own time. */
function clickUntilShown(button: Element): Promise<number> {
  return new Promise((resolve) => {
    const start = performance.now()
    const observer = new MutationObserver(() => {
      const heads = [...document.querySelectorAll('h3')]
      if (!heads.some(({ textContent }) => textContent?.startsWith('Confusion'))) return
      observer.disconnect()
      // What this frame draws is on the screen when the next one begins.
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)))
    })
    observer.observe(document, { subtree: true, childList: true })
    ;(button as HTMLElement).click()
  })
}

export async function benchPageAccuracy(): Promise<void> {
  const times = await withPage(async (page, address) => {
    const all: number[] = []
    for (let round = 0; round < rounds; round++) {
      await page.goto(`${address}?sample=lenet5`)
      const asked = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose data files' }).click()
      const files = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz']
      await (await asked).setFiles(files.map((name) => dataPath(`mnist/${name}`)))
      const start = page.getByRole('button', { name: 'Test accuracy' })
      await start.waitFor()
      all.push((await start.evaluate(clickUntilShown)) / 1000)
    }
    return all
  })
  const median = quantile(times, 0.5)
  console.log(`10,000 images, float and int8: median ${median.toFixed(2)} s (goal 3 s)`)
  console.log(JSON.stringify({ bench: 'pageAccuracy', medianSeconds: median, times }))
}
