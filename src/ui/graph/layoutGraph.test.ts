import { describe, expect, it } from 'vitest'
import type { Block } from './groupLayers'
import { chooseLayout, densities, layoutGraph } from './layoutGraph'
import type { GraphLayout } from './layoutGraph'

const block = (id: string, inputs: string[], more: Partial<Block> = {}): Block => ({
  id,
  inputs,
  fused: 0,
  cards: [{ node: id, size: 'full' }],
  ...more,
})
const chain = (length: number) =>
  Array.from({ length }, (_, i) => block(`b${i}`, i ? [`b${i - 1}`] : []))

function overlaps(layout: GraphLayout): string[] {
  return layout.cards.flatMap((a, i) =>
    layout.cards
      .slice(i + 1)
      .filter(
        (b) =>
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map((b) => `${a.node} ${b.node}`),
  )
}

describe('layoutGraph', () => {
  it('puts a chain into one row from left to right', () => {
    const { cards, wires } = layoutGraph(chain(4), densities.normal)
    expect(cards.map((card) => card.y)).toEqual(Array(4).fill(cards[0]!.y))
    expect(cards.every((card, i) => i === 0 || card.x > cards[i - 1]!.x)).toBe(true)
    expect(wires.every((wire) => wire.points.length === 2)).toBe(true)
  })

  it('stacks branches and leads a skipping edge above the cards', () => {
    const blocks = [
      block('in', []),
      block('left', ['in']),
      block('right', ['in']),
      block('tail', ['left']),
      block('add', ['tail', 'right', 'in']),
    ]
    const layout = layoutGraph(blocks, densities.normal)
    expect(overlaps(layout)).toEqual([])
    const [left, right] = ['left', 'right'].map((id) => layout.cards.find((c) => c.node === id)!)
    expect(left!.x).toBe(right!.x)
    expect(right!.y).toBeGreaterThan(left!.y + left!.height)
    const skip = layout.wires.find((wire) => wire.from === 'in' && wire.to === 'add')!
    const top = Math.min(...layout.cards.map((card) => card.y))
    expect(Math.min(...skip.points.map(([, y]) => y))).toBeLessThan(top)
  })

  it('brackets the fused cards of a block', () => {
    const cards = [
      { node: 'conv', size: 'full' },
      { node: 'pool', size: 'small' },
      { node: 'flatten', size: 'line' },
    ] as const
    const layout = layoutGraph([block('a', [], { cards, fused: 2 })], densities.normal)
    const pool = layout.cards[1]!
    expect(layout.brackets[0]!.y + layout.brackets[0]!.height).toBe(pool.y + pool.height)
    expect(overlaps(layout)).toEqual([])
  })

  it('wraps a long chain to the pane and keeps it readable', () => {
    const { layout, zoom } = chooseLayout(chain(30), { width: 1100, height: 380 }, new Set())
    expect(layout.width * zoom).toBeLessThanOrEqual(1100)
    expect(zoom).toBeGreaterThanOrEqual(0.6)
    expect(new Set(layout.cards.map((card) => card.y)).size).toBeGreaterThan(2)
    expect(overlaps(layout)).toEqual([])
  })

  it('takes narrow cards before it shrinks', () => {
    const { layout, zoom } = chooseLayout(chain(5), { width: 740, height: 380 }, new Set())
    expect(layout.density.name).toBe('compact')
    expect(zoom).toBe(1)
  })
})
