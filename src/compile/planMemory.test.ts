import { describe, expect, it } from 'vitest'
import { seededRandom } from '../lib/random'
import type { Buffer, Call } from '../model/program'
import type { Planned } from './checkPlan'
import { checkPlan } from './checkPlan'
import { planMemory } from './planMemory'

const rows = { first: 0, count: 1, inAt: 0, outAt: 0 }

function call(name: string, buffers: Record<string, string>, inPlace?: string): Call {
  return {
    name,
    op: name,
    nodes: [name],
    owner: name,
    kernel: 'nn_lookup_s8',
    fields: {},
    buffers,
    constants: {},
    rows,
    ...(inPlace ? { inPlace: { field: inPlace, proof: 'value by value' } } : {}),
  }
}

const buffer = (id: string, bytes: number): Buffer => ({ id, bytes, nodes: [id], shape: [bytes] })

function plannedOf(
  calls: readonly Call[],
  buffers: readonly Buffer[],
  inputBuffer: string,
  outputBuffer: string,
): Planned {
  const needs = { calls, buffers, inputBuffer, outputBuffer }
  return { ...needs, memory: planMemory(needs, { overRows: true }) }
}

const withSlot = (planned: Planned, id: string, change: object): Planned => ({
  ...planned,
  memory: {
    ...planned.memory,
    slots: planned.memory.slots.map((s) => (s.buffer === id ? { ...s, ...change } : s)),
  },
})

describe('planMemory', () => {
  it('puts a chain into two alternating places', () => {
    const calls = [
      call('a', { in: 'x', out: 'a' }),
      call('b', { in: 'a', out: 'b' }),
      call('c', { in: 'b', out: 'c' }),
    ]
    const buffers = [buffer('x', 1024), buffer('a', 1176), buffer('b', 400), buffer('c', 120)]
    const plan = plannedOf(calls, buffers, 'x', 'c')
    checkPlan(plan)
    expect(plan.memory.arenaBytes).toBe(2200)
    expect(plan.memory.peakStep).toBe(0)
  })

  it('writes an element-wise result over its dying input, and over no living one', () => {
    const calls = [
      call('a', { in: 'x', out: 'a' }, 'in'),
      call('s', { a: 'x', b: 'a', out: 's' }, 'a'),
    ]
    const buffers = [buffer('x', 10), buffer('a', 10), buffer('s', 10)]
    const plan = plannedOf(calls, buffers, 'x', 's')
    checkPlan(plan)
    expect(plan.memory.arenaBytes).toBe(20)
    expect(plan.memory.slots.find((slot) => slot.buffer === 's')?.mayOverlap?.buffer).toBe('x')
    expect(plan.memory.slots.find((slot) => slot.buffer === 'a')?.mayOverlap).toBeUndefined()
  })

  it('makes plans that the checker accepts, for random graphs', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seededRandom(seed)
      const pick = (n: number) => Math.floor(random() * n)
      const buffers = [buffer('b0', 1 + pick(50))]
      const calls: Call[] = []
      for (let n = 1; n <= 3 + pick(12); n++) {
        const source = () => buffers[pick(Math.min(n, buffers.length))]?.id ?? 'b0'
        calls.push(
          call(
            `c${n}`,
            { a: source(), b: source(), out: `b${n}` },
            random() < 0.5 ? 'a' : undefined,
          ),
        )
        buffers.push(buffer(`b${n}`, 1 + pick(50)))
      }
      const output = buffers.at(-1)?.id ?? ''
      const plan = plannedOf(calls, buffers, 'b0', output)
      expect(() => checkPlan(plan)).not.toThrow()
    }
  })
})

describe('checkPlan', () => {
  const calls = [call('a', { in: 'x', out: 'a' }), call('b', { in: 'a', out: 'b' })]
  const buffers = [buffer('x', 10), buffer('a', 10), buffer('b', 10)]
  const good = plannedOf(calls, buffers, 'x', 'b')
  const moved = (id: string, change: object) => withSlot(good, id, change)

  it('finds two buffers with equal lives in one place', () => {
    const twins = [call('a', { in: 'x', other: 'y', out: 'a' })]
    const all = [buffer('x', 4), buffer('y', 4), buffer('a', 4)]
    const plan = plannedOf(twins, all, 'x', 'a')
    const broken = withSlot(withSlot(plan, 'x', { offset: 0 }), 'y', { offset: 0 })
    expect(() => checkPlan(broken)).toThrow(/overlap while both are alive/)
  })

  it('finds overlaps, slots outside the arena, wrong sizes and short lives', () => {
    expect(() => checkPlan(moved('a', { offset: 0 }))).toThrow(/x and a|a and x|a and b/)
    expect(() => checkPlan(moved('a', { offset: 5000 }))).toThrow(/outside the arena/)
    expect(() => checkPlan(moved('a', { bytes: 9 }))).toThrow(/no slot of its size/)
    expect(() => checkPlan(moved('a', { until: 1 }))).toThrow(/outside its life/)
  })

  it('does not believe an overlap without its proof', () => {
    const claim = moved('a', { offset: 0, mayOverlap: { buffer: 'x', proof: 'none' } })
    expect(() => checkPlan(claim)).toThrow(/overlap/)
  })
})
