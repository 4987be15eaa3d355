// A search as it is watched on a terminal: progress on stderr, Ctrl+C ends it with the best so far.

import type { FitNews } from '../fit/fitOptions'

export interface Follow {
  readonly onNews: (news: FitNews) => void
  readonly isInterrupted: () => boolean
  /** Nothing is caught or written any more. */
  readonly end: () => void
}

/** On a terminal one line that changes; elsewhere a line for each new piece of work. */
export function followFit(): Follow {
  const { stderr } = process
  let [interrupted, last, open] = [false, '', false]
  const onInterrupt = () => {
    // A second time it ends all.
    process.off('SIGINT', onInterrupt)
    interrupted = true
  }
  process.on('SIGINT', onInterrupt)
  const show = (text: string, key: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`)
    else if (key !== last) console.error(text)
    last = key
    open = stderr.isTTY
  }
  return {
    onNews: (news) => {
      if (news.kind !== 'progress') return
      const { phase, steps, ofSteps, what } = news.progress
      show(`${Math.floor((100 * steps) / ofSteps)} %, ${phase}: ${what}`, `${phase} ${what}`)
    },
    isInterrupted: () => interrupted,
    end: () => {
      process.off('SIGINT', onInterrupt)
      if (open) stderr.write('\n')
    },
  }
}
