// What lies under the cards: wires between blocks, brackets around layers that one kernel computes,
// the mark where the arena is fullest.

import { memo } from 'react'
import { formatBytes } from '../format'
import { Icon } from '../parts/Icon'
import { useDerived } from '../parts/useDerived'
import { budgetCulprits } from './budgetCulprits'
import type { GraphLayout } from './layoutGraph'

const corner = 6

/** Right-angled line with rounded corners. */
export function roundedPath(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${first[0]} ${first[1]}`
  rest.forEach((point, i) => {
    const next = rest[i + 1]
    const before = i === 0 ? first : rest[i - 1]!
    if (!next) {
      path += `L${point[0]} ${point[1]}`
      return
    }
    const cut = (to: readonly [number, number]) => {
      const length = Math.hypot(to[0] - point[0], to[1] - point[1])
      const share = length === 0 ? 0 : Math.min(corner, length / 2) / length
      return `${point[0] + (to[0] - point[0]) * share} ${point[1] + (to[1] - point[1]) * share}`
    }
    path += `L${cut(before)}Q${point[0]} ${point[1]} ${cut(next)}`
  })
  return path
}

export const Wires = memo(function Wires({ layout }: { layout: GraphLayout }) {
  return (
    <svg className="wires" width="1" height="1" aria-hidden="true">
      {layout.wires.map((wire) => {
        const [x, y] = wire.points[wire.points.length - 1]!
        return (
          <g key={`${wire.from} ${wire.to}`}>
            <path d={roundedPath(wire.points)} />
            <path d={`M${x - 5} ${y - 3.5}L${x - 1} ${y}L${x - 5} ${y + 3.5}`} />
          </g>
        )
      })}
    </svg>
  )
})

export function Brackets({ layout }: { layout: GraphLayout }) {
  const { plan } = useDerived()
  const peakBlock = plan.supported ? `step:${plan.memory.peakStep}` : undefined
  const over = budgetCulprits(plan).ramStep !== undefined
  const peakCards = layout.cards.filter((card) => card.block === peakBlock)
  const last = peakCards[peakCards.length - 1]
  return (
    <>
      {layout.brackets.map((bracket) => (
        <div
          key={bracket.block}
          className={`bracket${over && bracket.block === peakBlock ? ' culprit' : ''}`}
          style={{ left: bracket.x, top: bracket.y, height: bracket.height }}
          aria-hidden="true"
        >
          <span>
            fused <em>into one kernel</em>
          </span>
        </div>
      ))}
      {last && (
        <p
          className={`mark mark-peak${over ? ' over' : ''}`}
          style={{ left: last.x, top: last.y + last.height + 3 }}
          title="The arena is fullest while this step runs"
        >
          <Icon name="peak" />
          RAM peak {formatBytes(plan.memory.arenaBytes)}
        </p>
      )}
    </>
  )
}
