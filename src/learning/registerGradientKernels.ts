// Gives TensorFlow.js' WebAssembly back end the gradient kernels that it lacks (convolution filters,
// depthwise), has slow (convolution inputs, transposed products) or wrong (padded max pooling), from
// gradients/*.c. Tensors are copied in and out: the two modules have memories of their own.

import * as tf from '@tensorflow/tfjs-core'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { gradientsWasm } from '../kernels/generated/gradientsWasm'
import { inflateBase64 } from '../lib/gzip'

interface Sizes {
  readonly n: number
  readonly inH: number
  readonly inW: number
  readonly inC: number
  readonly outH: number
  readonly outW: number
  readonly outC: number
  readonly kernelH: number
  readonly kernelW: number
  readonly strideH: number
  readonly strideW: number
  readonly padTop: number
  readonly padLeft: number
  readonly multiplier: number
}

type Name =
  | 'conv2d_filter_gradient'
  | 'conv2d_input_gradient'
  | 'depthwise_filter_gradient'
  | 'depthwise_input_gradient'
  | 'max_pool_gradient'
  | 'average_pool_gradient'

type Functions = Readonly<Record<Name, (...pointers: number[]) => void>> & {
  readonly memory: WebAssembly.Memory
  readonly __heap_base: WebAssembly.Global
  readonly scratch_floats: (sizes: number) => number
}

type Gradient = (
  name: Name,
  sizes: Sizes,
  a: Float32Array,
  b: Float32Array,
  result: Float32Array,
) => void

type Backend = Pick<BackendWasm, 'typedArrayFromHeap' | 'makeOutput'>
type KernelArgs = Parameters<tf.KernelFunc>[0]

let registered: Promise<void> | undefined

/** The WebAssembly back end must have been started. */
export function registerGradientKernels(): Promise<void> {
  registered ??= loadGradients().then(register)
  return registered
}

async function loadGradients(): Promise<Gradient> {
  const { instance } = await WebAssembly.instantiate(await inflateBase64(gradientsWasm))
  const functions = instance.exports as unknown as Functions
  const { memory } = functions
  const start = Math.ceil(Number(functions.__heap_base.value) / 16) * 16
  const reserve = (bytes: number) => {
    const missing = bytes - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / 65536))
  }
  return (name, sizes, a, b, result) => {
    reserve(start + 64)
    new Int32Array(memory.buffer, start, 14).set(Object.values(orderSizes(sizes)))
    let end = start + 64
    const place = (floats: number) => {
      const at = end
      end += Math.ceil(floats / 4) * 16
      return at
    }
    const [inA, inB, out] = [a.length, b.length, result.length].map(place) as [
      number,
      number,
      number,
    ]
    const scratch = place(functions.scratch_floats(start))
    reserve(end)
    new Float32Array(memory.buffer, inA, a.length).set(a)
    new Float32Array(memory.buffer, inB, b.length).set(b)
    functions[name](start, inA, inB, out, scratch)
    result.set(new Float32Array(memory.buffer, out, result.length))
  }
}

/** As `sizes` in gradients.h. */
function orderSizes(s: Sizes): readonly number[] {
  return [
    ...[s.n, s.inH, s.inW, s.inC, s.outH, s.outW, s.outC],
    ...[s.kernelH, s.kernelW, s.strideH, s.strideW, s.padTop, s.padLeft, s.multiplier],
  ]
}

function register(run: Gradient): void {
  replace('Conv2DBackpropFilter', byFilter('conv2d_filter_gradient', run, false))
  replace('Conv2DBackpropInput', byInput('conv2d_input_gradient', run, false))
  replace('DepthwiseConv2dNativeBackpropFilter', byFilter('depthwise_filter_gradient', run, true))
  replace('DepthwiseConv2dNativeBackpropInput', byInput('depthwise_input_gradient', run, true))
  replace('MaxPoolGrad', (call) => {
    const [x, dy] = [inputOf(call, 'input'), inputOf(call, 'dy')]
    return runOn(call, x.shape, (out, read) =>
      run('max_pool_gradient', poolSizesOf(call, x.shape), read(x), read(dy), out),
    )
  })
  replace('AvgPoolGrad', (call) => {
    const [x, dy] = [inputOf(call, 'input'), inputOf(call, 'dy')]
    const none = new Float32Array()
    return runOn(call, x.shape, (out, read) =>
      run('average_pool_gradient', poolSizesOf(call, x.shape), read(dy), none, out),
    )
  })
  const multiply = tf.getKernel('BatchMatMul', 'wasm')
  if (!multiply) throw new Error('the WebAssembly back end has no BatchMatMul')
  replace('BatchMatMul', (call) => multiplyTransposed(call, run) ?? multiply.kernelFunc(call))
}

