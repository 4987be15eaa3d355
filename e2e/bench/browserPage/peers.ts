// The engines that the script put beside the page, as functions over many int8 inputs.

export type Outputs = Int8Array | Float32Array

/** Takes the inputs as the engine wants them; then the first `count` of them in, as many outputs out. */
export type Prepare = (inputs: Int8Array) => (count: number) => Outputs | Promise<Outputs>

function join(parts: readonly Int8Array[]): Int8Array {
  const size = parts[0]?.length ?? 0
  const all = new Int8Array(parts.length * size)
  parts.forEach((part, i) => all.set(part, i * size))
  return all
}

// What is used of the peers: their types are not installed with the product.
interface OrtTensor {
  readonly data: Int8Array
}
interface Ort {
  readonly env: { readonly wasm: { numThreads: number; wasmPaths: string } }
  readonly Tensor: new (type: 'int8', data: Int8Array, dims: readonly number[]) => OrtTensor
  readonly InferenceSession: {
    readonly create: (model: Uint8Array, options: object) => Promise<OrtSession>
  }
}
interface OrtSession {
  readonly run: (feeds: Record<string, OrtTensor>) => Promise<Record<string, OrtTensor>>
}
interface LiteRtTensor {
  readonly data: () => Promise<Int8Array>
  readonly delete: () => void
}
interface LiteRtModel {
  readonly run: (input: LiteRtTensor) => Promise<readonly LiteRtTensor[]>
  readonly getInputDetails: () => readonly { readonly shape: Int32Array }[]
}
interface LiteRt {
  readonly loadLiteRt: (path: string) => Promise<unknown>
  readonly loadAndCompile: (model: Uint8Array, options: object) => Promise<LiteRtModel>
  readonly Tensor: new (data: Int8Array, shape: readonly number[]) => LiteRtTensor
}

/** A module that the page's build does not see. */
const load = <T>(path: string): Promise<T> =>
  import(/* @vite-ignore */ new URL(path, location.href).href) as Promise<T>

/** `shape` without the batch, for which `model` was made. `count` must be a multiple of `batch`. */
export async function onnxRuntime(
  model: Uint8Array,
  batch: number,
  shape: readonly number[],
): Promise<Prepare> {
  const ort = await load<Ort>('./onnxruntime/ort.wasm.min.mjs')
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = new URL('./onnxruntime/', location.href).href
  const options = { executionProviders: ['wasm'], graphOptimizationLevel: 'all' }
  const session = await ort.InferenceSession.create(model, options)
  const bytes = batch * shape.reduce((product, size) => product * size, 1)
  return (inputs) => async (count) => {
    const parts: Int8Array[] = []
    for (let done = 0; done < count / batch; done++) {
      const data = inputs.slice(done * bytes, (done + 1) * bytes)
      const input = new ort.Tensor('int8', data, [batch, ...shape])
      const [output] = Object.values(await session.run({ input }))
      parts.push(output!.data)
    }
    return join(parts)
  }
}

/** One input a call: the model's batch is 1. */
export async function liteRt(model: Uint8Array): Promise<Prepare> {
  const { loadLiteRt, loadAndCompile, Tensor } = await load<LiteRt>('./litert/index.js')
  await loadLiteRt(new URL('./litert/wasm/', location.href).href)
  const compiled = await loadAndCompile(model, { accelerator: 'wasm' })
  const shape = [...compiled.getInputDetails()[0]!.shape]
  const bytes = shape.reduce((product, size) => product * size, 1)
  return (inputs) => async (count) => {
    const parts: Int8Array[] = []
    for (let i = 0; i < count; i++) {
      const input = new Tensor(inputs.slice(i * bytes, (i + 1) * bytes), shape)
      const outputs = await compiled.run(input)
      parts.push(await outputs[0]!.data())
      for (const tensor of [input, ...outputs]) tensor.delete()
    }
    return join(parts)
  }
}
