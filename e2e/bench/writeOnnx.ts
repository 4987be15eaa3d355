// An int8 network as an ONNX model for onnxruntime-web, with the very weights, biases and scales of
// ours. It knows what LeNet-5 is made of. ONNX files are Protocol Buffers, whose wire format is a few
// lines. Tensors of ONNX are channel × height × width.

import { bytesOf, joinBytes } from '../../src/lib/bytes'
import type { Quantization, QuantizedGraph, QuantizedOp } from '../../src/model/quantized'
import type { Shape } from '../../src/model/model'

/** Low groups of 7 bits first. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return [...bytes, rest]
}

type Field = readonly [number: number, content: number | string | Uint8Array]

/** Numbers are varints, everything else is counted bytes. */
function encodeField([number, content]: Field): Uint8Array {
  if (typeof content === 'number')
    return Uint8Array.from([...varint(8 * number), ...varint(content)])
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return joinBytes([Uint8Array.from([...varint(8 * number + 2), ...varint(bytes.length)]), bytes])
}

const message = (...fields: readonly Field[]): Uint8Array => joinBytes(fields.map(encodeField))

const each = (number: number, list: readonly Field[1][]) => list.map((one): Field => [number, one])

/** Numbers of ONNX's data types. */
const types = { float: 1, int8: 3, int32: 6 } as const

type Values = Float32Array | Int8Array | Int32Array

function typeOf(values: Values): number {
  if (values instanceof Float32Array) return types.float
  return values instanceof Int8Array ? types.int8 : types.int32
}

function attribute(name: string, value: number | readonly number[]): Uint8Array {
  if (typeof value === 'number') return message([1, name], [3, value], [20, 2])
  return message([1, name], ...each(8, value), [20, 7])
}

function valueInfo(name: string, dims: readonly number[]): Uint8Array {
  const shape = message(
    ...each(
      1,
      dims.map((size) => message([1, size])),
    ),
  )
  return message([1, name], [2, message([1, message([1, types.int8], [2, shape])])])
}

const microsoft = 'com.microsoft'

/** The nodes so far, and the tensor behind the last of them. */
class Writer {
  readonly #nodes: Uint8Array[] = []
  readonly #constants: Uint8Array[] = []
  tip = 'input'
  meaning: Quantization

  constructor(input: Quantization) {
    this.meaning = input
  }

  constant(dims: readonly number[], values: Values): string {
    const name = `constant${this.#constants.length}`
    const content: readonly Field[] = [
      [2, typeOf(values)],
      [8, name],
      [9, bytesOf(values)],
    ]
    this.#constants.push(message(...each(1, dims), ...content))
    return name
  }

  /** Scale and zero point, as an operator takes them. */
  quantization({ scale, zeroPoint }: Quantization): string[] {
    return [this.constant([], Float32Array.of(scale)), this.constant([], Int8Array.of(zeroPoint))]
  }

  add(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, number | readonly number[]>>,
    domain = '',
  ): void {
    const output = `tensor${this.#nodes.length}`
    const list = Object.entries(attributes).map(([name, value]) => attribute(name, value))
    const names = [...each(1, inputs), ...each(2, [output])]
    this.#nodes.push(message(...names, [4, type], ...each(5, list), [7, domain]))
    this.tip = output
  }

