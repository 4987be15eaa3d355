// Places every buffer in one arena. A buffer lives from the step that first writes it up to and
// including the last step that reads it, half-open in steps. First fit over a few orders, then the
// buffer that sticks out is moved to the front while that helps. `checkPlan` verifies the result.

import type { Buffer, BufferId, Call, MemoryPlan, Slot } from '../model/program'

interface Life {
  from: number
  until: number
}

/** Lifetimes by buffer. The input is there from the start, the output to the end. */
export function lifetimes(
  calls: readonly Call[],
  buffers: readonly Buffer[],
  input: BufferId,
  output: BufferId,
): ReadonlyMap<BufferId, Life> {
  const lives = new Map<BufferId, Life>(
    buffers.map((buffer) => [buffer.id, { from: Infinity, until: -Infinity }]),
  )
  const touch = (id: BufferId, step: number) => {
    const life = lives.get(id)
    if (!life) throw new Error(`no buffer ${id}`)
    life.from = Math.min(life.from, step)
    life.until = Math.max(life.until, step + 1)
  }
  calls.forEach((call, step) => Object.values(call.buffers).forEach((id) => touch(id, step)))
  touch(input, 0)
  touch(output, Math.max(0, calls.length - 1))
  return lives
}

/** Buffers that lie in the same place: an element-wise result over its dying input. */
interface Group extends Life {
  readonly members: BufferId[]
  bytes: number
}

interface Placed extends Group {
  offset: number
}

function groupInPlace(
  calls: readonly Call[],
  buffers: readonly Buffer[],
  lives: ReadonlyMap<BufferId, Life>,
): { groups: Group[]; over: Map<BufferId, { buffer: BufferId; proof: string }> } {
  const groupOf = new Map<BufferId, Group>()
  const sizes = new Map(buffers.map((buffer) => [buffer.id, buffer.bytes]))
  for (const buffer of buffers) {
    const { from = 0, until = 0 } = lives.get(buffer.id) ?? {}
    groupOf.set(buffer.id, { members: [buffer.id], bytes: buffer.bytes, from, until })
  }
  const over = new Map<BufferId, { buffer: BufferId; proof: string }>()
  calls.forEach((call, step) => {
    const source = call.inPlace && call.buffers[call.inPlace.field]
    const out = call.buffers['out']
    if (!call.inPlace || !source || !out || source === out) return
    const dies = lives.get(source)?.until === step + 1
    const born = lives.get(out)?.from === step
    if (!dies || !born || (sizes.get(out) ?? 0) > (sizes.get(source) ?? 0)) return
    const group = groupOf.get(source)
    const joining = groupOf.get(out)
    if (!group || !joining || group === joining) return
    group.members.push(...joining.members)
    group.bytes = Math.max(group.bytes, joining.bytes)
    group.until = Math.max(group.until, joining.until)
    for (const id of joining.members) groupOf.set(id, group)
    over.set(out, { buffer: source, proof: call.inPlace.proof })
  })
  return { groups: [...new Set(groupOf.values())], over }
}

function firstFit(order: readonly Group[]): Placed[] {
  const placed: Placed[] = []
  for (const group of order) {
    const neighbors = placed
      .filter((other) => other.from < group.until && group.from < other.until)
      .sort((a, b) => a.offset - b.offset)
    let offset = 0
    for (const other of neighbors) {
      if (offset + group.bytes <= other.offset) break
      offset = Math.max(offset, other.offset + other.bytes)
    }
    placed.push({ ...group, offset })
  }
  return placed
}

const arenaOf = (placed: readonly Placed[]) => Math.max(0, ...placed.map((p) => p.offset + p.bytes))

/** No plan can be smaller than the largest sum of bytes alive at once. */
function lowerBound(groups: readonly Group[], steps: number): number {
  let most = 0
  for (let step = 0; step < Math.max(1, steps); step++) {
    const alive = groups.filter((g) => g.from <= step && step < g.until)
    most = Math.max(
      most,
      alive.reduce((sum, g) => sum + g.bytes, 0),
    )
  }
  return most
}

function placeGroups(groups: readonly Group[], steps: number): Placed[] {
  const bound = lowerBound(groups, steps)
  const orders = [
    (a: Group, b: Group) => b.bytes - a.bytes || a.from - b.from,
    (a: Group, b: Group) => b.until - b.from - (a.until - a.from) || b.bytes - a.bytes,
    (a: Group, b: Group) => a.from - b.from || b.bytes - a.bytes,
    (a: Group, b: Group) => b.bytes * (b.until - b.from) - a.bytes * (a.until - a.from),
  ].map((compare) => [...groups].sort(compare))
  let best: Placed[] | undefined
  for (let order of orders) {
    for (let round = 0; round < 8; round++) {
      const placed = firstFit(order)
      if (!best || arenaOf(placed) < arenaOf(best)) best = placed
      if (arenaOf(best) === bound) return best
      const top = placed.reduce((a, b) => (b.offset + b.bytes > a.offset + a.bytes ? b : a))
      order = [top, ...order.filter((group) => group.members[0] !== top.members[0])]
    }
  }
  return best ?? []
}

/** First step at which the most bytes of the arena are in use. */
function findPeakStep(slots: readonly Slot[], steps: number): number {
  let peak = 0
  let most = -1
  for (let step = 0; step < steps; step++) {
    const top = Math.max(
      0,
      ...slots.filter((s) => s.from <= step && step < s.until).map((s) => s.offset + s.bytes),
    )
    if (top > most) {
      most = top
      peak = step
    }
  }
  return peak
}

export function planMemory(
  calls: readonly Call[],
  buffers: readonly Buffer[],
  input: BufferId,
  output: BufferId,
): MemoryPlan {
  const lives = lifetimes(calls, buffers, input, output)
  const { groups, over } = groupInPlace(calls, buffers, lives)
  const placed = placeGroups(groups, calls.length)
  const offsets = new Map(
    placed.flatMap((group) => group.members.map((id) => [id, group.offset] as const)),
  )
  const slots = buffers.map((buffer): Slot => {
    const { from = 0, until = 0 } = lives.get(buffer.id) ?? {}
    const mayOverlap = over.get(buffer.id)
    const slot = {
      buffer: buffer.id,
      offset: offsets.get(buffer.id) ?? 0,
      bytes: buffer.bytes,
      from,
      until,
    }
    return mayOverlap ? { ...slot, mayOverlap } : slot
  })
  return {
    arenaBytes: Math.max(0, ...slots.map((slot) => slot.offset + slot.bytes)),
    peakStep: findPeakStep(slots, calls.length),
    slots,
  }
}
