// The plan's slots with the name and color of the layer whose result they hold.

import type { Plan } from '../../compile/plan'
import type { Slot } from '../../model/program'
import { layerColors } from '../parts/layerColor'
import { bufferName } from '../parts/planIndex'

export interface NamedSlot {
  readonly slot: Slot
  readonly name: string
  readonly color: string
}

export function namedSlots(plan: Plan): readonly NamedSlot[] {
  const colors = layerColors(plan)
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.id, buffer]))
  return plan.memory.slots.map((slot) => {
    const nodes = buffers.get(slot.buffer)?.nodes ?? []
    const named = [...nodes].reverse().find((id) => colors.has(id)) ?? nodes[nodes.length - 1]
    return {
      slot,
      name: bufferName(plan, slot.buffer),
      color: (named !== undefined && colors.get(named)) || 'var(--text-3)',
    }
  })
}
