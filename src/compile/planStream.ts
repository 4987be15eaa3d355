// Which calls run row by row: the longest chain from the input on, cut where the arena is smallest.
// RAM is compared first, cycles second; sliding windows cost a little, so whole buffers win a tie.

import type { Board } from '../boards/board'
import type { BufferId, Call, MemoryPlan, Stream, TargetId } from '../model/program'
import type { Stage } from '../model/stream'
import { smallestWindows } from '../model/stream'
import { ramBudget } from './budget'
import type { Plan, Streaming } from './plan'
import type { Needs } from './planMemory'
import { leastMemory, planMemory } from './planMemory'
import { callStage, rowSource, scratchOf } from './rowOverlap'

export interface StreamedMemory {
  readonly streaming: Exclude<Streaming, 'auto'>
  readonly memory: MemoryPlan
  readonly stream?: Stream
}

/** Above it only whole buffers are planned: such a network runs on boards that need no windows. */
const largestPlannedByRows = 2 ** 22

/** What the sketch's driver holds: a byte counts the calls, two the bytes of a row. */
const mostCalls = 255
const longestRow = 65_535

/** May rows be counted on? Bulk kernels do not go row by row. */
function goesByRows({ buffers }: Needs, target: TargetId): boolean {
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.bytes, 0)
  return target !== 'wasm' && bytes <= largestPlannedByRows
}

function readersOf(calls: readonly Call[]): ReadonlyMap<BufferId, number> {
  const readers = new Map<BufferId, number>()
  for (const call of calls)
    for (const [field, id] of Object.entries(call.buffers))
      if (field !== 'out') readers.set(id, (readers.get(id) ?? 0) + 1)
  return readers
}

const resultBytes = (stage: Stage) => stage.resultBytes ?? stage.outHeight * stage.outRowBytes

/** The stages of the longest chain from the input on. */
export function longestChain(needs: Needs): readonly Stage[] {
  const { calls, buffers, inputBuffer, outputBuffer } = needs
  const readers = readersOf(calls)
  const scratch = scratchOf(buffers)
  const bytes = new Map(buffers.map((buffer) => [buffer.id, buffer.bytes]))
  const writers = new Map<BufferId, number>()
  for (const call of calls) {
    const out = call.buffers['out'] ?? ''
    writers.set(out, (writers.get(out) ?? 0) + 1)
  }
  const stages: Stage[] = []
  let source = inputBuffer
  for (const call of calls) {
    const stage = callStage(call)
    const before = stages.at(-1)
    const out = call.buffers['out'] ?? ''
    if (!stage || rowSource(call, scratch) !== source || out === source) break
    if (stages.length === mostCalls || stage.inRowBytes > longestRow) break
    if (before && (readers.get(source) !== 1 || source === outputBuffer)) break
    if (before && (before.outHeight !== stage.inHeight || before.outRowBytes !== stage.inRowBytes))
      break
    if (stage.inHeight * stage.inRowBytes !== bytes.get(source)) break
    if (resultBytes(stage) !== bytes.get(out) || writers.get(out) !== 1) break
    stages.push(stage)
    source = out
  }
  return stages
}

/** By step, the largest scratch memory of a call. */
function scratchBySteps({ calls, buffers }: Needs): readonly number[] {
  const scratch = new Map(buffers.flatMap((one) => (one.scratch ? [[one.id, one.bytes]] : [])))
  return calls.map((call) =>
    Object.values(call.buffers).reduce((most, id) => Math.max(most, scratch.get(id) ?? 0), 0),
  )
}

/** All chains from the input on, the most promising first. */
function candidates(needs: Needs, chain: readonly Stage[], inputByRows: boolean) {
  const whole = leastMemory(needs, { overRows: true })
  const scratch = scratchBySteps(needs)
  const windows = smallestWindows(chain)
  if (!inputByRows) windows[0] = chain[0]?.inHeight ?? 0
  let windowBytes = 0
  let spoiled = 0
  return chain
    .map((stage, i) => {
      windowBytes += (windows[i] ?? 0) * stage.inRowBytes
      spoiled = Math.max(spoiled, scratch[i] ?? 0)
      // Over a whole input the result may take no place of its own.
      const result = inputByRows ? resultBytes(stage) : 0
      const stream = { calls: i + 1, windows: windows.slice(0, i + 1), inputByRows }
      // Fewer bytes no chain of so many calls takes, whatever comes behind it.
      const least = Math.max(windowBytes + result + spoiled, ...whole.slice(i + 1))
      return { stream, least }
    })
    .slice(inputByRows ? 0 : 1)
    .sort((a, b) => a.least - b.least || a.stream.calls - b.stream.calls)
}

