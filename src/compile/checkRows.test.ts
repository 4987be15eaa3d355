import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { kernelById } from '../kernels/kernels'
import { randomModel } from '../layers/randomModel'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import type { BufferId, Call, Rows, Slot } from '../model/program'
import type { Stage } from '../model/stream'
import { firstRead, rowsNeeded, stageOf, unrollStream } from '../model/stream'
import type { Planned } from './checkPlan'
import { checkPlan } from './checkPlan'
import { plan } from './compile'
import { defaultOptions } from './plan'

const board = boardById('raspberry-pi-2b')
if (!board) throw new Error('no board')

/** Convolutions, poolings and padding behind each other. */
function randomChain(seed: number): Model {
  const s = new Sketch(seededRandom(seed))
  let tip = s.add('input', { shape: [s.pick(7, 12, 17), s.pick(5, 9), s.pick(1, 2, 3)] })
  for (let blocks = s.pick(2, 3, 4, 5); blocks > 0; blocks--) {
    const kernel = [s.pick(1, 2, 3, 5), s.pick(1, 3)]
    const stride = s.pick(1, 1, 2)
    const shape = { padding: s.pick('valid', 'same'), strides: [stride, stride] }
    const window = { ...shape, kernel, dilation: [1, 1], activation: 'linear' }
    const kind = s.pick('conv2d', 'conv2d', 'depthwiseConv2d', 'maxPool2d', 'averagePool2d', 'pad')
    if (kind === 'conv2d') tip = s.add(kind, { ...window, filters: s.pick(1, 3, 6) }, tip)
    else if (kind === 'depthwiseConv2d')
      tip = s.add(kind, { ...window, multiplier: s.pick(1, 2) }, tip)
    else if (kind !== 'pad') tip = s.add(kind, { ...shape, pool: kernel }, tip)
    else {
      const sides = () => [s.pick(0, 1, 2), s.pick(0, 1)]
      tip = s.add('zeroPad2d', { padding: [sides(), sides()] }, tip)
    }
  }
  tip = s.add('dense', { units: 4, activation: 'linear' }, s.add('flatten', {}, tip))
  return s.model(`chain ${seed}`, tip)
}

const mix = (hash: number, value: number) => Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 15)

/**
 * Runs the calls on made-up arithmetic: every byte of a result is a hash of all that its row reads. So
 * a plan that loses a byte too early gives other outputs.
 */
class HashRun {
  readonly #arena: Int32Array
  readonly #slots: ReadonlyMap<BufferId, Slot>
  readonly #scratch: ReadonlySet<BufferId>

  constructor(readonly planned: Planned) {
    this.#arena = new Int32Array(planned.memory.arenaBytes)
    this.#slots = new Map(planned.memory.slots.map((slot) => [slot.buffer, slot]))
    this.#scratch = new Set(planned.buffers.flatMap((b) => (b.scratch ? [b.id] : [])))
  }

  #view(id: BufferId | undefined, at = 0, count?: number): Int32Array {
    const { offset = 0, bytes = 0 } = this.#slots.get(id ?? '') ?? {}
    return this.#arena.subarray(offset + at, offset + at + (count ?? bytes))
  }

  #spoil(call: Call): void {
    for (const id of Object.values(call.buffers)) if (this.#scratch.has(id)) this.#view(id).fill(-7)
  }

  #runRow(call: Call, stage: Stage, row: number, { inAt, outAt }: Rows): void {
    this.#spoil(call)
    const first = firstRead(stage, row)
    const count = Math.max(0, rowsNeeded(stage, row) - first) * stage.inRowBytes
    let hash = row + 1
    for (const value of this.#view(call.buffers['in'], (first - inAt) * stage.inRowBytes, count))
      hash = mix(hash, value)
    const out = this.#view(
      call.buffers['out'],
      (row - outAt) * stage.outRowBytes,
      stage.outRowBytes,
    )
    out.forEach((_, i) => (out[i] = mix(hash, i)))
    this.#spoil(call)
  }

  #runWhole(call: Call): void {
    this.#spoil(call)
    let hash = 1
    for (const [field, id] of Object.entries(call.buffers))
      if (field !== 'out' && !this.#scratch.has(id))
        for (const value of this.#view(id)) hash = mix(hash, value)
    const { out_at: at = 0, in_run: run = Infinity, out_stride: stride = 1 } = call.fields
    const out = this.#view(call.buffers['out'])
    const mine = (i: number) => run === Infinity || (i % stride >= at && i % stride < at + run)
    out.forEach((_, i) => mine(i) && (out[i] = mix(hash, i)))
    this.#spoil(call)
  }

  #runStream(input: (i: number) => number): void {
    const { calls, inputBuffer, stream } = this.planned
    if (!stream) return
    const stages = calls.slice(0, stream.calls).map(stageFor)
    for (const event of unrollStream(stages, stream)) {
      const call = calls[event.kind === 'input' ? 0 : event.call]
      const stage = stages[event.kind === 'input' ? 0 : event.call]
      if (!call || !stage) throw new Error('no such call')
      const bytes = stage.inRowBytes
      if (event.kind === 'run') this.#runRow(call, stage, event.rows.first, event.rows)
      else if (event.kind === 'slide') {
        const from = event.from * bytes
        this.#view(call.buffers['in']).copyWithin(0, from, from + event.count * bytes)
      } else {
        const row = this.#view(inputBuffer, event.at * bytes, bytes)
        row.forEach((_, i) => (row[i] = input(event.row * bytes + i)))
      }
    }
  }

  run(): number[] {
    const { calls, inputBuffer, outputBuffer, stream } = this.planned
    const input = (i: number) => mix(i + 1, 12345)
    if (!stream?.inputByRows) {
      const whole = this.#view(inputBuffer)
      whole.forEach((_, i) => (whole[i] = input(i)))
    }
    this.#runStream(input)
    for (const call of calls.slice(stream?.calls ?? 0)) {
      const stage = stageOf(call, kernelById(call.kernel).byRows)
      if (!stage) this.#runWhole(call)
      else for (let row = 0; row < stage.outHeight; row++) this.#runRow(call, stage, row, call.rows)
    }
    return [...this.#view(outputBuffer)]
  }
}

