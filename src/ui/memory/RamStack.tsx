// All RAM of the board as one column: the arena at the bottom, what is left or too much on top.

import { formatBytes, formatExactBytes } from '../format'
import { useDerived } from '../parts/useDerived'

export function RamStack() {
  const { ram } = useDerived().plan
  const free = ram.limitBytes - ram.bytes
  const parts = ram.parts.filter((part) => part.bytes > 0)
  const rest =
    free >= 0
      ? { id: 'free', label: 'free', bytes: free }
      : { id: 'over', label: 'over', bytes: -free }
  return (
    <ul className="ramstack">
      {[rest, ...[...parts].reverse()].map((part) => (
        <li
          key={part.id}
          className={part.id}
          style={{ flex: `${Math.max(part.bytes, 1)} 0 0` }}
          title={`${part.label}: ${formatExactBytes(part.bytes)}`}
        >
          <span>{part.label}</span>
          <b>{formatBytes(part.bytes)}</b>
        </li>
      ))}
    </ul>
  )
}
