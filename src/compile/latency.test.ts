import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import { randomModel } from '../layers/randomModel'
import { plan } from './compile'
import { estimateCycles } from './latency'
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

  it('is not there where nobody measured the core, nor for bulk kernels', () => {
    const [model] = models
    expect(plan(model!, boardById('microbit')!)).not.toHaveProperty('latency')
    expect(plan(model!, mega, { ...defaultOptions, target: 'wasm' })).not.toHaveProperty('latency')
  })

  it('takes less than a millisecond', () => {
    const made = plan(models[0]!, mega, {
      ...defaultOptions,
      target: 'avr',
      streaming: 'input-rows',
    })
    const begin = performance.now()
    for (let i = 0; i < 20; i++)
      estimateCycles(mega, made.calls, { graph: made.fused, stream: made.stream })
    expect((performance.now() - begin) / 20).toBeLessThan(1)
  })
})
