// What several edits would make of the committed design, tried one after another while nothing else
// happens, so that the page stays quick however large the model is.

import { useEffect, useState } from 'react'
import { project } from '../../store/project'
import type { Design } from '../../store/project'
import { knownTry, tryChange } from '../../store/tryChange'
import type { Change, Tried } from '../../store/tryChange'
import { useProject } from '../parts/useStores'

export interface Trial {
  readonly key: string
  readonly change: Change
}

const restMs = 120

/** By key; what is missing is not tried yet. */
export function useTries(trials: readonly Trial[]): {
  readonly design: Design | null
  readonly tries: ReadonlyMap<string, Tried>
} {
  const design = useProject((state) => state.design)
  const [, setDone] = useState(0)
  useEffect(() => {
    if (!design) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const next = () => {
      const trial = trials.find(({ key }) => !knownTry(design, key))
      if (!trial) return
      // A hand on a slider comes first.
      if (project.getState().preview) timer = setTimeout(next, restMs)
      else {
        tryChange(design, trial.key, trial.change)
        setDone((count) => count + 1)
        timer = setTimeout(next)
      }
    }
    timer = setTimeout(next, restMs)
    return () => clearTimeout(timer)
  }, [design, trials])
  const tries = new Map<string, Tried>()
  for (const { key } of trials) {
    const known = design ? knownTry(design, key) : undefined
    if (known) tries.set(key, known)
  }
  return { design, tries }
}
