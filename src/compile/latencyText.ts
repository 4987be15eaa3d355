// What a latency rests on, in words: for the page, the command line and the README of projects.

import type { Board } from '../boards/board'
import type { Latency } from './plan'

/** Made once: it is asked for on every tick of a slider. */
const number = new Intl.NumberFormat('en-US')
const count = (n: number) => number.format(n)

/** "±2 %", or what is not in it. */
export function latencyLimit({ errorPercent, approximate, cyclesFrom }: Latency): string {
  if (cyclesFrom !== undefined) return 'no wait states'
  return approximate ? 'from another core' : `±${errorPercent}\u00a0%`
}

/** "1,129,901 cycles at 120 MHz", with the instructions where they are known. */
export function latencyAmount({ cycles, instructions }: Latency, { clockHz }: Board): string {
  const time = `${count(cycles)} cycles at ${count(clockHz / 1e6)}\u00a0MHz`
  return instructions === undefined ? time : `${count(instructions)} instructions, ${time}`
}

/** Sentences. */
export function latencyBasis(latency: Latency, { name }: Board): string {
  const { errorPercent, approximate, cyclesFrom } = latency
  if (cyclesFrom !== undefined)
    return (
      `Instructions come from runs of every kernel on an emulated core; whole networks were at most ${errorPercent}\u00a0% off. ` +
      `Cycles are estimated from them by ${cyclesFrom}, with memory that never waits: wait states of the flash come on top.` +
      (approximate ? ` Here ${approximate}.` : '')
    )
  const from = 'Estimated from runs of every kernel on an emulated chip'
  return approximate
    ? `${from}, whose core is not the ${name}’s: ${approximate}.`
    : `${from}; whole networks were at most ${errorPercent}\u00a0% off.`
}
