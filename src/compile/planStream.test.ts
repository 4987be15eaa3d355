import { describe, expect, it } from 'vitest'
import type { Board } from '../boards/board'
import { arduinoUno } from '../boards/arduinoUno'
import { seededRandom } from '../lib/random'
import { Sketch } from '../layers/sketch'
import type { Model } from '../model/model'
import { plan } from './compile'
import { defaultOptions } from './plan'
import { chooseStreaming, longestChain, streamingChoices } from './planStream'
import { ramBudget } from './budget'

const size = { strides: [1, 1], dilation: [1, 1], padding: 'valid', activation: 'relu' }
const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }

function lenet(): Model {
  const s = new Sketch(seededRandom(1))
  let tip = s.add('input', { shape: [32, 32, 1] })
  for (const filters of [6, 16]) {
    tip = s.add('conv2d', { ...size, filters, kernel: [5, 5] }, tip)
    tip = s.add('averagePool2d', pool, tip)
  }
  tip = s.add('flatten', {}, tip)
  for (const units of [120, 84, 10]) tip = s.add('dense', { units, activation: 'relu' }, tip)
  return s.model('lenet', tip)
}

const planned = (model: Model, streaming: 'whole' | 'rows' | 'input-rows') =>
  plan(model, arduinoUno, { ...defaultOptions, target: 'c', streaming })

/** Uno with other bytes of RAM. */
const withRam = (ramBytes: number): Board => ({ ...arduinoUno, ramBytes })

describe('LeNet-5, 32 × 32', () => {
  const model = lenet()
  const whole = planned(model, 'whole')

  it('takes 1,448 bytes with whole buffers: results lie over dead rows', () => {
    expect(whole.memory.arenaBytes).toBe(1448)
    expect(whole.stream).toBeUndefined()
    const [input, first, second] = whole.memory.slots
    expect([input?.offset, first?.offset, second?.offset]).toEqual([424, 80, 0])
    expect(first?.mayOverlap).toMatchObject({ buffer: whole.inputBuffer })
    expect(first?.mayOverlap?.proof).toContain('344 bytes')
  })

  it('takes 1,096 bytes where its input comes row by row', () => {
    const streamed = planned(model, 'input-rows')
    expect(streamed.memory.arenaBytes).toBe(1096)
    expect(streamed.stream).toEqual({ calls: 2, windows: [6, 6], inputByRows: true })
    const bytes = streamed.memory.slots.slice(0, 3).map((slot) => slot.bytes)
    expect(bytes).toEqual([192, 504, 400])
    expect(streamed.memory.slots[2]).toMatchObject({ from: 0, until: 3 })
  })

  it('stays whole where windows beside a whole input save nothing', () => {
    expect(planned(model, 'rows').stream).toBeUndefined()
    expect(
      streamingChoices(whole).map(({ streaming, arenaBytes }) => [streaming, arenaBytes]),
    ).toEqual([
      ['whole', 1448],
      ['input-rows', 1096],
    ])
  })

  it('is planned the quickest way that fits the board, else the smallest', () => {
    const others = ramBudget(arduinoUno, whole.calls, { arenaBytes: 0 }).bytes
    const choose = (ramBytes: number) =>
      chooseStreaming(whole, { board: withRam(ramBytes), target: 'c', streaming: 'auto' }).streaming
    expect(choose(others + 1448)).toBe('whole')
    expect(choose(others + 1447)).toBe('input-rows')
    expect(choose(others + 1000)).toBe('input-rows')
    const { stream } = planned(model, 'input-rows')
    const byRows = ramBudget(arduinoUno, whole.calls, { arenaBytes: 1096 }, stream).bytes
    const fits = streamingChoices({ ...whole, board: withRam(byRows) }).map((c) => c.fits)
    expect(fits).toEqual([false, true])
  })

  it('is never streamed, nor laid over dead rows, for bulk kernels', () => {
    const bulk = plan(model, arduinoUno, { ...defaultOptions, target: 'wasm', streaming: 'rows' })
    expect(bulk.stream).toBeUndefined()
    expect(bulk.memory.arenaBytes).toBe(2200)
    expect(streamingChoices(bulk).map(({ streaming }) => streaming)).toEqual(['whole'])
  })
})

describe('too big for the board', () => {
  function two(height: number, filters: number): Model {
    const s = new Sketch(seededRandom(4))
    const conv = { ...size, kernel: [3, 3] }
    let tip = s.add('input', { shape: [height, 8, 2] })
    tip = s.add('conv2d', { ...conv, filters }, tip)
    tip = s.add('conv2d', { ...conv, filters: 3 }, tip)
    return s.model('two', s.add('globalAveragePool2d', { keepDims: false }, tip))
  }

  it('a network goes by rows only where that saves more RAM than their driver takes', () => {
    const ways = new Set<string>()
    for (let height = 6; height <= 12; height++)
      for (let channels = 1; channels <= 8; channels++) {
        const model = two(height, channels)
        const auto = plan(model, withRam(100), { ...defaultOptions, target: 'c' })
        const ram = (['whole', 'rows', 'input-rows'] as const).map(
          (streaming) => planned(model, streaming).ram.bytes,
        )
        expect(auto.ram.bytes).toBe(Math.min(...ram))
        if (auto.stream) expect(auto.ram.bytes).toBeLessThan(ram[0]!)
        ways.add(auto.stream ? 'rows' : 'whole')
      }
    expect(ways.size).toBe(2)
  })
})

describe('chains', () => {
  it('end where a result has another reader, and before calls that need whole buffers', () => {
    const s = new Sketch(seededRandom(2))
    const same = { ...size, padding: 'same', kernel: [3, 3] }
    let tip = s.add('input', { shape: [12, 12, 2] })
    tip = s.add('conv2d', { ...same, filters: 4 }, tip)
    const branch = s.add('maxPool2d', pool, tip)
    const one = s.add('conv2d', { ...same, filters: 3 }, branch)
    tip = s.add('concat', { axis: -1 }, branch, one)
    tip = s.add('flatten', {}, tip)
    tip = s.add('dense', { units: 3, activation: 'linear' }, tip)
    const made = planned(s.model('branch', tip), 'whole')
    expect(longestChain(made)).toHaveLength(1)
  })

  it('of a wide network are windows before a whole result over the dead input', () => {
    const s = new Sketch(seededRandom(3))
    let tip = s.add('input', { shape: [32, 32, 3] })
    for (const [filters, stride] of [
      [16, 1],
      [16, 2],
      [8, 2],
      [8, 1],
    ] as const) {
      const strides = [stride, stride]
      tip = s.add('conv2d', { ...size, padding: 'same', kernel: [3, 3], filters, strides }, tip)
    }
    tip = s.add('globalAveragePool2d', { keepDims: false }, tip)
    const model = s.model('wide', tip)
    const [whole, rows, input] = (['whole', 'rows', 'input-rows'] as const).map((streaming) =>
      planned(model, streaming),
    )
    expect(whole?.memory.arenaBytes).toBe(256 + 13_504 + 3072)
    expect(rows?.stream).toEqual({ calls: 3, windows: [32, 3, 3], inputByRows: false })
    expect(rows?.memory.arenaBytes).toBe(3072 + 3 * 512 + 3 * 256)
    expect(rows?.memory.slots[3]?.mayOverlap?.buffer).toBe(rows?.inputBuffer)
    expect(input?.stream?.inputByRows).toBe(true)
    expect(input?.memory.arenaBytes).toBe(3104)
  })
})
