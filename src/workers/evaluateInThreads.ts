// Accuracy of a model in three threads. Float results do not wait for the calibration, int8 results do;
// the thread that calibrated then takes what is left of the float samples.

import type { Dataset } from '../datasets/dataset'
import { compareResults } from '../learning/compareResults'
import type { Model } from '../model/model'
import type { Evaluation } from '../project/evaluate'
import { chooseParts } from '../project/samples'
import type { EngineFunctions } from './engineFunctions'
import type { FloatFunctions } from './floatFunctions'
import { packRequest } from './packing'
import type { connect, Progress, Tell } from './rpc'

type FloatThread = ReturnType<typeof connect<FloatFunctions>>

export interface EvaluationThreads {
  /** Calibrates, then helps with the float runs. */
  readonly float: FloatThread
  readonly floatRuns: FloatThread
  readonly engine: ReturnType<typeof connect<EngineFunctions>>
}

/** Whole batches, and so few samples that no thread waits long for another's last part. */
const partSamples = 20 * 64

interface Part {
  readonly from: number
  readonly count: number
}

function partsOf(total: number): Part[] {
  return Array.from({ length: Math.ceil(total / partSamples) }, (_, i) => ({
    from: i * partSamples,
    count: Math.min(partSamples, total - i * partSamples),
  }))
}

/** The first trouble of one thread stops the others. */
export async function evaluateInThreads(
  { float, floatRuns, engine }: EvaluationThreads,
  model: Model,
  datasets: readonly Dataset[],
  outer: AbortSignal,
  tell: Tell,
): Promise<Evaluation> {
  const { request, blobs } = packRequest(model, datasets)
  const both = new AbortController()
  const signal = AbortSignal.any([outer, both.signal])
  const total = chooseParts(datasets).test?.count ?? 0
  const parts = partsOf(total)
  const made = new Map<number, Float32Array>()
  const doneOf = new Map<number, number>()
  let int8Share = 0
  let calibrating = true
  const say = () => {
    if (calibrating) return
    const floatShare = [...doneOf.values()].reduce((sum, done) => sum + done, 0) / total
    tell('Testing float and int8', Math.min(floatShare, int8Share))
  }
  const runParts = async (thread: FloatThread) => {
    for (let part = parts.shift(); part; part = parts.shift()) {
      const { from } = part
      const onProgress = ({ done }: Progress) => {
        doneOf.set(from, done)
        say()
      }
      const asked = { ...request, ...part }
      made.set(from, await thread.call('runFloat', asked, { signal, blobs, onProgress }))
    }
  }
  const runInt8 = async () => {
    const calibrated = await float.call('calibrate', request, { signal, blobs })
    calibrating = false
    say()
    const onProgress = ({ done, total: measured }: Progress) => {
      int8Share = done / measured
      say()
    }
    const asked = { ...request, ...calibrated }
    const [int8] = await Promise.all([
      engine.call('runInt8', asked, { signal, blobs, onProgress }),
      runParts(float),
    ])
    return { calibrated, int8 }
  }
  tell('Calibrating')
  try {
    const [{ calibrated, int8 }] = await Promise.all([runInt8(), runParts(floatRuns)])
    const accuracy = compareResults({
      float: measuredOutputs(made, int8.perSample, calibrated.excluded),
      int8: int8.outputs,
      outputs: int8.perSample,
      quantization: int8.quantization,
      labels: int8.labels,
    })
    const { ranges, calibration } = calibrated
    return { accuracy, ranges, calibration, source: int8.source, indices: int8.indices }
  } catch (error) {
    both.abort(error)
    throw error
  }
}

/** [samples × outputs], in order, without those that calibrated. */
function measuredOutputs(
  parts: ReadonlyMap<number, Float32Array>,
  perSample: number,
  excluded: readonly number[],
): Float32Array {
  const ordered = [...parts].sort(([a], [b]) => a - b).map(([, outputs]) => outputs)
  const all = new Float32Array(ordered.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const outputs of ordered) {
    all.set(outputs, at)
    at += outputs.length
  }
  if (excluded.length === 0) return all
  const out = new Set(excluded)
  return all.filter((_, i) => !out.has(Math.floor(i / perSample)))
}
