// The order in which branches are computed: of all topological orders the one whose fullest call
// needs the fewest bytes. Exact while there are few sets of done ops to look at (a search for the
// least maximum), else the best next op every time. A chain stays as it is.

import type { Graph, Op, OpId } from '../model/graph'
import { countUses } from '../model/graph'
import type { BufferId, Call, TargetId } from '../model/program'
import { lowerGraph } from './lowerGraph'
import { planMemory } from './planMemory'
import { callStage, rowGap, rowSource, scratchOf } from './rowOverlap'

const mostStates = 300

/** An op with what it computes; ops without calls see another's bytes. */
interface Task {
  readonly op: Op
  readonly calls: readonly Call[]
  readonly needs: readonly number[]
}

/** Which tasks are done, and what is then in memory. */
interface State {
  readonly done: readonly boolean[]
  readonly order: readonly number[]
  /** Reads that are still to come, by living buffer. */
  readonly live: ReadonlyMap<BufferId, number>
  readonly bytes: number
  readonly peak: number
}

class Schedule {
  readonly tasks: readonly Task[]
  readonly #bytes: ReadonlyMap<BufferId, number>
  readonly #scratch: ReadonlySet<BufferId>
  readonly #reads = new Map<BufferId, number>()
  readonly #input: BufferId

  constructor(graph: Graph, target: TargetId) {
    const { calls, buffers, bufferOf } = lowerGraph(graph, target)
    this.#bytes = new Map(buffers.map((buffer) => [buffer.id, buffer.bytes]))
    this.#scratch = scratchOf(buffers)
    this.#input = bufferOf.get(graph.input) ?? ''
    const places = new Map(graph.ops.map((op, i) => [op.id, i]))
    this.tasks = graph.ops.map((op) => ({
      op,
      calls: calls.filter((call) => call.op === op.id),
      needs: op.inputs.map((id) => places.get(id) ?? 0),
    }))
    this.#countRead(bufferOf.get(graph.output) ?? '')
    for (const call of calls) for (const id of this.#readsOf(call)) this.#countRead(id)
  }

  #countRead(id: BufferId): void {
    this.#reads.set(id, (this.#reads.get(id) ?? 0) + 1)
  }

