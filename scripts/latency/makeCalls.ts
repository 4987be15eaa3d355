// Calls of every kernel that boards run; the same seed gives the same calls.

import type { GridCall, Limits } from './dice'
import { Dice } from './dice'
import { drawConvolution, drawDense, isConvolution } from './drawLinear'
import { drawValues } from './drawValues'

function drawOf(kernel: string) {
  if (isConvolution(kernel)) return drawConvolution
  return kernel.includes('dense') ? drawDense : drawValues
}

export function makeCalls(kernel: string, count: number, seed: number, limits: Limits): GridCall[] {
  const dice = new Dice(seed)
  const draw = drawOf(kernel)
  const calls: GridCall[] = []
  for (let tries = 0; calls.length < count; tries++) {
    if (tries > 1000 * count) throw new Error(`${kernel}: too few calls fit`)
    const call = draw(dice, kernel, limits)
    if (call) calls.push(call)
  }
  return calls
}
