// What would make the design fit, once it was found.

import { useStore } from 'zustand'
import type { Suggestions } from '../../fit/suggestSizes'
import { needsSuggestion, suggestJob, suggestionKey } from '../../store/suggestions'
import { useProject } from './useStores'

/** The answer to what is committed, while nothing is being dragged. */
export function useSuggestions(): Suggestions | undefined {
  const design = useProject((state) => state.design)
  const result = useStore(suggestJob.store, (job) => job.result)
  const dragged = useProject((state) => state.preview !== null)
  if (!design || dragged || !needsSuggestion(design)) return undefined
  return result?.key === suggestionKey(design) ? result.value : undefined
}