  #readsOf({ buffers }: Call): BufferId[] {
    return Object.entries(buffers).flatMap(([field, id]) =>
      field === 'out' || this.#scratch.has(id) ? [] : [id],
    )
  }

  /** What the most demanding call alone needs: no order has a lower peak. */
  floor(): number {
    const sizeOf = (id: BufferId) => this.#bytes.get(id) ?? 0
    const alone = this.tasks.flatMap(({ calls }) =>
      calls.map((call) => {
        const ids = new Set(Object.values(call.buffers))
        const sum = [...ids].reduce((total, id) => total + sizeOf(id), 0)
        return sum - this.#shared(call, new Map([...ids].map((id) => [id, 1])))
      }),
    )
    return Math.max(0, ...alone)
  }

  start(): State {
    const bytes = this.#bytes.get(this.#input) ?? 0
    const live = new Map([[this.#input, this.#reads.get(this.#input) ?? 0]])
    const done = this.tasks.map(() => false)
    return this.#withAliases({ done, order: [], live, bytes, peak: Math.max(bytes, this.floor()) })
  }

  ready(state: State): number[] {
    return this.tasks.flatMap(({ needs }, i) =>
      !state.done[i] && needs.every((need) => state.done[need]) ? [i] : [],
    )
  }

  isDone = (state: State): boolean => state.order.length === this.tasks.length

  run(state: State, task: number): State {
    return this.#withAliases(this.#runTask(state, task))
  }

  /** What costs nothing comes at once. */
  #withAliases(state: State): State {
    const free = this.ready(state).find((i) => this.tasks[i]?.calls.length === 0)
    return free === undefined ? state : this.#withAliases(this.#runTask(state, free))
  }

  #runTask(state: State, task: number): State {
    const live = new Map(state.live)
    let { bytes, peak } = state
    for (const call of this.tasks[task]?.calls ?? []) {
      const out = call.buffers['out'] ?? ''
      const born = !live.has(out)
      if (born) {
        live.set(out, this.#reads.get(out) ?? 0)
        bytes += this.#bytes.get(out) ?? 0
      }
      const scratch = Object.values(call.buffers).filter((id) => this.#scratch.has(id))
      const spoiled = scratch.reduce((sum, id) => sum + (this.#bytes.get(id) ?? 0), 0)
      peak = Math.max(peak, bytes + spoiled - (born ? this.#shared(call, live) : 0))
      for (const id of this.#readsOf(call)) {
        const left = (live.get(id) ?? 0) - 1
        live.set(id, left)
        if (left > 0) continue
        live.delete(id)
        bytes -= this.#bytes.get(id) ?? 0
      }
    }
    const done = state.done.with(task, true)
    return { done, order: [...state.order, task], live, bytes, peak }
  }

  /** Bytes of the result that may lie over an input which dies with this call. */
  #shared(call: Call, live: ReadonlyMap<BufferId, number>): number {
    const stage = callStage(call)
    const under = call.inPlace
      ? call.buffers[call.inPlace.field]
      : stage && rowSource(call, this.#scratch)
    if (under === undefined || live.get(under) !== 1) return 0
    const size = this.#bytes.get(under) ?? 0
    const over = this.#bytes.get(call.buffers['out'] ?? '') ?? 0
    const gap = call.inPlace || !stage ? 0 : rowGap(stage)
    return Math.max(0, size + over - Math.max(over, gap + size))
  }
}

const keyOf = ({ done }: State) => done.map(Number).join('')

/** The least peak first: an order with a peak below the given one, if there is any. */
function searchAll(schedule: Schedule, below: number): State | 'none' | 'too many' {
  const better = (a: State, b: State) => a.peak - b.peak || b.order.length - a.order.length
  const seen = new Set<string>()
  let open = [schedule.start()].filter(({ peak }) => peak < below)
  while (open.length > 0) {
    if (seen.size >= mostStates) return 'too many'
    const best = open.reduce((a, b) => (better(b, a) < 0 ? b : a))
    if (schedule.isDone(best)) return best
    open = open.filter((state) => state !== best)
    const key = keyOf(best)
    if (seen.has(key)) continue
    seen.add(key)
    const next = schedule.ready(best).map((task) => schedule.run(best, task))
    open.push(...next.filter(({ peak }) => peak < below))
  }
  return 'none'
}

/** Each time the op that makes the arena least full. */
function searchGreedily(schedule: Schedule): State {
  let state = schedule.start()
  while (!schedule.isDone(state)) {
    const next = schedule.ready(state).map((task) => schedule.run(state, task))
    state = next.reduce((a, b) => ((b.peak - a.peak || b.bytes - a.bytes) < 0 ? b : a))
  }
  return state
}

function peakInOrder(schedule: Schedule): number {
  let state = schedule.start()
  schedule.tasks.forEach((_, task) => {
    if (!state.done[task]) state = schedule.run(state, task)
  })
  return state.peak
}

/** Bytes that live during the fullest call, if the ops run in the graph's order. */
export function peakBytes(graph: Graph, target: TargetId): number {
  return peakInOrder(new Schedule(graph, target))
}

function arenaOf(graph: Graph, target: TargetId): number {
  const { calls, buffers, bufferOf } = lowerGraph(graph, target)
  const inputBuffer = bufferOf.get(graph.input) ?? ''
  const outputBuffer = bufferOf.get(graph.output) ?? ''
  const needs = { calls, buffers, inputBuffer, outputBuffer }
  return planMemory(needs, { overRows: true }).arenaBytes
}

/** The graph itself where no other order makes the arena smaller. */
export function orderOps(graph: Graph, target: TargetId): Graph {
  const readers: readonly (readonly [OpId, number])[] = [...countUses(graph)]
  if (readers.every(([, count]) => count < 2)) return graph
  const schedule = new Schedule(graph, target)
  const given = peakInOrder(schedule)
  const best = searchAll(schedule, given)
  if (best === 'none') return graph
  const found = best === 'too many' ? searchGreedily(schedule) : best
  if (found.peak >= given) return graph
  const ops = found.order.flatMap((task) => schedule.tasks[task]?.op ?? [])
  const ordered = { ...graph, ops }
  return arenaOf(ordered, target) < arenaOf(graph, target) ? ordered : graph
}
