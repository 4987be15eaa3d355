// Reads the .tflite of a chain of layers into a Model and the ranges of its int8 tensors, so that a
// benchmark's engines run the very same network. Weights are integers with scales or floats. No product
// code: it knows the few operators of the keyword-spotting reference and throws at any other.

import type { Attrs, Node, Shape, Tensor } from '../../src/model/model'
import { defaultPreprocessing, shapeSize } from '../../src/model/model'
import type { Range } from '../../src/model/quantized'
import type { Network } from './networks'

/** A table of a FlatBuffer; fields by their number. */
class Table {
  constructor(
    readonly view: DataView,
    readonly at: number,
  ) {}

  /** Place of a field's value, 0 where it has its default. */
  private place(field: number): number {
    const table = this.at - this.view.getInt32(this.at, true)
    const entry = 4 + 2 * field
    if (entry >= this.view.getUint16(table, true)) return 0
    const offset = this.view.getUint16(table + entry, true)
    return offset === 0 ? 0 : this.at + offset
  }
  private follow(at: number): number {
    return at + this.view.getUint32(at, true)
  }
  byte(field: number): number {
    const at = this.place(field)
    return at === 0 ? 0 : this.view.getInt8(at)
  }
  int(field: number): number {
    const at = this.place(field)
    return at === 0 ? 0 : this.view.getInt32(at, true)
  }
  table(field: number): Table {
    return new Table(this.view, this.follow(this.place(field)))
  }
  /** Place of the first element, and how many. */
  private vector(field: number): [at: number, count: number] {
    const at = this.place(field)
    if (at === 0) return [0, 0]
    const start = this.follow(at)
    return [start + 4, this.view.getUint32(start, true)]
  }
  tables(field: number): Table[] {
    const [at, count] = this.vector(field)
    return Array.from({ length: count }, (_, i) => new Table(this.view, this.follow(at + 4 * i)))
  }
  ints(field: number): number[] {
    const [at, count] = this.vector(field)
    return Array.from({ length: count }, (_, i) => this.view.getInt32(at + 4 * i, true))
  }
  floats(field: number): number[] {
    const [at, count] = this.vector(field)
    return Array.from({ length: count }, (_, i) => this.view.getFloat32(at + 4 * i, true))
  }
  /** Numbers of 64 bits, of which only the lower half is read. */
  longs(field: number): number[] {
    const [at, count] = this.vector(field)
    return Array.from({ length: count }, (_, i) => this.view.getInt32(at + 8 * i, true))
  }
  bytes(field: number): Uint8Array {
    const [at, count] = this.vector(field)
    return new Uint8Array(this.view.buffer, this.view.byteOffset + at, count)
  }
}

/** Numbers of the schema's tensor types. */
const [float32, int32, int8] = [0, 2, 9]

/** What the integers of a constant stand for; per channel of one axis, or all alike. */
function readConstant(tensor: Table, buffer: Table): Tensor {
  const shape = tensor.ints(0)
  const bytes = buffer.bytes(0).slice()
  const type = tensor.byte(1)
  if (type === float32) return { shape, data: new Float32Array(bytes.buffer) }
  if (type !== int8 && type !== int32) throw new Error(`a constant of type ${type}`)
  const integers = type === int8 ? new Int8Array(bytes.buffer) : new Int32Array(bytes.buffer)
  const quantization = tensor.table(4)
  const scales = quantization.floats(2)
  const inner = shapeSize(shape.slice(quantization.int(6) + 1))
  const scaleAt = (i: number) => scales[Math.floor(i / inner) % scales.length]!
  return { shape, data: Float32Array.from(integers, (q, i) => q * scaleAt(i)) }
}

/** All that the int8 values of a tensor can stand for; undefined for floats. */
function rangeOf(tensor: Table): Range | undefined {
  if (tensor.byte(1) !== int8) return undefined
  const quantization = tensor.table(4)
  const [scale = 0] = quantization.floats(2)
  const [zeroPoint = 0] = quantization.longs(3)
  return { min: (-128 - zeroPoint) * scale, max: (127 - zeroPoint) * scale }
}

interface Operator {
  readonly code: number
  readonly options: Table
  /** Kernel and bias. */
  readonly inputs: readonly Tensor[]
  readonly input: Shape
}

const padding = (options: Table) => (options.byte(0) === 0 ? 'same' : 'valid')

function activation(code: number): string {
  const name = ['linear', 'relu', undefined, 'relu6'][code]
  if (name === undefined) throw new Error(`activation ${code}`)
  return name
}

/** [out][rest] → [rest][out], as Keras keeps kernels. */
function outLast({ shape: [out = 1, ...rest], data }: Tensor): Tensor {
  const size = shapeSize(rest)
  const turned = data.map((_, i) => data[(i % out) * size + Math.floor(i / out)]!)
  return { shape: [...rest, out], data: turned }
}

