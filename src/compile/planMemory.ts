// Places every buffer in one arena. A buffer lives from the step that first writes it up to and
// including the last step that reads it, half-open in steps; the calls of a stream are one long step.
// `checkPlan` verifies the result.

import type { BufferId, Call, MemoryPlan, Slot, Stream } from '../model/program'
import type { Group, Resident } from './placeBuffers'
import { leastBytes, placeBuffers } from './placeBuffers'
import type { Plan } from './plan'
import type { RowOverlap } from './rowOverlap'
import { callStage, rowOverlaps, scratchOf } from './rowOverlap'

export type Needs = Pick<Plan, 'calls' | 'buffers' | 'inputBuffer' | 'outputBuffer'>

export interface MemoryOptions {
  /** Results may lie over input rows that nobody reads any more. */
  readonly overRows: boolean
  readonly stream?: Stream
}

/** Lifetimes by buffer. The input is there from the start, the output to the end. */
export function lifetimes(
  { calls, buffers, inputBuffer, outputBuffer }: Needs,
  streamed = 0,
): ReadonlyMap<BufferId, Resident> {
  const lives = new Map(
    buffers.map(({ id, bytes }) => [id, { id, bytes, from: Infinity, until: -Infinity }]),
  )
  const touch = (id: BufferId, first: number, last: number) => {
    const life = lives.get(id)
    if (!life) throw new Error(`no buffer ${id}`)
    life.from = Math.min(life.from, first)
    life.until = Math.max(life.until, last + 1)
  }
  calls.forEach((call, step) => {
    const [first, last] = step < streamed ? [0, streamed - 1] : [step, step]
    Object.values(call.buffers).forEach((id) => touch(id, first, last))
  })
  touch(inputBuffer, 0, 0)
  const end = Math.max(0, calls.length - 1)
  touch(outputBuffer, end, end)
  return lives
}

/** What the arena holds of each buffer: windows of those inside a stream. */
function residents(needs: Needs, stream: Stream | undefined): ReadonlyMap<BufferId, Resident> {
  const lives = new Map(lifetimes(needs, stream?.calls))
  needs.calls.slice(0, stream?.calls ?? 0).forEach((call, i) => {
    const id = i === 0 ? needs.inputBuffer : (needs.calls[i - 1]?.buffers['out'] ?? '')
    const life = lives.get(id)
    const rowBytes = callStage(call)?.inRowBytes
    const rows = stream?.windows[i]
    if (!life || rowBytes === undefined || rows === undefined)
      throw new Error(`${call.name} can't be streamed`)
    lives.set(id, { ...life, bytes: rows * rowBytes })
  })
  return lives
}

type Reasons = Map<BufferId, NonNullable<Slot['mayOverlap']>>

/** Buffers that begin at the same place: an element-wise result over its dying input. */
function groupInPlace(
  calls: readonly Call[],
  lives: ReadonlyMap<BufferId, Resident>,
  streamed: number,
  scratch: ReadonlySet<BufferId>,
): { groups: Group[]; reasons: Reasons } {
  const groupOf = new Map<BufferId, Resident[]>()
  for (const [id, life] of lives) groupOf.set(id, [life])
  const join = (into: BufferId, id: BufferId): boolean => {
    const group = groupOf.get(into)
    const joining = groupOf.get(id)
    if (!group || !joining || group === joining) return false
    group.push(...joining)
    for (const member of joining) groupOf.set(member.id, group)
    return true
  }
  const reasons: Reasons = new Map()
  calls.forEach((call, step) => {
    const source = call.inPlace && call.buffers[call.inPlace.field]
    const out = call.buffers['out']
    if (step < streamed || !call.inPlace || !source || !out || source === out) return
    const from = lives.get(source)
    const to = lives.get(out)
    if (from?.until !== step + 1 || to?.from !== step || to.bytes > from.bytes) return
    if (join(source, out)) reasons.set(out, { buffer: source, proof: call.inPlace.proof })
  })
  const shared = calls
    .slice(0, streamed)
    .flatMap((call) => Object.values(call.buffers).filter((id) => scratch.has(id)))
  for (const id of shared) if (shared[0] !== undefined) join(shared[0], id)
  return { groups: [...new Set(groupOf.values())], reasons }
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

const touching = (a: Slot, b: Slot) =>
  a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes

interface Sorted {
  readonly lives: ReadonlyMap<BufferId, Resident>
  readonly groups: readonly Group[]
  readonly reasons: Reasons
  readonly overlaps: readonly RowOverlap[]
}

/** What is to be placed, and what may lie over what. */
function sortOut(needs: Needs, { overRows, stream }: MemoryOptions): Sorted {
  const { calls, buffers } = needs
  const lives = residents(needs, stream)
  const scratch = scratchOf(buffers)
  const { groups, reasons } = groupInPlace(calls, lives, stream?.calls ?? 0, scratch)
  const bytes = new Map([...lives.values()].map((life) => [life.id, life.bytes]))
  const overlaps = overRows
    ? rowOverlaps({ calls, bytes, lives, stream }, scratch).filter(({ over }) => !reasons.has(over))
    : []
  return { lives, groups, reasons, overlaps }
}

/** What lives at each step, in bytes: no plan is smaller than the most of them. */
export function leastMemory(needs: Needs, options: MemoryOptions): readonly number[] {
  const { groups, overlaps } = sortOut(needs, options)
  return leastBytes(groups, overlaps)
}

/**
 * Where a plan without overlapping rows is as small, it is that. Throws an Error where the stream does
 * not suit the calls.
 */
export function planMemory(needs: Needs, options: MemoryOptions): MemoryPlan {
  const { lives, groups, reasons, overlaps } = sortOut(needs, options)
  const plain = placeBuffers(groups, [])
  const tight = overlaps.length > 0 ? placeBuffers(groups, overlaps) : plain
  const { offsets } = tight.arenaBytes < plain.arenaBytes ? tight : plain
  const slotOf = (id: BufferId): Slot => {
    const { bytes = 0, from = 0, until = 0 } = lives.get(id) ?? {}
    return { buffer: id, offset: offsets.get(id) ?? 0, bytes, from, until }
  }
  for (const { over, under, proof } of overlaps)
    if (touching(slotOf(over), slotOf(under))) reasons.set(over, { buffer: under, proof })
  const slots = needs.buffers.map(({ id }): Slot => {
    const mayOverlap = reasons.get(id)
    return mayOverlap ? { ...slotOf(id), mayOverlap } : slotOf(id)
  })
  return {
    arenaBytes: Math.max(0, ...slots.map((slot) => slot.offset + slot.bytes)),
    peakStep: findPeakStep(slots, needs.calls.length),
    slots,
  }
}
