import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { randomModel } from '../layers/randomModel'
import { plan } from './compile'
import { estimateCosts } from './latency'
import { defaultOptions } from './plan'

const mega = boardById('arduino-mega')!
const models = Array.from({ length: 12 }, (_, seed) => randomModel(seed + 1))
const targets = ['c', 'avr'] as const

describe('latency of a plan', () => {
  it.each(targets)('is the sum of its layers (target %s)', (target) => {
    for (const model of models) {
      const made = plan(model, mega, { ...defaultOptions, target })
      const layers = made.layers.reduce((sum, { cycles = 0 }) => sum + cycles, 0)
      expect(made.latency?.cycles).toBeGreaterThan(0)
      expect(Math.abs(layers - made.latency!.cycles)).toBeLessThan(200)
      expect(made.latency!.seconds).toBe(made.latency!.cycles / mega.clockHz)
    }
  })

  it('grows where rows are streamed, by the driver', () => {
    let streamed = 0
    for (const model of models) {
      const cycles = (streaming: 'whole' | 'input-rows') => {
        const made = plan(model, mega, { ...defaultOptions, target: 'avr', streaming })
        if (made.stream) streamed++
        return made.latency!.cycles
      }
      expect(cycles('input-rows')).toBeGreaterThanOrEqual(cycles('whole'))
    }
    expect(streamed).toBeGreaterThan(0)
  })

  it.each(['microbit', 'arduino-due', 'frdm-k64f', 'stm32f723', 'raspberry-pi-pico-2'])(
    'has instructions on %s, whose layers add up',
    (id) => {
      const board = boardById(id)!
      for (const model of models) {
        const { layers, latency } = plan(model, board)
        for (const unit of ['instructions', 'cycles'] as const) {
          const all = latency?.[unit] ?? 0
          const sum = layers.reduce((n, layer) => n + (layer[unit] ?? 0), 0)
          expect(all).toBeGreaterThan(0)
          expect(Math.abs(sum - all)).toBeLessThan(200)
        }
        expect(latency?.cyclesFrom).toContain('Cortex-M')
      }
    },
  )

  it('is not there where nobody measured the core, nor for bulk kernels', () => {
    const [model] = models
    expect(plan(model!, boardById('esp32')!)).not.toHaveProperty('latency')
    expect(plan(model!, boardById('raspberry-pi-2b')!)).not.toHaveProperty('latency')
    expect(plan(model!, mega, { ...defaultOptions, target: 'wasm' })).not.toHaveProperty('latency')
  })

  it.each([
    [mega, 'avr'],
    [boardById('frdm-k64f')!, 'c'],
  ] as const)('takes less than a millisecond (target $1)', (board, target) => {
    const { calls, fused, stream } = plan(models[0]!, board, {
      ...defaultOptions,
      target,
      streaming: 'input-rows',
    })
    const times = Array.from({ length: 20 }, () => {
      const begin = performance.now()
      estimateCosts(board, calls, { graph: fused, stream })
      return performance.now() - begin
    })
    expect(Math.min(...times)).toBeLessThan(1)
  })
})