  model(input: readonly number[], outputs: number): Uint8Array {
    const graph = message(
      ...each(1, this.#nodes),
      [2, 'network'],
      ...each(5, this.#constants),
      [11, valueInfo('input', input)],
      [12, valueInfo(this.tip, [input[0]!, outputs])],
    )
    const opset = (domain: string, version: number): Field => [
      8,
      message([1, domain], [2, version]),
    ]
    return message([1, 8], [7, graph], opset('', 13), opset(microsoft, 1))
  }
}

/** [out][place][in] → [out][in][place]. */
function channelsFirst(weights: Int8Array, outs: number, places: number): Int8Array {
  const depth = weights.length / outs / places
  const turned = new Int8Array(weights.length)
  for (let o = 0; o < outs; o++)
    for (let p = 0; p < places; p++)
      for (let i = 0; i < depth; i++)
        turned[(o * depth + i) * places + p] = weights[(o * places + p) * depth + i]!
  return turned
}

/** Weights, their scales and zero points, and the bias without the input's zero point (SPEC C1). */
function linearInputs(writer: Writer, q: QuantizedOp, dims: readonly number[], places: number) {
  const { weights, bias, multiplier, shift } = q.integers as Record<string, Int8Array | Int32Array>
  const outs = bias!.length
  const taps = weights!.length / outs
  const turned = channelsFirst(weights as Int8Array, outs, places)
  const unfolded = Int32Array.from(bias!, (value, c) => {
    const own = turned.subarray(c * taps, (c + 1) * taps)
    return value + writer.meaning.zeroPoint * own.reduce((sum, weight) => sum + weight, 0)
  })
  const perInput = q.output.scale / writer.meaning.scale
  const scales = Float32Array.from(
    multiplier!,
    (value, c) => value * 2 ** (shift![c]! - 31) * perInput,
  )
  if (q.fields['out_lo'] !== -128) throw new Error('a clamp within int8')
  return {
    before: [writer.tip, ...writer.quantization(writer.meaning), writer.constant(dims, turned)],
    scales: [writer.constant([outs], scales), writer.constant([outs], new Int8Array(outs))],
    bias: writer.constant([outs], unfolded),
    after: writer.quantization(q.output),
  }
}

function addConvolution(writer: Writer, q: QuantizedOp, depth: number): void {
  const { attrs } = q.op
  const [kh, kw] = attrs['kernel'] as readonly [number, number]
  const dims = [attrs['filters'] as number, depth, kh, kw]
  const { before, scales, bias, after } = linearInputs(writer, q, dims, kh * kw)
  const [top, left] = attrs['padding'] === 'same' ? [(kh - 1) >> 1, (kw - 1) >> 1] : [0, 0]
  const pads = [top, left, top, left]
  const window = { kernel_shape: [kh, kw], strides: attrs['strides'] as number[], pads }
  writer.add('QLinearConv', [...before, ...scales, ...after, bias], window)
  const fused = attrs['fusedPool'] as unknown as { pool: number[] } | undefined
  if (!fused) return
  const pool = { kernel_shape: fused.pool, strides: fused.pool }
  writer.add('QLinearAveragePool', [writer.tip, ...after, ...after], pool, microsoft)
}

function addDense(writer: Writer, q: QuantizedOp, places: number): void {
  const outs = (q.integers['bias'] as Int32Array).length
  const count = (q.integers['weights'] as Int8Array).length / outs
  const { before, scales, bias, after } = linearInputs(writer, q, [outs, count], places)
  writer.add('QGemm', [...before, ...scales, bias, ...after], { transB: 1 }, microsoft)
}

/** For `batch` inputs at once; the output are logits [batch, outputs]. */
export function writeOnnx({ ops, input }: QuantizedGraph, batch: number): Uint8Array {
  const writer = new Writer(input)
  const shapes = new Map(ops.map(({ op }): [string, Shape] => [op.id, op.shape]))
  let size: readonly number[] = []
  let places = 1
  for (const q of ops) {
    const before = shapes.get(q.op.inputs[0] ?? '') ?? []
    if (q.op.kind === 'input') size = [q.op.shape[2] ?? 1, ...q.op.shape.slice(0, 2)]
    else if (q.op.kind === 'conv2d') addConvolution(writer, q, before[2] ?? 1)
    else if (q.op.kind === 'flatten') {
      places = (before[0] ?? 1) * (before[1] ?? 1)
      writer.add('Flatten', [writer.tip], { axis: 1 })
    } else if (q.op.kind === 'dense') {
      addDense(writer, q, places)
      places = 1
    } else throw new Error(`the ONNX writer knows no ${q.op.kind}`)
    writer.meaning = q.output
  }
  return writer.model([batch, ...size], shapes.get(ops.at(-1)!.op.id)?.[0] ?? 0)
}
