// --streaming: how rows use RAM.

import type { Streaming } from '../compile/plan'
import { fail } from '../lib/diagnostics'

const ways: readonly Streaming[] = ['auto', 'whole', 'rows', 'input-rows']

export const streamingUsage = `[--streaming ${ways.join('|')}]`

/** Throws UserError `cli/bad-streaming`. */
export function readStreaming(word: string | undefined): Streaming {
  const way = ways.find((known) => known === (word ?? 'auto'))
  return (
    way ??
    fail('cli/bad-streaming', `--streaming ${word} is not known here.`, {
      hint: `Known are ${ways.join(', ')}.`,
    })
  )
}
