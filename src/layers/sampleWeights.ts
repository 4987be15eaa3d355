// Seeded weights and inputs for tests: sizes as trained networks have them, so that results stay
// within a few units of zero however many layers follow.

import { shapeSize } from '../model/model'
import type { Attrs, Role, Shape } from '../model/model'
import type { Layer } from './layer'

export type Random = () => number

/** Uniform in [−size, size). */
export function randomValues(random: Random, count: number, size: number): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * random() - 1) * size)
}

/** Values summed for one output. */
function fanIn(role: Role, shape: Shape): number {
  const taps = shapeSize(shape.slice(0, 2))
  if (shape.length === 2) return shape[0] ?? 1
  return role === 'depthwise' ? taps : taps * (shape[2] ?? 1)
}

function valuesOf(random: Random, role: Role, shape: Shape): Float32Array {
  const count = shapeSize(shape)
  if (role === 'gamma') return randomValues(random, count, 0.5).map((x) => 1 + x)
  if (role === 'variance') return randomValues(random, count, 0.6).map((x) => 1 + x)
  if (shape.length === 1) return randomValues(random, count, 0.3)
  return randomValues(random, count, Math.sqrt(3 / fanIn(role, shape)))
}

/** All weights of a layer; optional ones are left out one time in four. */
export function sampleWeights(
  layer: Layer,
  attrs: Attrs,
  inputs: readonly Shape[],
  random: Random,
): Record<Role, { shape: Shape; data: Float32Array }> {
  const shapes = Object.entries(layer.weightShapes?.(attrs, inputs) ?? {})
  return Object.fromEntries(
    shapes
      .filter(([role]) => !layer.optionalWeights?.includes(role) || random() < 0.75)
      .map(([role, shape]) => [role, { shape, data: valuesOf(random, role, shape) }]),
  )
}