function stageFor(call: Call): Stage {
  const stage = stageOf(call, kernelById(call.kernel).byRows)
  if (!stage) throw new Error(`${call.name} has no stage`)
  return stage
}

/** The same calls with every buffer in a place of its own. */
function spread(planned: Planned): Planned {
  let arenaBytes = 0
  const slots = planned.buffers.map(({ id, bytes }): Slot => {
    arenaBytes += bytes
    const life = { from: 0, until: planned.calls.length }
    return { buffer: id, offset: arenaBytes - bytes, bytes, ...life }
  })
  return { ...planned, stream: undefined, memory: { arenaBytes, peakStep: 0, slots } }
}

const ways = ['whole', 'rows', 'input-rows'] as const
const plannedOf = (model: Model, streaming: (typeof ways)[number]) =>
  plan(model, board, { ...defaultOptions, target: 'c', streaming })

const models = [
  ...Array.from({ length: 60 }, (_, seed) => randomChain(seed + 1)),
  ...Array.from({ length: 40 }, (_, seed) => randomModel(seed + 1)),
]

describe('plans over dead rows and in windows', () => {
  it('lose no byte too early, and the checker says so', () => {
    let [overlaps, streams] = [0, 0]
    for (const model of models) {
      const expected = new HashRun(spread(plannedOf(model, 'whole'))).run()
      for (const way of ways) {
        const planned = plannedOf(model, way)
        expect(() => checkPlan(planned)).not.toThrow()
        expect(new HashRun(planned).run()).toEqual(expected)
        overlaps += planned.memory.slots.filter((slot) => slot.mayOverlap).length
        if (planned.stream) streams++
      }
    }
    expect(overlaps).toBeGreaterThan(500)
    expect(streams).toBeGreaterThan(60)
  })

  it('that are shifted by a byte or a row and then lose one are found', () => {
    let broken = 0
    for (const model of models.filter((_, i) => i % 3 === 0))
      for (const way of ways) {
        const planned = plannedOf(model, way)
        const expected = new HashRun(planned).run().join()
        for (const slot of planned.memory.slots)
          for (const shift of [
            -1,
            1,
            5,
            -5,
            rowBytesOf(planned, slot),
            -rowBytesOf(planned, slot),
          ]) {
            const mutant = shifted(planned, slot, shift)
            if (slot.offset + shift < 0 || new HashRun(mutant).run().join() === expected) continue
            broken++
            expect(() => checkPlan(mutant), `${model.name} ${slot.buffer} ${shift}`).toThrow(
              /overlap|byte/,
            )
          }
      }
    expect(broken).toBeGreaterThan(500)
  })

  it('whose windows are smaller, or whose chain is not one, are refused', () => {
    const streamed = models
      .map((model) => plannedOf(model, 'input-rows'))
      .filter(({ stream }) => stream && stream.calls > 1)
    expect(streamed.length).toBeGreaterThan(10)
    for (const planned of streamed) {
      const { stream } = planned
      const rows = stageFor(planned.calls[0]!).inHeight
      if (!stream || stream.windows[0] === rows) continue
      const smaller = stream.windows.map((window) => window - 1)
      expect(() => checkPlan({ ...planned, stream: { ...stream, windows: smaller } })).toThrow(
        /of its size/,
      )
      const longer = { ...stream, calls: stream.calls + 1, windows: [...stream.windows, 1] }
      expect(() => checkPlan({ ...planned, stream: longer })).toThrow(/row by row|alone|its life/)
      expect(() => checkPlan({ ...planned, stream: { ...stream, inputByRows: false } })).toThrow(
        /of its size/,
      )
      expect(() => checkPlan({ ...planned, stream: undefined })).toThrow(/of its size/)
    }
  })
})

function rowBytesOf({ calls }: Planned, { buffer }: Slot): number {
  const call = calls.find((other) => other.buffers['out'] === buffer)
  const stage = call && stageOf(call, kernelById(call.kernel).byRows)
  return stage?.outRowBytes ?? 2
}

function shifted(planned: Planned, slot: Slot, by: number): Planned {
  const { memory } = planned
  const slots = memory.slots.map((s) => (s === slot ? { ...s, offset: s.offset + by } : s))
  const arenaBytes = Math.max(...slots.map((s) => s.offset + s.bytes))
  return { ...planned, memory: { ...memory, arenaBytes, slots } }
}
