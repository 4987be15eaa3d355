// The page's way to the auto-fit worker. `finish` asks for the best so far, which comes as the result;
// aborting ends the thread at once.

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
  /** Rejects with UserError for a user's trouble, with the signal's reason when aborted. */
  readonly fit: (
    input: FitInput,
    signal: AbortSignal,
    onNews: (news: FitNews) => void,
  ) => Promise<FitResult>
  /** The running search ends soon, with the best so far. */
  readonly finish: () => void
  readonly stop: () => void
}

export function createFitting(startThread: () => Thread): Fitting {
  const client = connect<FitFunctions>(startThread)
  return {
    fit: ({ model, teacher, datasets, board, compile, options, backend }, signal, onNews) => {
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
      return client.call('fit', request, {
        signal,
        blobs: { ...own.blobs, ...data.blobs, ...teaches?.blobs },
        onProgress: ({ detail }) => onNews(detail as FitNews),
      })
    },
    finish: () => client.finish(),
    stop: () => client.stop(),
  }
}
