import { describe, expect, it } from 'vitest'
import { boardById } from '../../boards/index'
import { plan } from '../../compile/compile'
import { defaultOptions } from '../../compile/plan'
import { randomModel } from '../../layers/randomModel'
import { namedSlots, rowWindows } from './namedSlots'
import { formOf } from './rowForms'

const mega = boardById('arduino-mega')!
const plans = Array.from({ length: 12 }, (_, seed) =>
  plan(randomModel(seed + 1), mega, { ...defaultOptions, streaming: 'input-rows' }),
)
const streamed = plans.filter(({ stream }) => stream)

describe('slots of a streamed plan', () => {
  it('say how many rows of a buffer are in RAM', () => {
    expect(streamed.length).toBeGreaterThan(0)
    for (const made of streamed) {
      for (const [buffer, { count, all }] of rowWindows(made)) {
        const whole = made.buffers.find(({ id }) => id === buffer)!.bytes
        const slot = made.memory.slots.find((s) => s.buffer === buffer)!
        expect(slot.bytes).toBe((whole / all) * count)
      }
      expect(rowWindows(made).has(made.inputBuffer)).toBe(made.stream!.inputByRows)
    }
  })

  it('name shared scratch memory once, and hide no result', () => {
    for (const made of plans) {
      const named = namedSlots(made)
      const results = made.buffers.filter(({ scratch }) => !scratch).map(({ id }) => id)
      expect(named.map(({ slot }) => slot.buffer)).toEqual(expect.arrayContaining(results))
      const scratch = named.filter(({ name }) => name === 'scratch')
      expect(new Set(scratch.map(({ slot }) => `${slot.offset} ${slot.from}`)).size).toBe(
        scratch.length,
      )
    }
  })

  it('tell the form of a plan', () => {
    for (const made of streamed) expect(formOf(made)).not.toBe('whole')
    expect(formOf(plan(randomModel(1), mega, { ...defaultOptions, streaming: 'whole' }))).toBe(
      'whole',
    )
  })
})
