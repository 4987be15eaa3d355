// One search in progress: how many steps are done, who is told, when it is to end.

import type { FitContext, FitPhase } from './fitOptions'

export interface Run {
  readonly context: FitContext
  /** Steps that are left of all. */
  readonly left: () => number
  /** Counts steps that were done; fractions add up. */
  readonly spend: (steps: number) => void
  readonly tell: (phase: FitPhase, what: string) => void
  /** Awaited between pieces of work: lets others in, throws when aborted; true where it is to end. */
  readonly isOver: () => Promise<boolean>
}

/** A training step computes forward, backward and the teacher; a run forward is a third of it. */
const forwardShare = 1 / 3
export const stepSamples = 32

/** Running samples forward, in training steps. */
export function forwardSteps(samples: number): number {
  return (samples / stepSamples) * forwardShare
}

/** How many samples run forward in so many steps. */
export function samplesFor(steps: number): number {
  return Math.floor((steps * stepSamples) / forwardShare)
}

export function createRun(steps: number, context: FitContext): Run {
  const { onNews, signal, shouldStop, pause } = context
  let done = 0
  return {
    context,
    left: () => Math.max(0, steps - done),
    spend: (more) => void (done += more),
    tell: (phase, what) =>
      onNews?.({
        kind: 'progress',
        progress: { phase, steps: Math.min(steps, Math.round(done)), ofSteps: steps, what },
      }),
    isOver: async () => {
      await pause?.()
      signal?.throwIfAborted()
      return shouldStop?.() ?? false
    },
  }
}
