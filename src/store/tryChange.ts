// Edits that may not be possible: tried first, and where the model can't have them the reason comes
// back as data, for the control that asked.

import type { Diagnostic } from '../lib/diagnostics'
import { UserError } from '../lib/diagnostics'
import { derive } from './derive'
import { cancelPreview, commit, preview } from './project'
import type { Design } from './project'

export type Change = (design: Design) => Design

export type Tried =
  | { readonly design: Design; readonly problem?: undefined }
  | { readonly problem: Diagnostic; readonly design?: undefined }

function guarded<T>(work: () => T): T | { readonly problem: Diagnostic } {
  try {
    return work()
  } catch (error) {
    const [problem] = error instanceof UserError ? error.diagnostics : []
    if (!problem) throw error
    return { problem }
  }
}

/** The change, and a plan of what it makes: sizes that can't be together show themselves there. */
function planned(change: Change): Change {
  return (design) => {
    const after = change(design)
    derive(after)
    return after
  }
}

const tried = new WeakMap<Design, Map<string, Tried>>()

/** What the change makes of the design. `key` names the change: it is tried once per design. */
export function tryChange(design: Design, key: string, change: Change): Tried {
  const ofDesign = tried.get(design) ?? new Map<string, Tried>()
  tried.set(design, ofDesign)
  const known = ofDesign.get(key) ?? guarded(() => ({ design: planned(change)(design) }))
  ofDesign.set(key, known)
  return known
}

/** What is known of it without trying. */
export function knownTry(design: Design, key: string): Tried | undefined {
  return tried.get(design)?.get(key)
}

/** Shows the edit; where it can't be, what was shown stays and the reason comes back. */
export function tryPreview(change: Change): Diagnostic | undefined {
  const done = guarded(() => preview(planned(change)))
  return done?.problem
}

/** Makes the edit; where it can't be, nothing changes and the reason comes back. */
export function tryCommit(
  label: string | ((before: Design) => string),
  change: Change,
  merge?: string,
): Diagnostic | undefined {
  const done = guarded(() => commit(label, planned(change), merge))
  if (done) cancelPreview()
  return done?.problem
}
