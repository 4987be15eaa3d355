// Runs a plan byte by byte, without values: every byte of the arena carries which byte of which buffer
// it holds. A call must find every byte that it reads; what it writes, or spoils as scratch memory, is
// lost for others. Independent of how a plan was made, and exact where windows slide.

import { kernelById } from '../kernels/kernels'
import type { Buffer, BufferId, Call, Rows, Slot } from '../model/program'
import type { Stage } from '../model/stream'
import { HeldBytes } from './heldBytes'
import { firstRead, rowsNeeded, stageOf, unrollStream } from '../model/stream'
import type { Planned } from './checkPlan'

/** A buffer in the arena; its byte i has the tag `tag + i`. */
interface Held {
  readonly id: BufferId
  readonly slot: Slot
  readonly tag: number
  readonly bytes: number
  readonly scratch: boolean
}

class TaggedArena {
  readonly #bytes = new HeldBytes()
  readonly #held = new Map<BufferId, Held>()

  constructor({ buffers, memory }: Planned) {
    const slots = new Map(memory.slots.map((slot) => [slot.buffer, slot]))
    let tag = 1
    for (const { id, bytes, scratch = false } of buffers as readonly Buffer[]) {
      const slot = slots.get(id)
      if (!slot) throw new Error(`buffer ${id} has no slot`)
      this.#held.set(id, { id, slot, tag, bytes, scratch })
      tag += bytes
    }
  }

  get(id: BufferId | undefined): Held {
    const held = this.#held.get(id ?? '')
    if (!held) throw new Error(`no buffer ${id}`)
    return held
  }

  #place({ id, slot }: Held, at: number, count: number): number {
    if (at < 0 || at + count > slot.bytes)
      throw new Error(`buffer ${id} holds ${slot.bytes} bytes, not ${at} … ${at + count}`)
    return slot.offset + at
  }

  /** Bytes [first, first + count) of a buffer now lie `at` bytes behind its start. */
  write(held: Held, first: number, count: number, at = first): void {
    this.#bytes.write(this.#place(held, at, count), count, held.tag + first)
  }

  read(held: Held, first: number, count: number, at = first): void {
    const found = this.#bytes.holds(this.#place(held, at, count), count, held.tag + first)
    if (found < count)
      throw new Error(`byte ${first + found} of buffer ${held.id} is overwritten, or not there yet`)
  }

  spoil({ slot }: Held): void {
    this.#bytes.clear(slot.offset, slot.bytes)
  }

  /** As memmove. */
  move(held: Held, to: number, from: number, count: number): void {
    this.#bytes.move(this.#place(held, to, count), this.#place(held, from, count), count)
  }
}

function stageFor(call: Call): Stage {
  const stage = stageOf(call, kernelById(call.kernel).byRows)
  if (!stage) throw new Error(`${call.name} does not go row by row`)
  return stage
}

const scratchIn = (arena: TaggedArena, call: Call) =>
  Object.values(call.buffers)
    .map((id) => arena.get(id))
    .filter(({ scratch }) => scratch)

/** Output rows one after the other. */
function runRows(arena: TaggedArena, call: Call, stage: Stage, rows: Rows): void {
  const source = arena.get(call.buffers['in'])
  const out = arena.get(call.buffers['out'])
  const scratch = scratchIn(arena, call)
  const { inRowBytes, outRowBytes } = stage
  for (let row = rows.first; row < rows.first + rows.count; row++) {
    for (const held of scratch) arena.spoil(held)
    const first = firstRead(stage, row)
    const count = Math.max(0, rowsNeeded(stage, row) - first) * inRowBytes
    if (count > 0) arena.read(source, first * inRowBytes, count, (first - rows.inAt) * inRowBytes)
    if (stage.resultBytes !== undefined) {
      if (row > 0) arena.read(out, 0, stage.resultBytes)
      arena.write(out, 0, stage.resultBytes)
    } else arena.write(out, row * outRowBytes, outRowBytes, (row - rows.outAt) * outRowBytes)
    for (const held of scratch) arena.spoil(held)
  }
}

