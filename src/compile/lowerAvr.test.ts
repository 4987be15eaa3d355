// Which kernels 8-bit boards get once weights are known.

import { describe, expect, test } from 'vitest'
import { arduinoMega } from '../boards/arduinoMega'
import { requantize } from '../kernels/fixedPoint'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Attrs, Model } from '../model/model'
import { emit, plan } from './compile'

const conv: Attrs = {
  kernel: [3, 3],
  strides: [1, 1],
  dilation: [1, 1],
  padding: 'valid',
  activation: 'relu',
  filters: 6,
}

/** Whose channel 0 has weights a millionth as large, and a bias of 2. */
function nearlyDead(): Model {
  const s = new Sketch(seededRandom(3))
  const input = s.add('input', { shape: [12, 12, 2] })
  const model = s.model('dead', s.add('conv2d', conv, input))
  const { kernel = '', bias = '' } = model.nodes[1]!.weights
  const change = (id: string, of: (value: number, channel: number) => number) => {
    const { shape, data } = model.weights[id]!
    return { shape, data: data.map((value, i) => of(value, i % 6)) }
  }
  const small = (value: number, c: number) => (c === 0 ? value / 1e6 : value)
  const weights = {
    ...model.weights,
    [kernel]: change(kernel, small),
    [bias]: change(bias, (value, c) => (c === 0 ? 2 : value)),
  }
  return { ...model, weights }
}

function build(model: Model) {
  const made = plan(model, arduinoMega)
  const ranges = Object.fromEntries(made.expanded.ops.map(({ id }) => [id, { min: -3, max: 3 }]))
  return emit(made, ranges, { method: 'min-max', samples: 1, source: 'random' })
}

describe('kernels of 8-bit boards', () => {
  test('stay where a channel has hardly any weights beside its bias', () => {
    const { plan: built, program, quantized } = build(nearlyDead())
    expect(program.steps[0]?.kernel).toBe('nn_conv2d_u8_tile3')
    expect(built.otherKernels).toEqual([])
    const { integers, output } = quantized.ops.at(-1)!
    const { bias, multiplier, shift } = integers
    expect(Math.max(...[...bias!].map(Math.abs))).toBeLessThanOrEqual(2 ** 22)
    const made = requantize(bias![0]!, multiplier![0]!, shift![0]!)
    expect(Math.abs(made - 2 / output.scale)).toBeLessThan(1)
  })

  test('are the plain ones where sums may leave 24 bits', () => {
    const s = new Sketch(seededRandom(3))
    const input = s.add('input', { shape: [12, 12, 32] })
    const even = s.model('even', s.add('conv2d', conv, input))
    const weights = Object.fromEntries(
      Object.entries(even.weights).map(([id, { shape, data }]) => [
        id,
        { shape, data: data.map(() => 1) },
      ]),
    )
    const model = { ...even, weights }
    // 288 products of 127 and 255 at most: 9.3 million.
    const before = plan(model, arduinoMega)
    const { plan: after, program } = build(model)
    const [planned, kernel] = ['nn_conv2d_u8_tile3', 'nn_conv2d_u8']
    expect(before.calls.map((call) => call.kernel)).toEqual([planned])
    expect(program.steps.map((step) => step.kernel)).toEqual([kernel])
    expect(after.otherKernels).toEqual([{ node: model.output, planned, kernel }])
    expect(after.latency!.cycles).toBeGreaterThan(3 * before.latency!.cycles)
  })
})
