// y = x · scale + offset, each one number or one per channel. Behind the input the compiler folds
// it into the preprocessing; one number is a table, one per channel a batch norm.

import type { Attrs, Json, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { LazyTensor, Op } from '../model/graph'
import type { Layer } from './layer'
import { chooseQuantization, identitySources, lastAxis } from './shared'
import { fillTable, lowerLookup, tableOf } from './sharedTable'

/** The number for a channel. */
function at(value: Json | undefined, channel: number): number {
  return Number(Array.isArray(value) ? value[channel] : value)
}

function isScalar({ scale, offset }: Attrs): boolean {
  return typeof scale === 'number' && typeof offset === 'number'
}

function spread(value: Json | undefined, channels: number): LazyTensor {
  return {
    shape: [channels],
    read: () => Float32Array.from({ length: channels }, (_, c) => at(value, c)),
  }
}

function asBatchNorm(op: Op, channels: number): Op {
  const { scale, offset } = op.attrs
  const weights = {
    gamma: spread(scale, channels),
    beta: spread(offset, channels),
    mean: spread(0, channels),
    variance: spread(1, channels),
  }
  return { ...op, kind: 'batchNorm', attrs: { epsilon: 0 }, weights }
}

function problem(attrs: Attrs, [input]: readonly Shape[]): string | undefined {
  if (!input || input.length === 0) return 'needs an input of at least one axis'
  for (const name of ['scale', 'offset']) {
    const value = attrs[name]
    const list: readonly Json[] = Array.isArray(value) ? value : [value ?? null]
    if (!list.every((x) => typeof x === 'number' && Number.isFinite(x)))
      return `has the ${name} ${JSON.stringify(value)}, expected a number or a list of numbers`
    if (Array.isArray(value) && value.length !== lastAxis(input))
      return `has ${value.length} numbers as ${name} for ${lastAxis(input)} channels`
  }
  return undefined
}

export const rescaling: Layer = {
  kind: 'rescaling',
  label: 'Rescaling',
  fields: {
    scale: { type: 'json', label: 'Scale' },
    offset: { type: 'json', label: 'Offset' },
  },
  arity: [1, 1],
  problem,
  outputShape: (_attrs, [input = []]) => input,
  connections: (_attrs, _inputs, output) => shapeSize(output) * 2,
  macs: (_attrs, _inputs, output) => shapeSize(output),
  run: (attrs, [x]) => {
    if (!x) throw new Error('rescaling needs an input')
    const channels = lastAxis(x.shape)
    return x.data.map(
      (value, i) => value * at(attrs['scale'], i % channels) + at(attrs['offset'], i % channels),
    )
  },
  expand: (op, [input = []]) => [isScalar(op.attrs) ? op : asBatchNorm(op, lastAxis(input))],
  quantize: (op, { inputs: [input], range }) => {
    if (!input) throw new Error(`${op.id} has no input`)
    const output = chooseQuantization(range)
    const { scale, offset } = op.attrs
    const table = tableOf(input, output, (x) => x * at(scale, 0) + at(offset, 0))
    return { op, output, integers: { table }, fields: {} }
  },
  lower: (_op, [input = []]) => [lowerLookup(input)],
  fill: (q) => [fillTable(q)],
  follow: (attrs, _inputs, [kept = null]) => {
    if (!kept) return { attrs, cuts: [], output: null }
    const cut = (value: Json | undefined): Json =>
      Array.isArray(value) ? kept.map((c) => at(value, c)) : (value ?? null)
    const narrowed = { ...attrs, scale: cut(attrs['scale']), offset: cut(attrs['offset']) }
    return { attrs: narrowed, cuts: [], output: kept }
  },
  sources: (_attrs, inputs) => identitySources(inputs),
  samples: [
    { attrs: { scale: 1 / 127.5, offset: -1 }, inputs: [[5, 5, 3]] },
    { attrs: { scale: [0.5, 2, -1], offset: [0, 1, 0.25] }, inputs: [[3, 2, 3]] },
  ],
}
