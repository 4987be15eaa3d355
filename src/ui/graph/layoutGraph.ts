// Layered layout, left to right: a block's column is its longest way from the input. Branches are
// stacked, edges over several columns run in lanes above the cards, long graphs wrap into rows.

import type { Block, BlockCard, CardSize } from './groupLayers'

/** Sizes in CSS pixels at a root font of 16 px. */
export interface Density {
  readonly name: 'roomy' | 'normal' | 'compact'
  readonly card: number
  readonly input: number
  readonly gap: number
  /** Height of one more figure. */
  readonly line: number
  readonly heights: Readonly<Record<CardSize, number>>
}

export const densities = {
  roomy: {
    name: 'roomy',
    card: 196,
    input: 112,
    gap: 38,
    line: 19,
    heights: { input: 72, full: 162, small: 76, line: 34 },
  },
  normal: {
    name: 'normal',
    card: 161,
    input: 88,
    gap: 30,
    line: 17,
    heights: { input: 68, full: 146, small: 70, line: 30 },
  },
  compact: {
    name: 'compact',
    card: 116,
    input: 56,
    gap: 13,
    line: 16,
    heights: { input: 80, full: 136, small: 66, line: 28 },
  },
} as const satisfies Record<string, Density>

export interface PlacedCard extends BlockCard {
  readonly block: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Bracket around fused cards, its word above. */
export interface Bracket {
  readonly block: string
  readonly x: number
  readonly y: number
  readonly height: number
}

export interface Wire {
  readonly from: string
  readonly to: string
  readonly points: readonly (readonly [number, number])[]
}

export interface GraphLayout {
  readonly density: Density
  readonly cards: readonly PlacedCard[]
  readonly brackets: readonly Bracket[]
  readonly wires: readonly Wire[]
  readonly width: number
  readonly height: number
}

const stackGap = 6
const blockGap = 18
const titleHeight = 23
const bracketInset = 9
const markHeight = 20
const laneHeight = 11
const rowGap = 34
const footHeight = 26
const portHeight = 35

interface Placing {
  readonly block: Block
  column: number
  row: number
  x: number
  y: number
  height: number
  width: number
}

function columnsOf(blocks: readonly Block[]): Map<string, Placing> {
  const placed = new Map<string, Placing>()
  for (const block of blocks) {
    const before = block.inputs.map((id) => placed.get(id)?.column ?? -1)
    const column = Math.max(-1, ...before) + 1
    placed.set(block.id, { block, column, row: 0, x: 0, y: 0, height: 0, width: 0 })
  }
  return placed
}

function sizeBlock(placing: Placing, density: Density, taller: ReadonlySet<string>): void {
  const { cards, fused } = placing.block
  const inner = cards.reduce(
    (sum, card) => sum + density.heights[card.size] + (taller.has(card.node) ? footHeight : 0),
    stackGap * (cards.length - 1),
  )
  placing.height = titleHeight + inner + markHeight
  const isInput = cards[0]?.size === 'input'
  placing.width = isInput ? density.input : density.card + (fused ? bracketInset : 0)
}

/** Columns from left to right, broken into rows of at most `rowWidth`. */
function placeColumns(columns: readonly Placing[][], density: Density, rowWidth: number) {
  let x = 0
  let row = 0
  let width = 0
  const rows: Placing[][] = [[]]
  for (const column of columns) {
    const columnWidth = Math.max(...column.map((placing) => placing.width))
    if (x > 0 && x + columnWidth > rowWidth) {
      x = 0
      rows[++row] = []
    }
    for (const placing of column) {
      placing.x = x + columnWidth - placing.width
      placing.row = row
      rows[row]!.push(placing)
    }
    x += columnWidth + density.gap
    width = Math.max(width, x - density.gap)
  }
  return { rows, width }
}

/** Lane above the cards for each edge that skips columns of its row; lanes of nested edges differ. */
function assignLanes(placed: ReadonlyMap<string, Placing>): Map<string, number> {
  const skipping = [...placed.values()]
    .flatMap((to) => to.block.inputs.map((id) => ({ from: placed.get(id)!, to })))
    .filter(({ from, to }) => from.row === to.row && to.column - from.column > 1)
    .sort((a, b) => a.to.column - a.from.column - (b.to.column - b.from.column))
  const lanes = new Map<string, number>()
  const taken: { row: number; from: number; to: number; lane: number }[] = []
  for (const { from, to } of skipping) {
    const clash = (lane: number) =>
      taken.some(
        (other) =>
          other.lane === lane &&
          other.row === from.row &&
          from.column < other.to &&
          other.from < to.column,
      )
    let lane = 0
    while (clash(lane)) lane++
    taken.push({ row: from.row, from: from.column, to: to.column, lane })
    lanes.set(`${from.block.id} ${to.block.id}`, lane)
  }
  return lanes
}

function placeRows(rows: readonly Placing[][], lanes: ReadonlyMap<string, number>): number {
  let top = 0
  rows.forEach((row) => {
    const inRow = new Set(row.map((placing) => placing.block.id))
    const used = [...lanes].filter(([key]) => inRow.has(key.split(' ')[0]!)).map(([, n]) => n + 1)
    top += Math.max(0, ...used) * laneHeight
    const nextY = new Map<number, number>()
    for (const placing of row) {
      placing.y = nextY.get(placing.column) ?? top
      nextY.set(placing.column, placing.y + placing.height + blockGap)
    }
    top = Math.max(top, ...row.map((placing) => placing.y + placing.height)) + rowGap
  })
  return top - rowGap
}

/** Height at which wires meet a block: its first card's name. */
function portOf(placing: Placing): number {
  return placing.y + titleHeight + portHeight
}

function wireBetween(from: Placing, to: Placing, lane: number | undefined, density: Density) {
  const gap = density.gap
  const start = [from.x + from.width, portOf(from)] as const
  const end = [to.x, portOf(to)] as const
  const leave = start[0] + gap / 2
  const enter = end[0] - gap / 2
  if (from.row !== to.row) {
    const between = to.y - rowGap / 2
    return [
      start,
      [leave, start[1]],
      [leave, between],
      [enter, between],
      [enter, end[1]],
      end,
    ] as const
  }
  if (lane !== undefined) {
    const y = Math.min(from.y, to.y) - laneHeight * lane - 2
    return [start, [leave, start[1]], [leave, y], [enter, y], [enter, end[1]], end] as const
  }
  if (start[1] === end[1]) return [start, end] as const
  return [start, [enter, start[1]], [enter, end[1]], end] as const
}

function cardsOf(placing: Placing, density: Density, taller: ReadonlySet<string>): PlacedCard[] {
  let y = placing.y + titleHeight
  const inset = placing.block.fused ? bracketInset : 0
  return placing.block.cards.map((card) => {
    const height = density.heights[card.size] + (taller.has(card.node) ? footHeight : 0)
    const width = placing.width - inset
    const placed = { ...card, block: placing.block.id, x: placing.x + inset, y, width, height }
    y += height + stackGap
    return placed
  })
}

function bracketOf(placing: Placing, cards: readonly PlacedCard[]): Bracket {
  const last = cards[placing.block.fused - 1]!
  const y = placing.y
  return { block: placing.block.id, x: placing.x, y, height: last.y + last.height - y }
}

/** `taller` cards carry a line at their foot. Coordinates start at 0, 0. */
export function layoutGraph(
  blocks: readonly Block[],
  density: Density,
  rowWidth = Infinity,
  taller: ReadonlySet<string> = new Set(),
): GraphLayout {
  const placed = columnsOf(blocks)
  const columns: Placing[][] = []
  for (const placing of placed.values()) {
    sizeBlock(placing, density, taller)
    ;(columns[placing.column] ??= []).push(placing)
  }
  const { rows, width } = placeColumns(columns, density, rowWidth)
  const lanes = assignLanes(placed)
  const height = placeRows(rows, lanes)
  const cards = [...placed.values()].map((placing) => cardsOf(placing, density, taller))
  const brackets = [...placed.values()].flatMap((placing, at) =>
    placing.block.fused > 1 ? [bracketOf(placing, cards[at]!)] : [],
  )
  const wires = [...placed.values()].flatMap((to) =>
    to.block.inputs.map((id) => {
      const from = placed.get(id)!
      const lane = lanes.get(`${id} ${to.block.id}`)
      return { from: id, to: to.block.id, points: wireBetween(from, to, lane, density) }
    }),
  )
  return { density, cards: cards.flat(), brackets, wires, width, height }
}

/** Cards that also say how long their layer takes. */
function withTimes(density: Density): Density {
  const { heights, line } = density
  return { ...density, heights: { ...heights, full: heights.full + line } }
}

/** Zooms at which a wrapped graph is tried, largest first. */
const readable = [1, 0.9, 0.8, 0.7, 0.62]
const small = [0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1]

/**
 * The layout that shows most at a readable size: one row where it fits, otherwise wrapped. With
 * `whole` all of the graph is in the pane, however small; without, the rest is reached by scrolling.
 * `timed` cards have one figure more.
 */
export function chooseLayout(
  blocks: readonly Block[],
  pane: { readonly width: number; readonly height: number },
  taller: ReadonlySet<string>,
  { whole = false, timed = false } = {},
): { layout: GraphLayout; zoom: number } {
  const width = pane.width - 24
  const height = pane.height - 24
  const known = Object.values(densities).map((density) => (timed ? withTimes(density) : density))
  const order = pane.width >= 1400 ? known : known.slice(1)
  const normal = order.find(({ name }) => name === 'normal') ?? densities.normal
  for (const density of order) {
    const layout = layoutGraph(blocks, density, Infinity, taller)
    const lowest = whole ? 0 : 0.8
    const zoom = Math.min(1, width / layout.width, Math.max(lowest, height / layout.height))
    const smallest = density.name === 'compact' ? 0.92 : 1
    if (width / layout.width >= smallest) return { layout, zoom }
  }
  for (const zoom of whole ? [...readable, ...small] : readable) {
    const layout = layoutGraph(blocks, normal, width / zoom, taller)
    if (layout.height * zoom <= height && layout.width * zoom <= width) return { layout, zoom }
  }
  const zoom = whole ? 0.1 : 0.75
  return { layout: layoutGraph(blocks, normal, width / zoom, taller), zoom }
}
