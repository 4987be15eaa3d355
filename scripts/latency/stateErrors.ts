// How far off the model is on whole networks: what the interface states as its error, written into
// src/boards/latency.json. A process of its own, because plans read that file when they are loaded.

import { readFileSync, writeFileSync } from 'node:fs'
import { boardById } from '../../src/boards/index'
import type { CoreLatency } from '../../src/boards/latency'
import { latencyOf } from '../../src/boards/latency'
import { measureNetwork, networks, titleOf } from '../../e2e/firmware/networkLatency'

const table = 'src/boards/latency.json'
/** Errors are stated in steps, rounded up. */
const steps = 200

const stored = JSON.parse(readFileSync(table, 'utf8')) as Record<string, CoreLatency>
const largest = new Map<string, number>()
for (const network of networks) {
  const board = boardById(network.board)
  const mcu = board && latencyOf(board)?.mcu
  const { planned, ran } = await measureNetwork(network)
  const error = planned / ran - 1
  console.log(`${titleOf(network)}: ${(100 * error).toFixed(2)} %`)
  if (mcu) largest.set(mcu, Math.max(largest.get(mcu) ?? 0, Math.abs(error)))
}
const written = Object.entries(stored).map(([key, core]) => {
  const networkError = Math.ceil((largest.get(core.mcu) ?? 0) * steps) / steps
  return [key, { ...core, networkError }]
})
writeFileSync(table, `${JSON.stringify(Object.fromEntries(written), null, 2)}\n`)
