import { expect, test } from 'vitest'
import { arduinoMega } from '../boards/arduinoMega'
import { arduinoUno } from '../boards/arduinoUno'
import { esp32 } from '../boards/esp32'
import { microbit } from '../boards/microbit'
import { sizesOf } from '../boards/sizes'
import { kernelById } from '../kernels/kernels'
import { callFlashBytes, flashBudget, kernelFlashBytes, ramBudget } from './budget'

const conv = { kernel: 'nn_conv2d_s8' }
const dense = { kernel: 'nn_dense_s8' }

test('the parts add up to the sum', () => {
  const constants = [
    { content: 'weights', bytes: 1000 },
    { content: 'channels', bytes: 72 },
    { content: 'weights', bytes: 21 },
    { content: 'table', bytes: 512 },
  ] as const
  const flash = flashBudget(arduinoUno, [conv, dense], constants)
  const bytes = Object.fromEntries(flash.parts.map((part) => [part.id, part.bytes]))
  expect(bytes).toMatchObject({ weights: 1024, channels: 72, tables: 512 })
  expect(flash.bytes).toBe(flash.parts.reduce((sum, part) => sum + part.bytes, 0))
  expect(flash.limitBytes).toBe(32_256)
  expect(flash.origin).toBe('measured')
})

test('what two kernels share is counted once', () => {
  const alone = kernelFlashBytes(arduinoUno, [conv]) + kernelFlashBytes(arduinoUno, [dense])
  const together = kernelFlashBytes(arduinoUno, [conv, dense, conv])
  const { kernels } = sizesOf('avr-uno')
  const parts = kernels['nn_dense_s8']?.parts ?? {}
  const convParts = kernels['nn_conv2d_s8']?.parts ?? {}
  const shared = Object.keys(parts).filter((name) => Object.hasOwn(convParts, name))
  expect(shared.length).toBeGreaterThan(0)
  // The compiler may make a part a few bytes smaller for one of its callers: the larger one counts.
  const once = (name: string) => Math.min(parts[name] ?? 0, convParts[name] ?? 0)
  expect(alone - together).toBe(shared.reduce((sum, name) => sum + once(name), 0))
})

test('a call is its step, its rows and the code that calls it', () => {
  const { run } = sizesOf('avr-mega')
  expect(callFlashBytes(arduinoMega, conv)).toBe(
    kernelById('nn_conv2d_s8').stepBytes + 8 + run.callBytes,
  )
})

test('RAM is arena, statics, core and the deepest stack', () => {
  const ram = ramBudget(arduinoUno, [conv, dense], { arenaBytes: 1001 })
  const { core, sketch, kernels } = sizesOf('avr-uno')
  const stack = (kernels['nn_conv2d_s8']?.stackBytes ?? 0) + 24
  expect(kernelById('nn_conv2d_s8').stepBytes).toBeGreaterThan(kernelById('nn_dense_s8').stepBytes)
  expect(ram.bytes).toBe(1001 + core.ramBytes + sketch.ramBytes + stack)
  expect(ramBudget(microbit, [], { arenaBytes: 1001 }).parts[0]?.bytes).toBe(1004)
})

test('on AVR a small step takes the room of the largest on the stack', () => {
  const { kernels } = sizesOf('avr-uno')
  const stackOf = (...ids: string[]) => {
    const calls = ids.map((kernel) => ({ kernel }))
    return ramBudget(arduinoUno, calls, { arenaBytes: 0 }).parts.find(({ id }) => id === 'stack')
  }
  const pool = 'nn_max_pool2d_u8'
  const more = kernelById('nn_conv2d_u8').stepBytes - kernelById(pool).stepBytes
  expect(more).toBeGreaterThan(0)
  expect(stackOf(pool)?.bytes).toBe((kernels[pool]?.stackBytes ?? 0) + 24)
  const both = Math.max(
    (kernels[pool]?.stackBytes ?? 0) + more,
    kernels['nn_conv2d_u8']?.stackBytes ?? 0,
  )
  expect(stackOf(pool, 'nn_conv2d_u8')?.bytes).toBe(both + 24)
})

test('a stream has its driver, a stage for every call, and four bytes for how far each is', () => {
  const { stream } = sizesOf('avr-uno')
  const calls = [conv, conv, dense]
  const two = { calls: 2, inputByRows: false }
  const flash = (of?: Parameters<typeof flashBudget>[3]) =>
    flashBudget(arduinoUno, calls, [], of).bytes - flashBudget(arduinoUno, calls, []).bytes
  expect(flash(two)).toBe(stream.bytes + 2 * stream.stageBytes)
  expect(flash({ ...two, inputByRows: true }) - flash(two)).toBe(stream.inputRowsBytes)
  const ram = (of?: Parameters<typeof ramBudget>[3]) =>
    ramBudget(arduinoUno, calls, { arenaBytes: 100 }, of).bytes
  expect(ram(two) - ram()).toBe(3 * 4 + stream.stackBytes)
})

test('a core that could not be measured is a labelled estimate', () => {
  const flash = flashBudget(esp32, [conv], [])
  const core = flash.parts.find(({ id }) => id === 'core')
  expect(core).toMatchObject({ bytes: esp32.coreEstimate?.flashBytes, origin: 'estimated' })
  expect(flash.origin).toBe('estimated')
})
