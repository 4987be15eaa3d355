// How far off the instructions of whole networks are: what the interface states as the model's error,
// written into src/boards/latencyArm.json. A process of its own, because plans read that file when they
// are loaded.

import { readFileSync, writeFileSync } from 'node:fs'
import { packLatency, unpackLatency } from '../../src/boards/latencyTable'
import { compareNetwork, subjects, titleOf } from '../../e2e/firmware/armLatency'

const table = 'src/boards/latencyArm.json'
/** Errors are stated in steps, rounded up. */
const steps = 200

const stored = unpackLatency(JSON.parse(readFileSync(table, 'utf8')))
/** Of all cores: some ran few networks, and all have much in common. */
let largest = 0
const percent = (error: number) => `${(100 * error).toFixed(2)} %`
for (const subject of subjects) {
  const { planned, ran, cycleError, calls } = await compareNetwork(subject)
  const error = planned / ran - 1
  const worst = calls.toSorted((a, b) => Math.abs(b.error) - Math.abs(a.error))[0]
  const ofCall = worst ? `, ${worst.name} ${percent(worst.error)}` : ''
  console.log(
    `${titleOf(subject)}: ${planned} predicted, ${Math.round(ran)} counted, ${percent(error)} (cycles ${percent(cycleError)}${ofCall})`,
  )
  largest = Math.max(largest, Math.abs(error))
}
const networkError = Math.ceil(largest * steps) / steps
const written = Object.entries(stored).map(([key, core]) => [key, { ...core, networkError }])
writeFileSync(table, `${JSON.stringify(packLatency(Object.fromEntries(written)))}\n`)
