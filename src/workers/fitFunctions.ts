// What the auto-fit worker does. A search has a thread of its own; its news come as progress. It lets
// the thread breathe, so that it can be asked to finish with the best so far.

import { boardById } from '../boards/index'
import type { FitNews, FitRequest, FitResult } from '../fit/fitOptions'
import { fitModel } from '../fit/fitModel'
import { stepSamples } from '../fit/run'
import { chooseSamples } from '../fit/samples'
import { chooseBackend } from '../learning/chooseBackend'
import { defaultDistillation, defaultTrainOptions } from '../learning/trainOptions'
import type { BackendName } from '../learning/trainOptions'
import { createBreath } from '../lib/breath'
import { unpackDatasets, unpackModel } from './packing'
import type { PackedModel, SamplesRequest } from './packing'
import type { CallContext } from './rpc'

export interface PackedFitRequest
  extends SamplesRequest, Omit<FitRequest, 'model' | 'teacher' | 'datasets' | 'board'> {
  readonly teacher?: PackedModel
  readonly boardId: string
  /** Undefined: WebAssembly, on which a seed says all. */
  readonly backend?: BackendName
}

/** Between them news of progress may be swallowed. */
const betweenNewsMs = 100
/** All news, but of progress with the same words only now and then. */
function createReporter({ onProgress }: CallContext): (news: FitNews) => void {
  let [last, words, done, total] = [-Infinity, '', 0, 1]
  return (news) => {
    if (news.kind === 'progress') {
      const { steps, ofSteps, what } = news.progress
      ;[done, total] = [steps, ofSteps]
      const now = performance.now()
      if (what === words && now - last < betweenNewsMs) return
      ;[last, words] = [now, what]
    }
    onProgress({ done, total, detail: news })
  }
}

export interface TimeRequest extends SamplesRequest {
  readonly teacher?: PackedModel
  readonly seed: number
}

export const createFitFunctions = (wasmUrl?: string) => ({
  /** Milliseconds that a step takes before anything has shrunk; undefined where nothing trains. */
  timeStep: async (request: TimeRequest, context: CallContext): Promise<number | undefined> => {
    const model = unpackModel(request.model, context)
    const teacher = request.teacher ? unpackModel(request.teacher, context) : model
    const datasets = unpackDatasets(request.datasets, context)
    const { training } = chooseSamples(model, datasets, request.seed)
    if (!training) return undefined
    const options = {
      ...defaultTrainOptions,
      batch: stepSamples,
      distillation: { ...defaultDistillation, teacher },
    }
    const now = () => performance.now()
    const { trials } = await chooseBackend(model, training, options, {
      now,
      ...(wasmUrl ? { wasmUrl } : {}),
      candidates: ['wasm'],
    })
    return trials[0]?.msPerStep
  },

  fit: async (request: PackedFitRequest, context: CallContext): Promise<FitResult> => {
    const { boardId, compile, options, backend } = request
    const board = boardById(boardId)
    if (!board) throw new Error(`there is no board ${boardId}`)
    return fitModel(
      {
        model: unpackModel(request.model, context),
        ...(request.teacher ? { teacher: unpackModel(request.teacher, context) } : {}),
        datasets: unpackDatasets(request.datasets, context),
        board,
        compile,
        options,
      },
      {
        onNews: createReporter(context),
        shouldStop: context.shouldFinish,
        pause: createBreath(() => performance.now()),
        ...(backend ? { backend } : {}),
        ...(wasmUrl ? { wasmUrl } : {}),
      },
    )
  },
})

export type FitFunctions = ReturnType<typeof createFitFunctions>