interface Layer {
  readonly kind: string
  readonly attrs: Attrs
  readonly weights?: Readonly<Record<string, Tensor>>
}

function convolution({ options, inputs: [kernel, bias] }: Operator): Layer {
  const filters = kernel!.shape[0]!
  // [out, height, width, in] is turned as a whole.
  const turned = outLast(kernel!)
  const attrs = {
    filters,
    kernel: turned.shape.slice(0, 2),
    strides: [options.int(2), options.int(1)],
    dilation: [1, 1],
    padding: padding(options),
    activation: activation(options.byte(3)),
  }
  return { kind: 'conv2d', attrs, weights: { kernel: turned, bias: bias! } }
}

function depthwise({ options, inputs: [kernel, bias], input }: Operator): Layer {
  const [, h = 1, w = 1, channels = 1] = kernel!.shape
  const multiplier = options.int(3)
  const attrs = {
    multiplier,
    kernel: [h, w],
    strides: [options.int(2), options.int(1)],
    dilation: [1, 1],
    padding: padding(options),
    activation: activation(options.byte(4)),
  }
  const shape = [h, w, input.at(-1)!, channels / input.at(-1)!]
  return {
    kind: 'depthwiseConv2d',
    attrs,
    weights: { kernel: { shape, data: kernel!.data }, bias: bias! },
  }
}

function averagePool({ options, input: [, h, w] }: Operator): Layer {
  const pool = [options.int(4), options.int(3)]
  if (pool[0] === h && pool[1] === w) return { kind: 'globalAveragePool2d', attrs: {} }
  const strides = [options.int(2), options.int(1)]
  return { kind: 'averagePool2d', attrs: { pool, strides, padding: padding(options) } }
}

function dense({ options, inputs: [kernel, bias] }: Operator): Layer {
  const attrs = { units: kernel!.shape[0]!, activation: activation(options.byte(0)) }
  return { kind: 'dense', attrs, weights: { kernel: outLast(kernel!), bias: bias! } }
}

/** The schema's number of the operator that moves no value. */
const reshape = 22

/** undefined for what moves no value. */
function layerOf(op: Operator): Layer | undefined {
  if (op.code === 1) return averagePool(op)
  if (op.code === 3) return convolution(op)
  if (op.code === 4) return depthwise(op)
  if (op.code === 9) return dense(op)
  if (op.code === reshape) return undefined
  if (op.code === 25) return { kind: 'activation', attrs: { activation: 'softmax' } }
  throw new Error(`operator ${op.code} of TensorFlow Lite`)
}

/**
 * A network as the floats that its numbers stand for, with ranges where the file has int8 tensors.
 * `input`: the shape of the picture, which the file may hold as a vector.
 */
export function readTflite(name: string, file: Uint8Array, input: Shape): Network {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const root = new Table(view, view.getUint32(0, true))
  const [graph] = root.tables(2)
  const codes = root.tables(1).map((code) => Math.max(code.byte(0), code.int(3)))
  const buffers = root.tables(4)
  const tensors = graph!.tables(0)
  const constant = (index: number) =>
    readConstant(tensors[index]!, buffers[tensors[index]!.int(2)]!)
  const weights: Record<string, Tensor> = {}
  const ranges: Record<string, Range> = {}
  const keepRange = (tensor: number, ...ids: string[]) => {
    const range = rangeOf(tensors[tensor]!)
    for (const id of range ? ids : []) ranges[id] = range!
  }
  keepRange(graph!.ints(1)[0]!, 'input')
  const nodes: Node[] = [
    { id: 'input', kind: 'input', name: 'input', attrs: { shape: input }, inputs: [], weights: {} },
  ]
  graph!.tables(3).forEach((operator, index) => {
    const [first = -1, ...rest] = operator.ints(1)
    const layer = layerOf({
      code: codes[operator.int(0)]!,
      options: operator.table(4),
      inputs: codes[operator.int(0)] === reshape ? [] : rest.map(constant),
      input: tensors[first]!.ints(0),
    })
    if (!layer) return
    const { kind, attrs } = layer
    const id = `${kind}_${index}`
    for (const [role, tensor] of Object.entries(layer.weights ?? {}))
      weights[`${id}.${role}`] = tensor
    const roles = Object.keys(layer.weights ?? {}).map((role) => [role, `${id}.${role}`])
    const before = nodes.at(-1)!.id
    const own = Object.fromEntries(roles) as Record<string, string>
    nodes.push({ id, kind, name: id, attrs, inputs: [before], weights: own })
    keepRange(operator.ints(2)[0]!, id, `${id}/linear`)
  })
  const output = nodes.at(-1)!.id
  const preprocessing = { ...defaultPreprocessing, pixels: false }
  return { model: { name, preprocessing, nodes, outputs: [output], output, weights }, ranges }
}
