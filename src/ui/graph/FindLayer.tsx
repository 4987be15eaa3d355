// Finds a layer by name or kind: type, arrow keys, Enter.

import { Popover } from 'radix-ui'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { formatShape } from '../../model/model'
import type { NodeId } from '../../model/model'
import { show } from '../../store/session'
import { Icon } from '../parts/Icon'
import { indexOf, kindLabel } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'
import { useSession } from '../parts/useStores'

/** 0 is the name itself; "conv2" means the layer of that name before all that are Conv2D. */
function rankOf(name: string, kind: string, words: string): number | undefined {
  if (name === words) return 0
  if (name.startsWith(words)) return 1
  if (name.includes(words)) return 2
  return `${name} ${kind}`.includes(words) ? 3 : undefined
}

function useMatches(query: string) {
  const { plan } = useDerived()
  const { node } = indexOf(plan)
  const words = query.toLowerCase().trim()
  return plan.layers
    .flatMap((cost) => {
      const layer = node.get(cost.node)!
      const rank = rankOf(layer.name.toLowerCase(), kindLabel(layer).toLowerCase(), words)
      return rank === undefined ? [] : [{ cost, layer, rank }]
    })
    .sort((a, b) => a.rank - b.rank)
}

function Finder({ onPick }: { onPick: (node: NodeId) => void }) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const matches = useMatches(query)
  const active = Math.min(at, matches.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && matches.length > 0) {
      event.preventDefault()
      setAt((active + step + matches.length) % matches.length)
    } else if (event.key === 'Enter' && matches[active]) onPick(matches[active].cost.node)
  }
  return (
    <>
      <input
        role="combobox"
        aria-label="Find layer"
        aria-expanded="true"
        aria-controls="found-layers"
        aria-activedescendant={matches[active] && `found-${active}`}
        placeholder="Layer name or kind"
        value={query}
        autoFocus
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {matches.length === 0 && <p className="hint">No layer is called “{query}”.</p>}
      <ul role="listbox" id="found-layers" aria-label="Layers">
        {matches.map(({ cost, layer }, i) => (
          <li
            key={layer.id}
            id={`found-${i}`}
            role="option"
            aria-selected={i === active}
            ref={i === active ? (item) => item?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseMove={() => setAt(i)}
            onClick={() => onPick(layer.id)}
          >
            <span>{layer.name}</span>
            <span className="muted">
              {kindLabel(layer)} {cost.shape && formatShape(cost.shape)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

export function FindLayer() {
  const open = useSession((state) => state.finding)
  return (
    <Popover.Root open={open} onOpenChange={(finding) => show({ finding })}>
      <Popover.Trigger asChild>
        <button
          className="btn square ghost"
          type="button"
          aria-label="Find layer"
          title="Find layer  (/)"
        >
          <Icon name="search" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop find" align="end" sideOffset={4} aria-label="Find layer">
          <Finder onPick={(selected) => show({ selected, finding: false })} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
