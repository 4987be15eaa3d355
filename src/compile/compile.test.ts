import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import type { Attrs, Model, Node, Shape, Tensor } from '../model/model'
import { defaultPreprocessing, shapeSize } from '../model/model'
import { seededRandom } from '../lib/random'
import { emit, plan } from './compile'
import { defaultOptions } from './plan'

interface Given {
  readonly kind: string
  readonly attrs: Attrs
  readonly inputs?: readonly string[]
  readonly weights?: Readonly<Record<string, Shape>>
}

/** A model from its layers by name, with seeded weights; each reads the one before unless it says. */
function modelOf(given: Readonly<Record<string, Given>>): Model {
  const random = seededRandom(7)
  const weights: Record<string, Tensor> = {}
  let before: string | undefined
  const nodes = Object.entries(given).map(
    ([id, { kind, attrs, inputs, weights: shapes = {} }]): Node => {
      const ids = Object.entries(shapes).map(([role, shape]) => {
        weights[`${id}.${role}`] = {
          shape,
          data: Float32Array.from({ length: shapeSize(shape) }, () =>
            role === 'variance' ? 0.5 : random() - 0.5,
          ),
        }
        return [role, `${id}.${role}`] as const
      })
      const sources = inputs ?? (before ? [before] : [])
      before = id
      return { id, kind, name: id, attrs, inputs: sources, weights: Object.fromEntries(ids) }
    },
  )
  const output = before ?? ''
  return {
    name: 'test',
    preprocessing: defaultPreprocessing,
    nodes,
    outputs: [output],
    output,
    weights,
  }
}

const conv = (filters: number, channels: number, kernel: number, activation = 'relu'): Given => ({
  kind: 'conv2d',
  attrs: {
    filters,
    kernel: [kernel, kernel],
    strides: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
    activation,
  },
  weights: { kernel: [kernel, kernel, channels, filters], bias: [filters] },
})
const pool: Given = {
  kind: 'averagePool2d',
  attrs: { pool: [2, 2], strides: [2, 2], padding: 'valid' },
}
const dense = (units: number, inputs: number, activation = 'relu'): Given => ({
  kind: 'dense',
  attrs: { units, activation },
  weights: { kernel: [inputs, units], bias: [units] },
})

const lenet = modelOf({
  input: { kind: 'input', attrs: { shape: [32, 32, 1] } },
  conv1: conv(6, 1, 5),
  pool1: pool,
  conv2: conv(16, 6, 5),
  pool2: pool,
  flatten: { kind: 'flatten', attrs: {} },
  dense_120: dense(120, 400),
  dense_84: dense(84, 120),
  dense_10: dense(10, 84, 'softmax'),
})
const mega = boardById('arduino-mega')
const uno = boardById('arduino-uno')
if (!mega || !uno) throw new Error('boards are missing')

