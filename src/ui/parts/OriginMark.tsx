// How well a figure is known: the fuller the ring, the better; the word stands beside it.

import type { Origin } from '../../compile/plan'

const words: Record<Origin, string> = {
  measured: 'measured',
  simulated: 'simulated',
  estimated: 'estimated',
  planned: 'plan, exact',
}

export function OriginMark({
  origin,
  more,
  title,
}: {
  origin: Origin
  more?: string
  title?: string
}) {
  return (
    <span className="origin" title={title}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <circle
          cx="6"
          cy="6"
          r="4"
          strokeDasharray={origin === 'estimated' ? '2.1 2.09' : undefined}
          fill={origin === 'measured' || origin === 'planned' ? 'currentColor' : 'none'}
        />
        {origin === 'simulated' && <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />}
      </svg>
      {words[origin]}
      {more && `, ${more}`}
    </span>
  )
}
