// Arrow keys on the graph: the nearest card in that direction, in flow order where there is none
// (the end of a row).

import type { PlacedCard } from './layoutGraph'

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

export function isDirection(key: string): key is Direction {
  return ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(key)
}

const axes = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
} as const

function center(card: PlacedCard): readonly [number, number] {
  return [card.x + card.width / 2, card.y + Math.min(card.height, 60) / 2]
}

export function nextCard(
  cards: readonly PlacedCard[],
  from: PlacedCard,
  direction: Direction,
): PlacedCard | undefined {
  const [dx, dy] = axes[direction]
  const [x, y] = center(from)
  let best: PlacedCard | undefined
  let least = Infinity
  for (const card of cards) {
    const [cx, cy] = center(card)
    const along = (cx - x) * dx + (cy - y) * dy
    const aside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx)
    if (along < 10 || (dx !== 0 && aside > 260)) continue
    if (dy !== 0 && aside > from.width) continue
    const distance = along + 2 * aside
    if (distance < least) [best, least] = [card, distance]
  }
  if (best || dy !== 0) return best
  return cards[cards.indexOf(from) + dx]
}
