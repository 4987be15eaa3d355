// What a latency rests on, in words: for the page, the command line and the README of projects.

import type { Board } from '../boards/board'
import type { Latency, Plan } from './plan'

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

/** Weights of real networks rarely ask for it, and then it may be several times slower. */
const beforeBuild =
  'Layers whose numbers the fastest kernels do not take run in slower ones: known once the project is built.'

/** What figures leave open until the project is built; then which layers' numbers made a difference. */
export function kernelsText({ otherKernels, target, model }: Plan): string | undefined {
  if (otherKernels === undefined)
    return target === 'c' || target === 'wasm' ? undefined : beforeBuild
  if (otherKernels.length === 0) return undefined
  const names = new Map(model.nodes.map(({ id, name }) => [id, name]))
  const told = otherKernels.map(
    ({ node, planned, kernel }) => `${names.get(node) ?? node} (${kernel} instead of ${planned})`,
  )
  const [one, more] = [told.length === 1, told.length > 3 ? ` and ${told.length - 3} more` : '']
  return `${one ? 'One layer runs in a slower kernel, because its' : 'Some layers run in slower kernels, because their'} numbers are too large for the fastest: ${told.slice(0, 3).join(', ')}${more}.`
}
