// The trusted part of memory planning: knows nothing of how a plan was made, computes lifetimes
// anew from the calls, and compares every pair of buffers. Always on. A failure is our bug.

import type { Buffer, BufferId, Call, MemoryPlan, Slot } from '../model/program'

interface Use {
  readonly first: number
  readonly last: number
}

function usesOf(calls: readonly Call[], id: BufferId, input: BufferId, output: BufferId): Use {
  const steps = calls.flatMap((call, step) =>
    Object.values(call.buffers).includes(id) ? [step] : [],
  )
  if (id === input) steps.push(0)
  if (id === output) steps.push(Math.max(0, calls.length - 1))
  return { first: Math.min(...steps), last: Math.max(...steps) }
}

/** `over` is written by the call that reads `under` for the last time, at the same place. */
function overlapProved(
  calls: readonly Call[],
  over: Slot,
  under: Slot,
  uses: ReadonlyMap<BufferId, Use>,
): boolean {
  const writer = calls[uses.get(over.buffer)?.first ?? -1]
  return (
    over.mayOverlap?.buffer === under.buffer &&
    writer?.inPlace !== undefined &&
    writer.buffers[writer.inPlace.field] === under.buffer &&
    writer.buffers['out'] === over.buffer &&
    uses.get(under.buffer)?.last === uses.get(over.buffer)?.first &&
    over.offset === under.offset &&
    over.bytes <= under.bytes
  )
}

/** Throws an Error that names the two buffers or the slot that is wrong. */
export function checkPlan(
  calls: readonly Call[],
  buffers: readonly Buffer[],
  input: BufferId,
  output: BufferId,
  plan: MemoryPlan,
): void {
  const uses = new Map(
    buffers.map((buffer) => [buffer.id, usesOf(calls, buffer.id, input, output)]),
  )
  const slots = new Map(plan.slots.map((slot) => [slot.buffer, slot]))
  for (const buffer of buffers) {
    const slot = slots.get(buffer.id)
    const use = uses.get(buffer.id)
    if (!slot || slot.bytes !== buffer.bytes)
      throw new Error(`buffer ${buffer.id} has no slot of its size`)
    if (!use || slot.from > use.first || slot.until <= use.last)
      throw new Error(`buffer ${buffer.id} is used outside its life`)
    if (slot.offset < 0 || slot.offset + slot.bytes > plan.arenaBytes)
      throw new Error(`buffer ${buffer.id} lies outside the arena`)
  }
  for (const a of plan.slots)
    for (const b of plan.slots) {
      const useA = uses.get(a.buffer)
      const useB = uses.get(b.buffer)
      if (a.buffer >= b.buffer || !useA || !useB) continue
      const together = useA.first <= useB.last && useB.first <= useA.last
      const touching = a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes
      if (!together || !touching) continue
      if (overlapProved(calls, a, b, uses) || overlapProved(calls, b, a, uses)) continue
      throw new Error(`buffers ${a.buffer} and ${b.buffer} overlap while both are alive`)
    }
}
