// 10,000 MNIST images through float and int8 in the page, from the click to the shown result,
// calibration included (goal: 3 s on two cores). A fresh page each round.

import { dataPath } from '../../src/lib/testData'
import { quantile, withPage } from './page'

const rounds = 5

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
      const began = performance.now()
      await start.click()
      await page.getByRole('heading', { name: 'Confusion' }).waitFor()
      all.push((performance.now() - began) / 1000)
    }
    return all
  })
  const median = quantile(times, 0.5)
  console.log(`10,000 images, float and int8: median ${median.toFixed(2)} s (goal 3 s)`)
  console.log(JSON.stringify({ bench: 'pageAccuracy', medianSeconds: median, times }))
}
