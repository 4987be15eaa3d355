// The same bytes with another shape; one size may be −1 and is then what remains.

import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Layer } from './layer'
import { identitySources, lastAxis, shapeAttr } from './shared'
import { flatSources, keptPositions } from './sharedShape'

function outputShape(attrs: Attrs, [input = []]: readonly Shape[]): Shape {
  const shape = shapeAttr(attrs)
  const known = shapeSize(shape.filter((size) => size !== -1))
  return shape.map((size) => (size === -1 ? shapeSize(input) / known : size))
}

/** Channels survive where the last axis does, and where everything becomes one vector. */
function carries(attrs: Attrs, input: Shape): 'channels' | 'positions' | undefined {
  const output = outputShape(attrs, [input])
  if (lastAxis(output) === lastAxis(input)) return 'channels'
  return output.length === 1 ? 'positions' : undefined
}

export const reshape: Layer = {
  kind: 'reshape',
  label: 'Reshape',
  fields: { shape: { type: 'json', label: 'Shape' } },
  arity: [1, 1],
  summary: (attrs) => shapeAttr(attrs).join('×'),
  problem: (attrs, [input]) => {
    const shape = shapeAttr(attrs)
    const wrong = shape.some((size) => size !== -1 && !(Number.isInteger(size) && size > 0))
    if (!input || wrong || shape.length === 0 || shape.filter((size) => size === -1).length > 1)
      return `has the shape ${JSON.stringify(attrs['shape'])}; sizes are whole numbers from 1 on, one may be -1`
    const output = outputShape(attrs, [input])
    if (shapeSize(output) !== shapeSize(input) || output.some((size) => !Number.isInteger(size)))
      return `can't give its ${shapeSize(input)} values the shape [${shape.join(', ')}]`
    return undefined
  },
  outputShape,
  connections: () => 0,
  macs: () => 0,
  run: (_attrs, [x]) => {
    if (!x) throw new Error('reshape needs an input')
    return x.data
  },
  alias: true,
  follow: (attrs, [input = []], [kept = null]) => {
    if (!kept) return { attrs, cuts: [], output: null }
    const how = carries(attrs, input)
    if (!how) throw new Error('this reshape mixes channels: nothing before it can be narrowed')
    const output = how === 'channels' ? kept : (keptPositions(input, kept) ?? [])
    const shape = shapeAttr(attrs).map((size, axis, all) =>
      size !== -1 && axis === all.length - 1 ? output.length : size,
    )
    return { attrs: { ...attrs, shape }, cuts: [], output }
  },
  sources: (attrs, [input = []]) => {
    const how = carries(attrs, input)
    if (how === 'channels') return identitySources([input])
    return how && flatSources(input)
  },
  samples: [
    { attrs: { shape: [4, 3, 2] }, inputs: [[24]] },
    { attrs: { shape: [-1, 3] }, inputs: [[4, 5, 3]] },
    { attrs: { shape: [30] }, inputs: [[5, 3, 2]] },
    { attrs: { shape: [1, 1, -1] }, inputs: [[6]] },
  ],
}
