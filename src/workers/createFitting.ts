// The page's way to the auto-fit worker. Asked to finish it answers with the best so far; aborting ends
// the thread at once.

import type { FitNews, FitRequest, FitResult } from '../fit/fitOptions'
import type { BackendName } from '../learning/trainOptions'
import type { FitFunctions } from './fitFunctions'
import { packDatasets, packModel } from './packing'
import { connect } from './rpc'
import type { Thread } from './rpc'

export interface FitInput extends FitRequest {
  /** Undefined: WebAssembly, on which a seed says all. */
  readonly backend?: BackendName
}

export interface Fitting {
  /**
   * Rejects with UserError for a user's trouble, with the signal's reason when aborted. `finish` ends
   * the search soon, with the best so far.
   */
  readonly fit: (
    input: FitInput,
    signal: AbortSignal,
    onNews: (news: FitNews) => void,
    finish?: AbortSignal,
  ) => Promise<FitResult>
  /** Milliseconds that a step takes at most; undefined where there are no labels to train with. */
  readonly timeStep: (
    input: Pick<FitInput, 'model' | 'teacher' | 'datasets'> & { readonly seed: number },
    signal: AbortSignal,
  ) => Promise<number | undefined>
  readonly stop: () => void
}

export function createFitting(startThread: () => Thread): Fitting {
  const client = connect<FitFunctions>(startThread)
  return {
    fit: (input, signal, onNews, finish) => {
      const { model, teacher, datasets, board, compile, options, backend } = input
      const own = packModel(model)
      const teaches = teacher && packModel(teacher)
      const data = packDatasets(datasets)
      const request = {
        model: own.packed,
        ...(teaches ? { teacher: teaches.packed } : {}),
        datasets: data.packed,
        boardId: board.id,
        compile,
        options,
        ...(backend ? { backend } : {}),
      }
      const ended = new AbortController()
      finish?.addEventListener('abort', () => client.finish(), { signal: ended.signal })
      const answer = client.call('fit', request, {
        signal,
        blobs: { ...own.blobs, ...data.blobs, ...teaches?.blobs },
        onProgress: ({ detail }) => onNews(detail as FitNews),
      })
      return answer.finally(() => ended.abort())
    },
    timeStep: ({ model, teacher, datasets, seed }, signal) => {
      const own = packModel(model)
      const teaches = teacher && packModel(teacher)
      const data = packDatasets(datasets)
      const blobs = { ...own.blobs, ...data.blobs, ...teaches?.blobs }
      const request = {
        model: own.packed,
        datasets: data.packed,
        ...(teaches ? { teacher: teaches.packed } : {}),
        seed,
      }
      return client.call('timeStep', request, { signal, blobs })
    },
    stop: () => client.stop(),
  }
}