function byFilter(name: Name, run: Gradient, depthwise: boolean): tf.KernelFunc {
  return (call) => {
    const [x, dy] = [inputOf(call, 'x'), inputOf(call, 'dy')]
    const shape = call.attrs?.['filterShape'] as number[]
    const sizes = sizesOf(call, x.shape, shape, depthwise)
    return runOn(call, shape, (out, read) => run(name, sizes, read(x), read(dy), out))
  }
}

function byInput(name: Name, run: Gradient, depthwise: boolean): tf.KernelFunc {
  return (call) => {
    const [dy, filter] = [inputOf(call, 'dy'), inputOf(call, 'filter')]
    const shape = call.attrs?.['inputShape'] as number[]
    const sizes = sizesOf(call, shape, filter.shape, depthwise)
    return runOn(call, shape, (out, read) => run(name, sizes, read(dy), read(filter), out))
  }
}

function inputOf({ inputs }: KernelArgs, name: string): tf.TensorInfo {
  const input = inputs[name]
  if (!input) throw new Error(`a gradient kernel lacks ${name}`)
  return input
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm')
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc })
}

function runOn(
  { backend }: KernelArgs,
  shape: readonly number[],
  compute: (out: Float32Array, read: (tensor: tf.TensorInfo) => Float32Array) => void,
): tf.TensorInfo {
  const { makeOutput, typedArrayFromHeap } = bind(backend)
  // Made first: it may move the memory that the views look at.
  const result = makeOutput([...shape], 'float32')
  const view = (tensor: tf.TensorInfo) => typedArrayFromHeap(tensor) as Float32Array
  compute(view(result), view)
  return result
}

function bind(backend: unknown): Backend {
  const wasm = backend as Backend
  return {
    makeOutput: wasm.makeOutput.bind(wasm),
    typedArrayFromHeap: wasm.typedArrayFromHeap.bind(wasm),
  }
}

type Size4 = [number, number, number, number]

function sizesOf(
  { attrs }: KernelArgs,
  shape: readonly number[],
  filter: readonly number[],
  depthwise: boolean,
): Sizes {
  const { strides, pad } = attrs as unknown as { strides: [number, number]; pad: 'valid' }
  const [x, kernel] = [shape as Size4, filter as Size4]
  const info = tf.backend_util.computeConv2DInfo(x, kernel, strides, 1, pad, undefined, depthwise)
  return fromInfo(info, depthwise ? (filter[3] ?? 1) : 1)
}

function poolSizesOf({ attrs }: KernelArgs, shape: readonly number[]): Sizes {
  const { filterSize, strides, pad } = attrs as unknown as {
    filterSize: [number, number]
    strides: [number, number]
    pad: 'valid'
  }
  return fromInfo(tf.backend_util.computePool2DInfo(shape as Size4, filterSize, strides, 1, pad), 1)
}

function fromInfo(info: tf.backend_util.Conv2DInfo, multiplier: number): Sizes {
  return {
    n: info.batchSize,
    inH: info.inHeight,
    inW: info.inWidth,
    inC: info.inChannels,
    outH: info.outHeight,
    outW: info.outWidth,
    outC: info.outChannels,
    kernelH: info.filterHeight,
    kernelW: info.filterWidth,
    strideH: info.strideHeight,
    strideW: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    multiplier,
  }
}

/** aᵀ·b and a·bᵀ are the gradients of a 1 × 1 convolution over one row; undefined where it is neither. */
function multiplyTransposed(call: KernelArgs, run: Gradient): tf.TensorInfo | undefined {
  const [a, b] = [inputOf(call, 'a'), inputOf(call, 'b')]
  const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean }
  const single = [a, b].every(({ shape }) => shape.slice(0, -2).every((size) => size === 1))
  if (!single || transposeA === transposeB) return undefined
  const [rowsA = 1, columnsA = 1] = a.shape.slice(-2)
  const [rowsB = 1, columnsB = 1] = b.shape.slice(-2)
  const points = rowsA
  const inC = transposeA ? columnsA : rowsB
  const outC = transposeA ? columnsB : columnsA
  const sizes: Sizes = {
    ...{ n: 1, inH: 1, inW: points, inC, outH: 1, outW: points, outC, multiplier: 1 },
    ...{ kernelH: 1, kernelW: 1, strideH: 1, strideW: 1, padTop: 0, padLeft: 0 },
  }
  const rank = Math.max(a.shape.length, b.shape.length)
  const result = transposeA ? [inC, outC] : [points, inC]
  const shape = [...new Array<number>(rank - 2).fill(1), ...result]
  const name = transposeA ? 'conv2d_filter_gradient' : 'conv2d_input_gradient'
  return runOn(call, shape, (out, read) => run(name, sizes, read(a), read(b), out))
}
