// A page that only simulates: what the benchmark drives. Engines take turns, round by round, in this
// one thread, so that whatever else the machine does strikes all alike.

import { createFloatRunner } from '../../../src/learning/createFloatRunner'
import { tfjsWasmUrl } from '../../../src/learning/wasmUrl'
import type { Quantization } from '../../../src/model/quantized'
import { createEngine } from '../../../src/simulate/engine'
import { compile, makeInputs, makeLenet } from '../networks'
import type { Network } from '../networks'
import { onnxBatch } from '../onnxBatch'
import { readTflite } from '../readTflite'
import { prepareLoops } from '../typescriptLoops'
import type { Outputs, Prepare } from './peers'
import { liteRt, onnxRuntime } from './peers'

export interface EngineTimes {
  readonly name: string
  /** Seconds per inference of every round. */
  readonly seconds: readonly number[]
  /** Outputs with the largest value where ours is. */
  readonly agreePercent: number
}

export interface NetworkTimes {
  readonly network: string
  readonly macs: number
  readonly engines: readonly EngineTimes[]
}

interface Contender extends EngineTimes {
  readonly infer: ReturnType<Prepare>
  /** Inputs of a turn. */
  readonly count: number
  readonly seconds: number[]
}

const fetchFile = async (name: string) => {
  const answer = await fetch(`./${name}`)
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}

/** TensorFlow.js as the product runs it, on the real values of the same inputs. */
async function float(network: Network, { scale, zeroPoint }: Quantization): Promise<Prepare> {
  const runner = await createFloatRunner(compile(network, 'wasm').build.plan.expanded, tfjsWasmUrl)
  return (inputs) => {
    const real = Float32Array.from(inputs, (q) => scale * (q - zeroPoint))
    return (count) => runner.run(real, count)
  }
}

async function ours(network: Network, softmax: boolean): Promise<Record<string, Prepare>> {
  const bulk = compile(network, 'wasm', softmax).program
  const engine = (await createEngine('simd')).load(bulk)
  const loops = prepareLoops(compile(network, 'c', softmax).program)
  const { bytes, quantization } = bulk.input
  return {
    'this project, int8': (inputs) => (count) =>
      engine.run(inputs.subarray(0, count * bytes), count),
    'TypeScript loops, int8': (inputs) => (count) => loops(inputs, count),
    'TensorFlow.js wasm, float': await float(network, quantization),
  }
}

function largestAt(outputs: Outputs, i: number, size: number): number {
  const own = outputs.subarray(i * size, (i + 1) * size)
  return own.indexOf(Math.max(...own))
}

/** The loops give our very bytes; others round otherwise, and may differ where two classes are equal. */
function agreement(expected: Outputs, got: Outputs, count: number): number {
  if (got.length !== expected.length) throw new Error(`${got.length} outputs`)
  const size = expected.length / count
  let hits = 0
  for (let i = 0; i < count; i++) {
    const [right, chosen] = [largestAt(expected, i, size), largestAt(got, i, size)]
    if (expected[i * size + right]! - expected[i * size + chosen]! <= 1) hits++
  }
  return (100 * hits) / count
}

/** Seconds that a call takes at best, after the browser has optimized the code. */
async function warmUp(call: () => unknown, ms: number): Promise<number> {
  let best = Infinity
  for (const begin = performance.now(); performance.now() - begin < ms;) {
    const start = performance.now()
    await call()
    best = Math.min(best, performance.now() - start)
  }
  return best / 1000
}

const mostInputs = 1600
const turnSeconds = 0.04
/** Outputs looked at for agreement. */
const compared = 80

async function race(
  network: string,
  macs: number,
  engines: Readonly<Record<string, Prepare>>,
  inputs: Int8Array,
  rounds: number,
): Promise<NetworkTimes> {
  const contenders: Contender[] = []
  let expected: Outputs | undefined
  for (const [name, prepare] of Object.entries(engines)) {
    const infer = prepare(inputs)
    const outputs = await infer(compared)
    expected ??= outputs
    const agreePercent = agreement(expected, outputs, compared)
    const each = (await warmUp(() => infer(onnxBatch), 1500)) / onnxBatch
    // So long that calls do not count, and so short that the turns of a round are close together.
    const calls = Math.round(turnSeconds / each / onnxBatch)
    const count = onnxBatch * Math.max(1, Math.min(mostInputs / onnxBatch, calls))
    contenders.push({ name, infer, count, seconds: [], agreePercent })
  }
  for (let round = 0; round < rounds; round++)
    for (const { infer, count, seconds } of contenders) {
      const start = performance.now()
      await infer(count)
      seconds.push((performance.now() - start) / 1000 / count)
    }
  const engineTimes = contenders.map(({ name, seconds, agreePercent }) => ({
    name,
    seconds,
    agreePercent,
  }))
  return { network, macs, engines: engineTimes }
}

function repeat(bytes: Uint8Array, length: number): Int8Array {
  return Int8Array.from({ length }, (_, i) => bytes[i % bytes.length]!)
}

async function simulate(rounds: number): Promise<readonly NetworkTimes[]> {
  const lenet = makeLenet()
  const lenetEngines = {
    ...(await ours(lenet, false)),
    'onnxruntime-web, int8': await onnxRuntime(
      await fetchFile('lenet.onnx'),
      onnxBatch,
      [1, 28, 28],
    ),
  }
  const { macs } = compile(lenet, 'wasm')
  const pictures = makeInputs(mostInputs, 784, 7)
  const results = [await race('LeNet-5', macs, lenetEngines, pictures, rounds)]
  const file = await fetchFile('kws_ref_model.tflite')
  const words = repeat(await fetchFile('kws_inputs.bin'), mostInputs * 490)
  const kws = readTflite('kws', file, [49, 10, 1])
  const kwsEngines = { ...(await ours(kws, true)), 'LiteRT.js, int8': await liteRt(file) }
  results.push(await race('KWS DS-CNN', compile(kws, 'wasm').macs, kwsEngines, words, rounds))
  return results
}

Object.assign(globalThis, { simulateBenchmark: simulate })
