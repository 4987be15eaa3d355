// Whether the built-in digits are a sensible first try for a model: a small grey picture, ten answers.

import type { Plan } from '../../compile/plan'
import { shapeSize } from '../../model/model'
import { indexOf } from '../parts/planIndex'

export function fitsDigits(plan: Plan): boolean {
  const { cost, node } = indexOf(plan)
  const input = plan.layers.find((layer) => node.get(layer.node)?.kind === 'input')?.shape
  const output = cost.get(plan.model.output)?.shape
  if (!input || !output || shapeSize(output) !== 10) return false
  const pixels = shapeSize(input)
  return pixels === 28 * 28 || pixels === 32 * 32
}
