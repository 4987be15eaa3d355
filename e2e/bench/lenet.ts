// LeNet-5 on 28 × 28 pictures (valid padding, average pooling, 281,640 MACs) with seeded random
// weights, as layers for the TypeScript loops and as programs for the engine.

import { quantizeMultiplier } from '../../src/kernels/fixedPoint'
import { packChannels, packWeights, type Records } from '../../src/kernels/pack'
import { seededRandom } from '../../src/lib/random'
import type { ArenaTensor, PlacedConstant, Program, Step } from '../../src/model/program'

export interface Layer {
  readonly kind: 'conv' | 'dense'
  /** Height and width of input and output before pooling; 1 for dense layers. */
  readonly inSize: number
  readonly outSize: number
  readonly kernel: number
  readonly inChannels: number
  readonly outChannels: number
  /** 2: average pooling 2 × 2 behind it. */
  readonly pool: 1 | 2
  readonly lo: number
  readonly weights: Int8Array
  readonly records: Records
}

type Shape = Omit<Layer, 'weights' | 'records' | 'lo'>

const shapes: readonly Shape[] = [
  { kind: 'conv', inSize: 28, outSize: 24, kernel: 5, inChannels: 1, outChannels: 6, pool: 2 },
  { kind: 'conv', inSize: 12, outSize: 8, kernel: 5, inChannels: 6, outChannels: 16, pool: 2 },
  { kind: 'dense', inSize: 1, outSize: 1, kernel: 1, inChannels: 256, outChannels: 120, pool: 1 },
  { kind: 'dense', inSize: 1, outSize: 1, kernel: 1, inChannels: 120, outChannels: 84, pool: 1 },
  { kind: 'dense', inSize: 1, outSize: 1, kernel: 1, inChannels: 84, outChannels: 10, pool: 1 },
]

export const lenetMacs = 281_640
export const lenetInputs = 784
export const lenetOutputs = 10

export function makeLenet(seed: number): Layer[] {
  const unit = seededRandom(seed)
  return shapes.map((shape, i) => {
    const taps = shape.kernel ** 2 * shape.inChannels
    const channels = Array.from({ length: shape.outChannels }, () =>
      quantizeMultiplier((0.6 + 0.8 * unit()) / (100 * Math.sqrt(taps))),
    )
    return {
      ...shape,
      lo: i === shapes.length - 1 ? -128 : -20,
      weights: Int8Array.from({ length: taps * shape.outChannels }, () => unit() * 254 - 127),
      records: {
        bias: Int32Array.from(channels, () => (unit() - 0.3) * 4000),
        multiplier: Int32Array.from(channels, ({ multiplier }) => multiplier),
        shift: Int32Array.from(channels, ({ shift }) => shift),
      },
    }
  })
}

export function makeInputs(count: number, seed: number): Int8Array {
  const unit = seededRandom(seed)
  return Int8Array.from({ length: count * lenetInputs }, () => unit() * 256 - 128)
}

function stepFields(layer: Layer, from: number, to: number): Record<string, number> {
  const clamp = { out_zero_point: -20, out_lo: layer.lo, out_hi: 127, in: from, out: to }
  if (layer.kind === 'dense')
    return { ...clamp, vectors: 1, in_count: layer.inChannels, out_count: layer.outChannels }
  const size = { in_h: layer.inSize, in_w: layer.inSize, in_c: layer.inChannels }
  const out = layer.outSize / layer.pool
  const window = { kernel_h: layer.kernel, kernel_w: layer.kernel, stride_h: 1, stride_w: 1 }
  const unused = { dilation_h: 1, dilation_w: 1, pad_top: 0, pad_left: 0, in_zero_point: 0 }
  const pool = { pool_h: layer.pool, pool_w: layer.pool, pool_kind: 2 }
  const outputs = { out_h: out, out_w: out, out_c: layer.outChannels }
  return { ...clamp, ...size, ...outputs, ...window, ...unused, ...pool }
}

/** Two buffers by turns; `suffix` is `_bulk` for the bulk kernels. */
export function lenetProgram(layers: readonly Layer[], suffix: '' | '_bulk'): Program {
  const constants: PlacedConstant[] = []
  let constantBytes = 0
  function addConstant(id: string, content: 'weights' | 'channels', data: Uint8Array): number {
    const offset = constantBytes
    constants.push({ id, content, nodes: [], bytes: data.length, offset, data })
    constantBytes = Math.ceil((offset + data.length) / 4) * 4
    return offset
  }
  const half = 1024
  const steps = layers.map((layer, i): Step => {
    const kernel = `nn_${layer.kind === 'conv' ? 'conv2d' : 'dense'}_s8${suffix}`
    const sizes = stepFields(layer, (i % 2) * half, ((i + 1) % 2) * half)
    const packed = packWeights(kernel, sizes, layer.weights)
    const weights = addConstant(`w${i}`, 'weights', packed)
    const records = packChannels(kernel, sizes, layer.records)
    const channels = addConstant(`c${i}`, 'channels', records)
    const rows = { first: 0, count: sizes['out_h'] ?? 0, inAt: 0, outAt: 0 }
    const fields = { ...sizes, weights, channels }
    return { name: `layer${i}`, op: `layer${i}`, nodes: [], kernel, fields, rows }
  })
  const quantization = { scale: 1, zeroPoint: 0 }
  const tensor = (offset: number, bytes: number): ArenaTensor => ({
    offset,
    bytes,
    shape: [bytes],
    quantization,
    layout: 'nhwc' as const,
  })
  return {
    target: suffix ? 'wasm' : 'c',
    input: tensor(0, lenetInputs),
    output: tensor((layers.length % 2) * half, lenetOutputs),
    steps,
    constants,
    constantBytes,
    arenaBytes: 2 * half,
  }
}
