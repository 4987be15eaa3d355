// Where samples enter. Its quantization follows from the preprocessing, so the compiler gives it.

import { shapeAttr } from './shared'
import type { Layer } from './layer'

export const input: Layer = {
  kind: 'input',
  label: 'Input',
  fields: { shape: { type: 'json', label: 'Shape' } },
  arity: [0, 0],
  summary: (attrs) => shapeAttr(attrs).join('×'),
  problem: (attrs) => {
    const shape = shapeAttr(attrs)
    if (shape.length === 0 || shape.some((size) => !Number.isInteger(size) || size < 1))
      return `has the shape ${JSON.stringify(attrs['shape'])}; every size must be a whole number from 1 on`
    return undefined
  },
  outputShape: shapeAttr,
  connections: () => 0,
  macs: () => 0,
  run: () => {
    throw new Error('an input has its values from outside')
  },
  follow: (attrs) => ({ attrs, cuts: [], output: null }),
  samples: [
    { attrs: { shape: [32, 32, 1] }, inputs: [] },
    { attrs: { shape: [7] }, inputs: [] },
  ],
}
