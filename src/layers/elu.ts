// Exponential linear unit: x above zero, alpha · (exp(x) − 1) below. A table. SPEC E2.

import { exp } from '../lib/math'
import type { Attrs } from '../model/model'
import { shapeSize } from '../model/model'
import type { Layer } from './layer'
import { chooseQuantization, identitySources } from './shared'
import { fillTable, lowerLookup, tableOf } from './sharedTable'

function eluOf(attrs: Attrs): (x: number) => number {
  const alpha = Number(attrs['alpha'] ?? 1)
  return (x) => (x > 0 ? x : alpha * (exp(x) - 1))
}

export const elu: Layer = {
  kind: 'elu',
  label: 'ELU',
  fields: { alpha: { type: 'number', label: 'Alpha' } },
  arity: [1, 1],
  outputShape: (_attrs, [input = []]) => input,
  connections: (_attrs, _inputs, output) => shapeSize(output),
  macs: () => 0,
  run: (attrs, [x]) => {
    if (!x) throw new Error('elu needs an input')
    return x.data.map(eluOf(attrs))
  },
  quantize: (op, { inputs: [input], range }) => {
    if (!input) throw new Error(`${op.id} has no input`)
    const output = chooseQuantization(range)
    return { op, output, integers: { table: tableOf(input, output, eluOf(op.attrs)) }, fields: {} }
  },
  lower: (_op, [input = []]) => [lowerLookup(input)],
  fill: (q) => [fillTable(q)],
  follow: (attrs, _inputs, [kept = null]) => ({ attrs, cuts: [], output: kept }),
  sources: (_attrs, inputs) => identitySources(inputs),
  samples: [
    { attrs: { alpha: 1 }, inputs: [[4, 3, 2]] },
    { attrs: { alpha: 0.3 }, inputs: [[7]] },
  ],
}