describe('plan of LeNet-5', () => {
  const planned = plan(lenet, mega)

  it('has the counts of the paper and of LeCun 1998', () => {
    const of = (node: string) => planned.layers.find((layer) => layer.node === node)
    expect(of('conv1')).toMatchObject({ connections: 122_304, parameters: 156, macs: 117_600 })
    expect(of('conv2')).toMatchObject({ connections: 241_600, parameters: 2_416, macs: 240_000 })
    expect(of('pool1')?.connections).toBe(4_704)
    expect(of('pool2')?.connections).toBe(1_600)
    expect(of('dense_120')?.connections).toBe(48_120)
    expect(of('dense_84')?.connections).toBe(10_164)
    expect(planned.total).toMatchObject({ parameters: 61_706, macs: 416_520 })
  })

  it('fuses convolution, activation and pooling and needs 1,508 bytes of arena', () => {
    expect(planned.calls.map((call) => call.kernel)).toEqual([
      'nn_conv2d_u8_tile5',
      'nn_conv2d_u8_tile5',
      'nn_dense_u8_quad',
      'nn_dense_u8_quad',
      'nn_dense_u8_quad',
      'nn_softmax_u8',
    ])
    expect(planned.calls[0]?.nodes).toEqual(['conv1', 'pool1'])
    expect(planned.memory).toMatchObject({ arenaBytes: 1508, peakStep: 0 })
    expect(planned.layers.find((layer) => layer.node === 'conv1')?.stored).toBe(false)
  })

  it('gives the operation energy of the 45 nm tables', () => {
    const { energy } = planned.total
    expect(energy.macJoules).toBeCloseTo(0.0958e-6, 9)
    expect(energy.sramJoules).toBeCloseTo(0.974e-6, 9)
    expect(energy.dramJoules).toBeCloseTo(15.29e-6, 8)
  })

  it('leaves the softmax out when asked', () => {
    const logits = plan(lenet, uno, { ...defaultOptions, softmax: false })
    expect(logits.calls.at(-1)?.kernel).toBe('nn_dense_u8_quad')
    expect(logits.supported).toBe(true)
  })

  it('emits a program whose constants lie where the steps say', () => {
    const ranges = Object.fromEntries(
      planned.expanded.ops.map((op) => [op.id, { min: -1, max: 2 }]),
    )
    const { program } = emit(planned, ranges, { method: 'min-max', samples: 0, source: 'test' })
    expect(program.constants.reduce((sum, c) => sum + c.data.length, 0)).toBeLessThanOrEqual(
      program.constantBytes,
    )
    for (const step of program.steps)
      for (const constant of program.constants.filter((c) => c.id.startsWith(`${step.name}.`)))
        expect(step.fields[constant.id.split('.')[1] ?? '']).toBe(constant.offset)
    expect(program.input).toMatchObject({ bytes: 1024, quantization: { zeroPoint: -128 } })
    expect(program.output).toMatchObject({
      bytes: 10,
      quantization: { scale: 1 / 256, zeroPoint: -128 },
    })
  })

  it('is quick enough for a slider', () => {
    // Of the processor: what else the machine does is no matter.
    const times = Array.from({ length: 40 }, () => {
      const start = process.cpuUsage()
      plan(lenet, uno)
      const { user, system } = process.cpuUsage(start)
      return (user + system) / 1000
    }).sort((a, b) => a - b)
    expect(times[20]).toBeLessThan(8)
  })
})

describe('passes', () => {
  it('fold batch norm, padding, rescaling and a clamp behind a max pooling into one call', () => {
    const model = modelOf({
      input: { kind: 'input', attrs: { shape: [8, 8, 1] } },
      scale: { kind: 'rescaling', attrs: { scale: 2, offset: 0 } },
      pad: {
        kind: 'zeroPad2d',
        attrs: {
          padding: [
            [0, 1],
            [0, 1],
          ],
        },
      },
      conv: conv(4, 1, 3, 'linear'),
      norm: {
        kind: 'batchNorm',
        attrs: { epsilon: 0.001 },
        weights: { gamma: [4], beta: [4], mean: [4], variance: [4] },
      },
      max: { kind: 'maxPool2d', attrs: { pool: [2, 2], strides: [2, 2], padding: 'valid' } },
      relu: { kind: 'activation', attrs: { activation: 'relu' } },
    })
    const planned = plan(model, uno)
    expect(planned.diagnostics).toEqual([])
    expect(planned.calls).toHaveLength(1)
    expect(planned.calls[0]?.nodes).toEqual(['pad', 'conv', 'norm', 'relu', 'max'])
    expect(planned.calls[0]).toMatchObject({ owner: 'conv', name: 'conv' })
    expect(planned.calls[0]?.fields).toMatchObject({ pad_top: 0, pool_kind: 1, out_h: 3, in_h: 8 })
    expect(planned.fused.preprocessing.scale).toBeCloseTo(2 / 255)
  })

  it('says which layer can not run, and costs what stands before it', () => {
    const model = modelOf({
      input: { kind: 'input', attrs: { shape: [8, 8, 1] } },
      conv: conv(4, 1, 3),
      lstm_1: { kind: 'unknown', attrs: { className: 'LSTM' } },
      out: dense(2, 4),
    })
    const planned = plan(model, uno)
    expect(planned.supported).toBe(false)
    expect(planned.diagnostics.map((d) => d.code)).toEqual(['compile/unsupported-layer'])
    expect(planned.diagnostics[0]?.message).toContain('lstm_1')
    expect(planned.layers.find((layer) => layer.node === 'conv')?.macs).toBe(6 * 6 * 4 * 9)
  })

  it('names a layer whose weights do not fit it', () => {
    const model = modelOf({ input: { kind: 'input', attrs: { shape: [5] } }, out: dense(2, 4) })
    expect(plan(model, uno).diagnostics[0]?.message).toMatch(/out .*4 × 2, expected 5 × 2/)
  })
})
