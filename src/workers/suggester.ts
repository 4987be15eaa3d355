// The page's way to what fits its board; the thread starts with the first question. Weights stay here:
// shapes and scores are enough.

import { channelScores, importanceByWeights } from '../edits/importance'
import type { ChannelScores } from '../edits/importance'
import type { Suggestions } from '../fit/suggestSizes'
import type { Model } from '../model/model'
import { connect } from './rpc'
import { threadOf } from './threadOf'
import type { SuggestFunctions, SuggestRequest } from './suggestFunctions'

const client = connect<SuggestFunctions>(() =>
  threadOf(new Worker(new URL('./suggest.worker.ts', import.meta.url), { type: 'module' })),
)

const nothing = new Float32Array()

/** The model with the shapes of its weights and none of their values. */
export function withoutValues(model: Model): Model {
  const weights = Object.entries(model.weights).map(
    ([id, { shape }]) => [id, { shape, data: nothing }] as const,
  )
  return { ...model, weights: Object.fromEntries(weights) }
}

/** `scores`: by weights where there are none. Aborting ends the thread. */
export function suggest(
  request: Omit<SuggestRequest, 'scores'> & { readonly scores?: ChannelScores },
  signal: AbortSignal,
  tell: (share: number) => void,
): Promise<Suggestions> {
  const { base, scores = channelScores(base, importanceByWeights) } = request
  return client.call(
    'suggest',
    { ...request, base: withoutValues(base), scores },
    { signal, onProgress: ({ done, total }) => tell(done / total) },
  )
}
