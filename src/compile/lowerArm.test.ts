// Which kernels Cortex-M boards get, at the edges of what their assembly takes.

import { describe, expect, test } from 'vitest'
import { boardById } from '../boards/index'
import { checkStep } from '../kernels/stepMemory'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Attrs, Model } from '../model/model'
import { emit, plan } from './compile'
import { kernelsText } from './latencyText'
import { defaultOptions } from './plan'
import type { Plan } from './plan'

const nano = boardById('arduino-nano-33-ble')!
const unoR4 = boardById('arduino-uno-r4')!
const zero = boardById('arduino-zero')!

const window = (size: number): Attrs => ({
  kernel: [size, size],
  strides: [1, 1],
  dilation: [1, 1],
  padding: 'same',
  activation: 'linear',
})

function single(input: readonly number[], ...layers: readonly (readonly [string, Attrs])[]): Model {
  const sketch = new Sketch(seededRandom(3))
  let tip = sketch.add('input', { shape: [...input] })
  for (const [kind, attrs] of layers) tip = sketch.add(kind, attrs, tip)
  return sketch.model('edge', tip)
}

const kernelsOf = (model: Model, board = nano) =>
  plan(model, board).calls.map(({ kernel }) => kernel)

const calibration = { method: 'min-max', samples: 1, source: 'random' } as const

function build(model: Model, board = nano) {
  const made = plan(model, board)
  const ranges = Object.fromEntries(made.expanded.ops.map(({ id }) => [id, { min: -3, max: 3 }]))
  return emit(made, ranges, calibration)
}

describe('kernels of Cortex-M', () => {
  test('with and without DSP instructions', () => {
    const model = single([8, 8, 4], ['conv2d', { ...window(3), filters: 5 }])
    expect(kernelsOf(model)).toEqual(['nn_conv2d_s8_woven'])
    expect(kernelsOf(model, zero)).toEqual(['nn_conv2d_s8_stored'])
  })

  test('stay where a channel has no weights but a bias', () => {
    const model = single([8, 8, 4], ['conv2d', { ...window(3), filters: 6 }])
    const roles = model.nodes.at(-1)!.weights
    const weights = { ...model.weights }
    const change = (role: string, of: (value: number, channel: number) => number) => {
      const id = roles[role]!
      const { shape, data } = weights[id]!
      weights[id] = { shape, data: data.map((value, i) => of(value, i % 6)) }
    }
    change('kernel', (value, channel) => (channel === 0 ? 0 : value))
    change('bias', (value, channel) => (channel === 0 ? 2 : value))
    const { program } = build({ ...model, weights })
    expect(program.steps[0]?.kernel).toBe('nn_conv2d_s8_woven')
  })

  /** Whose scales are above 1/2: their shifts are not to the right. */
  function loud(model: Model): Model {
    const weights = Object.entries(model.weights).map(([id, { shape, data }]) => {
      return [id, { shape, data: data.map((value) => 100_000 * value) }] as const
    })
    return { ...model, weights: Object.fromEntries(weights) }
  }

  test.each([
    ['arduino-nano-33-ble', 'nn_conv2d_s8_woven', 'nn_conv2d_s8'],
    ['arduino-nano-33-ble', 'nn_depthwise_conv2d_s8_arm', 'nn_depthwise_conv2d_s8'],
    ['arduino-nano-33-ble', 'nn_dense_s8_crossed', 'nn_dense_s8'],
    ['arduino-zero', 'nn_conv2d_s8_stored', 'nn_conv2d_s8'],
    ['arduino-zero', 'nn_dense_s8_arm', 'nn_dense_s8'],
  ])('cost what runs once numbers are known: %s, %s', (boardId, planned, kernel) => {
    const board = boardById(boardId)!
    const layers: Record<string, readonly [string, Attrs][]> = {
      depthwise: [['depthwiseConv2d', { ...window(3), multiplier: 1 }]],
      conv2d: [['conv2d', { ...window(3), filters: 6 }]],
      dense: [['dense', { units: 40, activation: 'linear' }]],
    }
    const kind = Object.keys(layers).find((word) => planned.includes(word))!
    const model = loud(single(kind === 'dense' ? [100] : [8, 8, 6], ...layers[kind]!))
    const before = plan(model, board)
    const { program, plan: after } = build(model, board)
    expect(before.calls.map((call) => call.kernel)).toEqual([planned])
    expect(program.steps.map((step) => step.kernel)).toEqual([kernel])
    expect(after.otherKernels).toEqual([{ node: model.output, planned, kernel }])
    const portable = plan(model, board, { ...defaultOptions, target: 'c' })
    expect(portable.calls.map((call) => call.kernel)).toEqual([kernel])
    expect(after.latency).toEqual(portable.latency)
    expect(after.latency!.cycles).toBeGreaterThan(2 * before.latency!.cycles)
    expect(after.layers.at(-1)?.cycles).toBe(portable.layers.at(-1)?.cycles)
    const code = ({ flash }: Plan) => flash.parts.find(({ id }) => id === 'kernels')?.bytes
    expect(code(after)).toBe(code(portable))
    expect(kernelsText(before)).toContain('once the project is built')
    expect(kernelsText(after)).toContain(`(${kernel} instead of ${planned})`)
  })

  test('and say nothing of it where all kernels are as planned', () => {
    const model = single([8, 8, 6], ['conv2d', { ...window(3), filters: 6 }])
    const { plan: after } = build(model)
    expect(after.otherKernels).toEqual([])
    expect(kernelsText(after)).toBeUndefined()
    expect(after.latency).toEqual(plan(model, nano).latency)
  })

  test('leave pooling over many windows to the portable kernel, which needs no scratch memory', () => {
    const pool = { pool: [10, 10], strides: [10, 10], padding: 'valid' }
    const conv: readonly [string, Attrs] = ['conv2d', { ...window(3), filters: 6 }]
    const made = plan(single([10, 10, 8], conv, ['averagePool2d', pool]), nano)
    expect(made.calls.map(({ kernel }) => kernel)).toEqual(['nn_conv2d_s8'])
    expect(made.buffers.some(({ scratch }) => scratch)).toBe(false)
  })

  test('take no more than a quarter of the RAM for scratch memory', () => {
    const model = single([4, 4, 512], ['conv2d', { ...window(3), filters: 16 }])
    expect(kernelsOf(model)).toEqual(['nn_conv2d_s8_woven'])
    expect(kernelsOf(model, unoR4)).toEqual(['nn_conv2d_s8'])
    const { ram } = plan(model, unoR4)
    expect(ram.bytes).toBeLessThan(ram.limitBytes)
  })

  test.each([nano, zero])(
    'run dense layers over more vectors than a picture is long: $name',
    (board) => {
      const model = single([32_767, 2], ['dense', { units: 3, activation: 'linear' }])
      expect(kernelsOf(model, board)[0]).toMatch(/^nn_dense_s8/)
      const few = single([32_766, 2], ['dense', { units: 3, activation: 'linear' }])
      expect(kernelsOf(few, board)[0]).toMatch(/^nn_conv2d_s8/)
      const { program } = build(model, board)
      for (const { kernel, fields, rows } of program.steps)
        expect(() => checkStep(kernel, fields, rows, program)).not.toThrow()
    },
  )
})
