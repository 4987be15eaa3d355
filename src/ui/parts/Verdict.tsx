// Fits, fits tightly, too big: a shape and a word, so that color never says it alone.

import { Icon } from './Icon'

export type Fit = 'ok' | 'warn' | 'bad'

const icons = { ok: 'check', warn: 'warn', bad: 'bad' } as const
const words = { ok: 'fits', warn: 'fits, tight', bad: 'too big' } as const

/** Tight is above 90 % of the limit. */
export function fitOf(used: number, limit: number): Fit {
  return used > limit ? 'bad' : used > 0.9 * limit ? 'warn' : 'ok'
}

export function Verdict({ fit, by }: { fit: Fit; by?: string }) {
  return (
    <span className={`verdict ${fit}`}>
      <Icon name={icons[fit]} />
      <span>
        {words[fit]}
        {by && <span className="by"> by {by}</span>}
      </span>
    </span>
  )
}