/** All is read before anything is written: what lies in the same place has its own proof. */
function runWhole(arena: TaggedArena, call: Call, written: Set<BufferId>): void {
  const scratch = scratchIn(arena, call)
  for (const held of scratch) arena.spoil(held)
  for (const [field, id] of Object.entries(call.buffers)) {
    const held = arena.get(id)
    if (held.scratch) continue
    // A result that several calls make together must still hold what the earlier ones wrote.
    if (field !== 'out' || written.has(id)) arena.read(held, 0, held.bytes)
  }
  const out = arena.get(call.buffers['out'])
  arena.write(out, 0, out.bytes)
  written.add(out.id)
  for (const held of scratch) arena.spoil(held)
}

/** Each call of the chain reads what the one before wrote, and nobody else reads that. */
function checkChain({ calls, inputBuffer, outputBuffer, stream }: Planned): void {
  const chain = calls.slice(0, stream?.calls)
  if (!stream || chain.length !== stream.calls || stream.windows.length !== stream.calls)
    throw new Error('a stream has calls and a window for each')
  chain.forEach((call, i) => {
    const source = i === 0 ? inputBuffer : (chain[i - 1]?.buffers['out'] ?? '')
    const users = calls.filter((other) => Object.values(other.buffers).includes(source))
    const alone = users.length === (i === 0 ? 1 : 2) && source !== outputBuffer
    if (call.buffers['in'] !== source || (!alone && (i > 0 || stream.inputByRows)))
      throw new Error(`${call.name} does not read alone what comes before it`)
    if (i === 0 && !stream.inputByRows && stream.windows[0] !== stageFor(call).inHeight)
      throw new Error(`${call.name} reads a whole input through a window`)
  })
}

function runStream(arena: TaggedArena, planned: Planned): void {
  const { calls, inputBuffer, stream } = planned
  if (!stream) return
  checkChain(planned)
  const chain = calls.slice(0, stream.calls)
  const stages = chain.map(stageFor)
  const input = arena.get(inputBuffer)
  const made = stages.map(() => 0)
  for (const event of unrollStream(stages, stream)) {
    const stage = stages[event.kind === 'input' ? 0 : event.call]
    if (!stage) throw new Error('an event of no call')
    const rowBytes = stage.inRowBytes
    if (event.kind === 'input')
      arena.write(input, event.row * rowBytes, rowBytes, event.at * rowBytes)
    else if (event.kind === 'slide') {
      const window = arena.get(chain[event.call]?.buffers['in'])
      arena.move(window, 0, event.from * rowBytes, event.count * rowBytes)
    } else {
      const call = chain[event.call]
      if (!call || event.rows.first !== made[event.call]) throw new Error('a row out of order')
      runRows(arena, call, stage, event.rows)
      made[event.call] = event.rows.first + event.rows.count
    }
  }
  stages.forEach((stage, i) => {
    if (made[i] !== stage.outHeight) throw new Error(`${chain[i]?.name} does not make all its rows`)
  })
}

/** Throws an Error that names the first byte which a call would not find. */
export function checkRows(planned: Planned): void {
  const { calls, memory, inputBuffer, outputBuffer, stream } = planned
  const arena = new TaggedArena(planned)
  const overlapped = new Set(memory.slots.flatMap((s) => (s.mayOverlap ? [s.buffer] : [])))
  const written = new Set<BufferId>()
  const input = arena.get(inputBuffer)
  if (!stream?.inputByRows) arena.write(input, 0, input.bytes)
  runStream(arena, planned)
  for (const call of calls.slice(stream?.calls ?? 0)) {
    const over = call.buffers['out'] ?? ''
    const stage = overlapped.has(over) ? stageOf(call, kernelById(call.kernel).byRows) : undefined
    const { slot } = arena.get(over)
    const inPlace =
      arena.get(call.buffers[call.inPlace?.field ?? 'out']).slot.offset === slot.offset
    if (stage && !(call.inPlace && inPlace)) runRows(arena, call, stage, call.rows)
    else runWhole(arena, call, written)
  }
  const output = arena.get(outputBuffer)
  if (!stream?.inputByRows || outputBuffer !== inputBuffer) arena.read(output, 0, output.bytes)
}
