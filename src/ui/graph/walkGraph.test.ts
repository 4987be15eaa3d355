import { describe, expect, it } from 'vitest'
import type { PlacedCard } from './layoutGraph'
import { nextCard } from './walkGraph'

const card = (node: string, x: number, y: number): PlacedCard => ({
  node,
  block: node,
  size: 'full',
  x,
  y,
  width: 160,
  height: 140,
})

describe('nextCard', () => {
  const cards = [card('a', 0, 0), card('b', 200, 0), card('below b', 200, 150), card('c', 0, 600)]
  const from = (node: string) => cards.find((c) => c.node === node)!
  const go = (node: string, key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown') =>
    nextCard(cards, from(node), key)?.node

  it('goes to the nearest card in the direction', () => {
    expect(go('a', 'ArrowRight')).toBe('b')
    expect(go('b', 'ArrowDown')).toBe('below b')
    expect(go('below b', 'ArrowUp')).toBe('b')
    expect(go('b', 'ArrowLeft')).toBe('a')
  })

  it('follows the flow over the end of a row and stops at its ends', () => {
    expect(go('below b', 'ArrowRight')).toBe('c')
    expect(go('a', 'ArrowLeft')).toBeUndefined()
    expect(go('c', 'ArrowRight')).toBeUndefined()
  })
})
