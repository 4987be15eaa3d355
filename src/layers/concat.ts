// Channels of several inputs one behind the other: one kernel call per input, which also brings
// its values to the common scale through a table. SPEC M1.

import { bytesOf } from '../lib/bytes'
import type { Attrs, Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Layer, Lowered } from './layer'
import { chooseQuantization, lastAxis, tooLargeForStep } from './shared'
import { tableOf } from './sharedTable'

function total(inputs: readonly Shape[]): number {
  return inputs.reduce((sum, shape) => sum + lastAxis(shape), 0)
}

/** Where input i's channels start. */
function startOf(inputs: readonly Shape[], i: number): number {
  return total(inputs.slice(0, i))
}

function problem(attrs: Attrs, inputs: readonly Shape[]): string | undefined {
  const [first = []] = inputs
  const rest = (shape: Shape) => shape.slice(0, -1).join(' × ')
  const axis = Number(attrs['axis'] ?? -1)
  if (axis !== -1 && axis !== first.length - 1)
    return `joins along axis ${axis}; only channels, the last axis, can be joined`
  const other = inputs.find((s) => s.length !== first.length || rest(s) !== rest(first))
  if (other)
    return `joins ${first.join(' × ')} and ${other.join(' × ')}; all but channels must be equal`
  return tooLargeForStep(
    {
      'the number of channels': total(inputs),
      'the number of pixels': shapeSize(first.slice(0, -1)),
    },
    65535,
  )
}

export const concat: Layer = {
  kind: 'concat',
  label: 'Concatenate',
  fields: { axis: { type: 'int', label: 'Axis', min: -8, max: 8 } },
  arity: [1, 256],
  problem,
  outputShape: (_attrs, inputs) => [...(inputs[0] ?? []).slice(0, -1), total(inputs)],
  connections: () => 0,
  macs: () => 0,
  run: (_attrs, inputs, _weights, output) => {
    const out = new Float32Array(shapeSize(output))
    const stride = lastAxis(output)
    const shapes = inputs.map((x) => x.shape)
    inputs.forEach(({ data, shape }, i) => {
      const channels = lastAxis(shape)
      const start = startOf(shapes, i)
      data.forEach((x, at) => {
        const c = at % channels
        out[((at - c) / channels) * stride + start + c] = x
      })
    })
    return out
  },
  quantize: (op, { inputs, range }) => {
    const output = chooseQuantization(range)
    const tables = inputs.map((input, i) => [`table_${i}`, tableOf(input, output)] as const)
    return { op, output, integers: Object.fromEntries(tables), fields: {} }
  },
  lower: (op, inputs) =>
    inputs.map((input, i): Lowered => ({
      kernel: 'nn_concat_s8',
      fields: {
        runs: shapeSize(input.slice(0, -1)),
        in_run: lastAxis(input),
        out_stride: lastAxis(op.shape),
        out_at: startOf(inputs, i),
      },
      buffers: { in: i, out: 'out' },
      constants: { table: { content: 'table', bytes: 256 } },
      rows: 1,
    })),
  fill: (q, inputs) =>
    inputs.map((_, i) => {
      const table = q.integers[`table_${i}`]
      if (!table) throw new Error(`${q.op.id} has no table ${i}`)
      return { fields: {}, constants: { table: bytesOf(table) } }
    }),
  follow: (attrs, inputs, kept) => {
    if (kept.every((one) => one === null)) return { attrs, cuts: [], output: null }
    const output = inputs.flatMap((shape, i) => {
      const channels = kept[i] ?? Array.from({ length: lastAxis(shape) }, (_, c) => c)
      return channels.map((c) => startOf(inputs, i) + c)
    })
    return { attrs, cuts: [], output }
  },
  sources: (_attrs, inputs) => Int32Array.from({ length: total(inputs) }, (_, c) => c),
  samples: [
    {
      attrs: { axis: -1 },
      inputs: [
        [3, 4, 2],
        [3, 4, 5],
      ],
    },
    { attrs: { axis: 0 }, inputs: [[4], [1], [3]] },
  ],
}
