// What the page loads first, and what the engine weighs, gzipped (goals: 200 KB and 25 KB); Keras files
// of about 5 MB dropped, until their graph is on the screen (goal: 1 s, aim 0.3 s).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { loadModelWriter } from '../../src/exporters/models/index'
import { Sketch } from '../../src/layers/sketch'
import { seededRandom } from '../../src/lib/random'
import type { Model } from '../../src/model/model'
import { dist, quantile, withPage } from './page'
import { pageSizes } from './pageSizes'

const rounds = 7

/** 1.25 million weights. */
function makeModel(): Model {
  const sketch = new Sketch(seededRandom(1))
  const window = { kernel: [3, 3], strides: [1, 1], dilation: [1, 1], padding: 'same' }
  const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }
  let tip = sketch.add('input', { shape: [28, 28, 1] })
  for (const filters of [32, 64]) {
    tip = sketch.add('conv2d', { filters, ...window, activation: 'relu' }, tip)
    tip = sketch.add('maxPool2d', pool, tip)
  }
  tip = sketch.add('flatten', {}, tip)
  tip = sketch.add('dense', { units: 390, activation: 'relu' }, tip)
  tip = sketch.add('dense', { units: 10, activation: 'softmax' }, tip)
  return sketch.model('large', tip)
}

/** From the event of the drop to the frame that shows the graph, in the page's own time. */
function dropFile(name: string): Promise<number> {
  const card = '[aria-label="Graph"] [title="conv2d_1"]'
  return (async () => {
    const bytes = await (await fetch('dropped-file')).arrayBuffer()
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], name))
    const start = performance.now()
    const init = { dataTransfer: transfer, bubbles: true, cancelable: true }
    document.body.dispatchEvent(new DragEvent('drop', init))
    do await new Promise(requestAnimationFrame)
    while (!document.querySelector(card))
    // What this frame draws is on the screen when the next one begins.
    await new Promise(requestAnimationFrame)
    return performance.now() - start
  })()
}

/** Milliseconds from the file's drop to its graph, the first one in a fresh page at rest. */
async function openTimes(path: string): Promise<number[]> {
  return withPage(async (first, address) => {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      // Of its own, so that nothing is kept of the round before.
      const context = await first.context().browser()!.newContext()
      const page = await context.newPage()
      await page.route('**/dropped-file', (route) => route.fulfill({ path }))
      await page.goto(address)
      await page.getByRole('button', { name: 'Choose files' }).waitFor()
      await page.waitForTimeout(1500)
      times.push(await page.evaluate(dropFile, `large${extname(path)}`))
      await context.close()
    }
    return times
  })
}

/** By format: median and best. */
async function openLargeFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'large-'))
  const figures: Record<string, { readonly megabytes: number; medianMs: number; bestMs: number }> =
    {}
  try {
    for (const format of ['h5', 'keras'] as const) {
      const [file] = await (await loadModelWriter(format))(makeModel(), {})
      const path = join(folder, `large.${format}`)
      writeFileSync(path, file!.bytes)
      const times = await openTimes(path)
      const [medianMs, bestMs] = [quantile(times, 0.5), Math.min(...times)]
      figures[format] = { megabytes: file!.bytes.length / 1e6, medianMs, bestMs }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return figures
}

export async function benchLoad(): Promise<void> {
  const sizes = pageSizes(dist)
  console.log(
    `first load ${sizes.shellKilobytes.toFixed(0)} KB, engine ${sizes.engineKilobytes.toFixed(0)} KB`,
  )
  const opened = await openLargeFiles()
  for (const [format, { megabytes, medianMs, bestMs }] of Object.entries(opened))
    console.log(
      `a ${megabytes.toFixed(1)} MB .${format} opens in ${medianMs.toFixed(0)} ms (best ${bestMs.toFixed(0)})`,
    )
  console.log(JSON.stringify({ bench: 'load', ...sizes, opened }))
}