/** The chain with the smallest arena, the shorter one where two are alike. */
function bestChain(
  needs: Needs,
  chain: readonly Stage[],
  streaming: 'rows' | 'input-rows',
  below: number,
): StreamedMemory | undefined {
  const inputByRows = streaming === 'input-rows'
  const readers = readersOf(needs.calls).get(needs.inputBuffer)
  if (inputByRows && (readers !== 1 || needs.inputBuffer === needs.outputBuffer)) return undefined
  let best: StreamedMemory | undefined
  let bytes = below
  let calls = 0
  for (const { stream, least } of candidates(needs, chain, inputByRows)) {
    if (least > bytes || (least === bytes && stream.calls >= calls)) continue
    const memory = planMemory(needs, { overRows: true, stream })
    const { arenaBytes } = memory
    if (arenaBytes > bytes || (arenaBytes === bytes && stream.calls >= calls)) continue
    best = { streaming, memory, stream }
    bytes = arenaBytes
    calls = stream.calls
  }
  return best
}

/** What the three ways take, computed when asked for. */
class Ways {
  readonly #byRows: boolean
  readonly #needs: Needs
  #chain: readonly Stage[] | undefined
  #found = new Map<StreamedMemory['streaming'], StreamedMemory>()

  constructor(needs: Needs, target: TargetId) {
    this.#needs = needs
    this.#byRows = goesByRows(needs, target)
  }

  /** A way that makes the arena no smaller than a simpler one is that simpler one. */
  of(streaming: StreamedMemory['streaming']): StreamedMemory {
    const known = this.#found.get(streaming)
    if (known) return known
    const found = this.#compute(streaming)
    this.#found.set(streaming, found)
    return found
  }

  #compute(streaming: StreamedMemory['streaming']): StreamedMemory {
    if (streaming === 'whole')
      return { streaming, memory: planMemory(this.#needs, { overRows: this.#byRows }) }
    const simpler = this.of(streaming === 'rows' ? 'whole' : 'rows')
    if (!this.#byRows) return simpler
    this.#chain ??= longestChain(this.#needs)
    return bestChain(this.#needs, this.#chain, streaming, simpler.memory.arenaBytes) ?? simpler
  }
}

const inOrder = ['whole', 'rows', 'input-rows'] as const

/** With what the driver of the rows takes of it. */
const ramBytes = (board: Board, { calls }: Needs, { memory, stream }: StreamedMemory): number =>
  ramBudget(board, calls, memory, stream).bytes

/** `auto`: the first way that fits the board; where none does, the first of those that take least. */
export function chooseStreaming(
  needs: Needs,
  { board, target, streaming }: { board: Board; target: TargetId; streaming: Streaming },
): StreamedMemory {
  const ways = new Ways(needs, target)
  if (streaming !== 'auto') return ways.of(streaming)
  let smallest = ways.of('whole')
  for (const streaming of inOrder) {
    const way = ways.of(streaming)
    const bytes = ramBytes(board, needs, way)
    if (bytes <= board.ramBytes) return way
    if (bytes < ramBytes(board, needs, smallest)) smallest = way
  }
  return smallest
}

export interface StreamingChoice {
  readonly streaming: StreamedMemory['streaming']
  readonly arenaBytes: number
  readonly fits: boolean
  readonly stream?: Stream
}

/** What every way would take. One that saves nothing is left out. */
export function streamingChoices(plan: Plan): readonly StreamingChoice[] {
  const ways = new Ways(plan, plan.target)
  return inOrder.flatMap((streaming) => {
    const way = ways.of(streaming)
    if (way.streaming !== streaming) return []
    const { memory, stream } = way
    const fits = ramBytes(plan.board, plan, way) <= plan.board.ramBytes
    return [{ streaming, arenaBytes: memory.arenaBytes, fits, ...(stream ? { stream } : {}) }]
  })
}
