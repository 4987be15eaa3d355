// The trusted part of memory planning: knows nothing of how a plan was made, computes lifetimes
// anew from the calls, and compares every pair of buffers; what lies over dying rows or in windows is
// then run byte by byte (`checkRows`). Always on. A failure is our bug.

import { kernelById } from '../kernels/kernels'
import type { Buffer, BufferId, Call, Slot } from '../model/program'
import { stageOf } from '../model/stream'
import { checkRows } from './checkRows'
import type { Plan } from './plan'

export type Planned = Pick<
  Plan,
  'calls' | 'buffers' | 'inputBuffer' | 'outputBuffer' | 'memory' | 'stream'
>

interface Use {
  readonly first: number
  readonly last: number
}

/** First and last call that use a buffer; all calls of a stream take turns until the last is done. */
function usesOf(planned: Planned): ReadonlyMap<BufferId, Use> {
  const { calls, buffers, inputBuffer, outputBuffer, stream } = planned
  return new Map(
    buffers.map(({ id }) => {
      const steps = calls.flatMap((call, step) =>
        Object.values(call.buffers).includes(id) ? [step] : [],
      )
      if (id === inputBuffer) steps.push(0)
      if (id === outputBuffer) steps.push(Math.max(0, calls.length - 1))
      if (stream && steps.some((step) => step < stream.calls)) steps.push(0, stream.calls - 1)
      return [id, { first: Math.min(...steps), last: Math.max(...steps) }]
    }),
  )
}

/** Bytes that a buffer takes: all, or its window's where it is streamed. */
function bytesOf({ calls, stream }: Planned, buffer: Buffer): number {
  const reader = calls.findIndex((call, step) => {
    const inside = stream && step < stream.calls && (step > 0 || stream.inputByRows)
    return inside && call.buffers['out'] !== buffer.id && streamedSource(call) === buffer.id
  })
  const call = calls[reader]
  const window = stream?.windows[reader]
  if (!call || window === undefined) return buffer.bytes
  const stage = stageOf(call, kernelById(call.kernel).byRows)
  if (!stage || stage.inHeight * stage.inRowBytes !== buffer.bytes)
    throw new Error(`${call.name} does not read ${buffer.id} row by row`)
  return window * stage.inRowBytes
}

const streamedSource = (call: Call): BufferId | undefined => call.buffers['in']

/** `over` is written by the call that reads `under` for the last time, at the same place. */
function inPlaceProved(writer: Call | undefined, over: Slot, under: Slot): boolean {
  return (
    writer?.inPlace !== undefined &&
    writer.buffers[writer.inPlace.field] === under.buffer &&
    over.offset === under.offset &&
    over.bytes <= under.bytes
  )
}

/** Not yet a proof: only who may be tried in `checkRows`. */
function rowsClaimed({ calls, stream }: Planned, over: Slot, under: Slot, step: number): boolean {
  const streamed = stream && step < stream.calls
  const writer = calls[streamed ? stream.calls - 1 : step]
  const reader = calls[streamed ? 0 : step]
  return (
    !!writer &&
    !!reader &&
    !(streamed && stream.inputByRows) &&
    writer.buffers['out'] === over.buffer &&
    reader.buffers['in'] === under.buffer &&
    stageOf(writer, kernelById(writer.kernel).byRows) !== undefined &&
    stageOf(reader, kernelById(reader.kernel).byRows) !== undefined
  )
}

type Verdict = 'apart' | 'proved' | 'rows' | 'wrong'

function judge(
  planned: Planned,
  over: Slot,
  under: Slot,
  uses: ReadonlyMap<BufferId, Use>,
): Verdict {
  const born = uses.get(over.buffer)?.first ?? -1
  const { calls, stream } = planned
  const end = stream && born < stream.calls ? stream.calls - 1 : born
  if (over.mayOverlap?.buffer !== under.buffer || uses.get(under.buffer)?.last !== end)
    return 'wrong'
  const whole = !stream || born >= stream.calls
  const writer = calls[born]
  if (whole && writer?.buffers['out'] === over.buffer && inPlaceProved(writer, over, under))
    return 'proved'
  return rowsClaimed(planned, over, under, born) ? 'rows' : 'wrong'
}

function compare(
  planned: Planned,
  a: Slot,
  b: Slot,
  uses: ReadonlyMap<BufferId, Use>,
  scratch: ReadonlySet<BufferId>,
): Verdict {
  const useA = uses.get(a.buffer)
  const useB = uses.get(b.buffer)
  if (!useA || !useB) return 'wrong'
  const together = useA.first <= useB.last && useB.first <= useA.last
  const touching = a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes
  if (!together || !touching) return 'apart'
  if (scratch.has(a.buffer) && scratch.has(b.buffer)) {
    const shared = planned.calls.some((call) => {
      const ids = Object.values(call.buffers)
      return ids.includes(a.buffer) && ids.includes(b.buffer)
    })
    return shared ? 'wrong' : 'rows'
  }
  const verdict = judge(planned, a, b, uses)
  return verdict === 'wrong' ? judge(planned, b, a, uses) : verdict
}

function checkSlots(planned: Planned, uses: ReadonlyMap<BufferId, Use>): void {
  const { buffers, memory } = planned
  const slots = new Map(memory.slots.map((slot) => [slot.buffer, slot]))
  if (slots.size !== memory.slots.length) throw new Error('a buffer has two slots')
  for (const buffer of buffers) {
    const slot = slots.get(buffer.id)
    const use = uses.get(buffer.id)
    if (!slot || slot.bytes !== bytesOf(planned, buffer))
      throw new Error(`buffer ${buffer.id} has no slot of its size`)
    if (!use || slot.from > use.first || slot.until <= use.last)
      throw new Error(`buffer ${buffer.id} is used outside its life`)
    if (!(slot.offset >= 0 && slot.offset + slot.bytes <= memory.arenaBytes))
      throw new Error(`buffer ${buffer.id} lies outside the arena`)
  }
}

/** Throws an Error that names the two buffers or the slot that is wrong. */
export function checkPlan(planned: Planned): void {
  const { buffers, memory, stream } = planned
  const uses = usesOf(planned)
  checkSlots(planned, uses)
  const scratch = new Set(buffers.filter((buffer) => buffer.scratch).map(({ id }) => id))
  let byRows = stream !== undefined
  memory.slots.forEach((a, i) => {
    for (const b of memory.slots.slice(i + 1)) {
      const verdict = compare(planned, a, b, uses, scratch)
      if (verdict === 'wrong')
        throw new Error(`buffers ${a.buffer} and ${b.buffer} overlap while both are alive`)
      if (verdict === 'rows') byRows = true
    }
  })
  if (byRows) checkRows(planned)
}
