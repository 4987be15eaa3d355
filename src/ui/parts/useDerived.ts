// Hooks of what is derived from the design on screen: apart from `useStores`, so that the start screen
// comes without the compiler.

import { useStore } from 'zustand'
import { channelNews } from '../../store/channels'
import { derive, trainedDesign } from '../../store/derive'
import type { Derived } from '../../store/derive'
import { useDesign } from './useStores'

export function useDerived(): Derived {
  useStore(channelNews)
  return derive(useDesign())
}

/** The plan with every size as trained. */
export function useTrained(): Derived {
  return derive(trainedDesign(useDesign()))
}
