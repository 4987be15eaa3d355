// The plan's slots with the name and color of the layer whose result they hold, and where a stream
// keeps only some of its rows, which.

import type { Plan } from '../../compile/plan'
import { callStage } from '../../compile/rowOverlap'
import type { BufferId, Slot } from '../../model/program'
import { layerColors } from '../parts/layerColor'
import { bufferName } from '../parts/planIndex'

/** `count` of `all` rows are in RAM at a time. */
export interface RowWindow {
  readonly count: number
  readonly all: number
}

export interface NamedSlot {
  readonly slot: Slot
  readonly name: string
  readonly color: string
  readonly window?: RowWindow
}

/** Of the buffers between the calls of a stream, and of an input that arrives row by row. */
export function rowWindows(plan: Plan): ReadonlyMap<BufferId, RowWindow> {
  const windows = new Map<BufferId, RowWindow>()
  const { calls, stream, inputBuffer } = plan
  calls.slice(0, stream?.calls ?? 0).forEach((call, i) => {
    const buffer = i === 0 ? inputBuffer : calls[i - 1]?.buffers['out']
    const count = stream?.windows[i] ?? 0
    const all = callStage(call)?.inHeight ?? 0
    if (buffer !== undefined && count < all) windows.set(buffer, { count, all })
  })
  return windows
}

/** Scratch memory that calls of a stream share is one place. */
function withoutShared(slots: readonly NamedSlot[], scratch: ReadonlySet<BufferId>) {
  const same = (a: Slot, b: Slot) =>
    a.offset === b.offset && a.from === b.from && a.until === b.until && a.bytes <= b.bytes
  return slots.filter(
    ({ slot }, i) =>
      !scratch.has(slot.buffer) ||
      !slots.some(
        (other, k) =>
          scratch.has(other.slot.buffer) &&
          same(slot, other.slot) &&
          (slot.bytes < other.slot.bytes || k < i),
      ),
  )
}

export function namedSlots(plan: Plan): readonly NamedSlot[] {
  const colors = layerColors(plan)
  const windows = rowWindows(plan)
  const buffers = new Map(plan.buffers.map((buffer) => [buffer.id, buffer]))
  const slots = plan.memory.slots.map((slot) => {
    const { nodes = [], scratch } = buffers.get(slot.buffer) ?? {}
    const named = [...nodes].reverse().find((id) => colors.has(id)) ?? nodes[nodes.length - 1]
    const name = bufferName(plan, slot.buffer)
    const window = windows.get(slot.buffer)
    return {
      slot,
      name: scratch ? 'scratch' : name,
      color: (!scratch && named !== undefined && colors.get(named)) || 'var(--text-3)',
      ...(window ? { window } : {}),
    }
  })
  const scratch = plan.buffers.filter((buffer) => buffer.scratch).map(({ id }) => id)
  return withoutShared(slots, new Set(scratch))
}
