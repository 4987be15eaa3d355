// One search as the page sees it: what it was started for, what it has told so far, the models.

import type {
  FitCandidate,
  FitNews,
  FitOptions,
  FitProgress,
  FitResult,
  Sensitivity,
} from '../fit/fitOptions'
import type { Model } from '../model/model'

export interface FitRun {
  /** Of the model that is shrunk. */
  readonly modelKey: string
  readonly boardId: string
  readonly options: FitOptions
  /** Percentages are of right answers; otherwise of answers that stay what they were. */
  readonly labelled: boolean
  readonly phase: 'running' | 'finishing' | 'ended'
  readonly ended?: FitResult['ended'] | 'interrupted' | 'failed'
  readonly progress?: FitProgress
  readonly msLeft?: number
  readonly candidates: readonly FitCandidate[]
  readonly sensitivity: readonly Sensitivity[]
  readonly bestId?: number
  /** By candidate: the best so far; in the end the whole Pareto list. */
  readonly models: ReadonlyMap<number, Model>
}

export function isActive({ phase }: FitRun): boolean {
  return phase === 'running' || phase === 'finishing'
}

export function percentOf({ validationPercent, nearPercent }: FitCandidate): number | undefined {
  return validationPercent ?? nearPercent
}

export function withNews(run: FitRun, news: FitNews): FitRun {
  if (news.kind === 'progress') return { ...run, progress: news.progress }
  if (news.kind === 'sensitivity') return { ...run, sensitivity: news.layers }
  const { candidates, best } = news
  if (!best) return { ...run, candidates }
  return { ...run, candidates, bestId: best.id, models: new Map([[best.id, best.model]]) }
}

export function withResult(run: FitRun, result: FitResult): FitRun {
  const { candidates, sensitivity, best, models, ended } = result
  return {
    ...endRun(run, ended),
    candidates,
    sensitivity,
    bestId: best.id,
    models: new Map([...models, [best.id, best.model]]),
  }
}

/** What is there stays: the best so far can be used. */
export function endRun(run: FitRun, ended: NonNullable<FitRun['ended']>): FitRun {
  const { msLeft: _, ...rest } = run
  return { ...rest, phase: 'ended', ended }
}

/** Times the steps of a search, phase by phase: those of a network that shrank are quicker. */
export function createClock(now: () => number) {
  let [phase, begin, from] = ['', 0, 0]
  let msPerStep: number | undefined
  return {
    /** Milliseconds that are left, once that can be said. */
    left: ({ phase: at, steps, ofSteps }: FitProgress): number | undefined => {
      if (at !== phase) [phase, begin, from] = [at, now(), steps]
      const [ms, done] = [now() - begin, steps - from]
      if (done >= 5 && ms > 500) msPerStep = ms / done
      return msPerStep === undefined ? undefined : msPerStep * (ofSteps - steps)
    },
  }
}
