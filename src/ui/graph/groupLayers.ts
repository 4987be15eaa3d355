// Layers that one kernel computes stand under each other as one block; layers that only look at the
// same bytes with another shape hang below the block that made them.

import type { Plan } from '../../compile/plan'
import { layerOf } from '../../layers'
import type { NodeId } from '../../model/model'
import { indexOf } from '../parts/planIndex'

export type CardSize = 'input' | 'full' | 'small' | 'line'

export interface BlockCard {
  readonly node: NodeId
  readonly size: CardSize
}

export interface Block {
  readonly id: string
  readonly cards: readonly BlockCard[]
  /** How many of the first cards one kernel computes; 0 where nothing is fused. */
  readonly fused: number
  /** Ids of the blocks that this one reads. */
  readonly inputs: readonly string[]
}

interface Open {
  readonly id: string
  readonly cards: BlockCard[]
  readonly inputs: Set<string>
  fused: number
}

export function groupLayers(plan: Plan): readonly Block[] {
  const { node: nodes } = indexOf(plan)
  const blocks = new Map<string, Open>()
  const blockOf = new Map<NodeId, Open>()
  const addTo = (id: string, card: BlockCard): Open => {
    const block = blocks.get(id) ?? { id, cards: [], inputs: new Set<string>(), fused: 0 }
    blocks.set(id, block)
    block.cards.push(card)
    blockOf.set(card.node, block)
    return block
  }
  for (const { node: id, step, shape } of plan.layers) {
    const node = nodes.get(id)
    if (!node) continue
    const [first] = node.inputs
    const producer = first === undefined ? undefined : blockOf.get(first)
    let block: Open
    if (node.kind === 'input') block = addTo(`input:${id}`, { node: id, size: 'input' })
    else if (step !== undefined) {
      const size = plan.calls[step]?.owner === id ? 'full' : 'small'
      block = addTo(`step:${step}`, { node: id, size })
      if (block.cards.length > 1) block.fused = block.cards.length
    } else if (layerOf(node.kind)?.alias && producer && !producer.id.startsWith('input:'))
      block = addTo(producer.id, { node: id, size: 'line' })
    else block = addTo(`layer:${id}`, { node: id, size: shape ? 'full' : 'small' })
    for (const input of node.inputs) {
      const from = blockOf.get(input)
      if (from && from !== block) block.inputs.add(from.id)
    }
  }
  return [...blocks.values()].map((block) => ({ ...block, inputs: [...block.inputs] }))
}
