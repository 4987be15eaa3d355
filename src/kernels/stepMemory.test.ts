import { expect, test } from 'vitest'
import { kernels } from './kernels'
import { checkStep, stepAccesses } from './stepMemory'
import { randomSteps } from './testing/randomSteps'
import { runReference } from './testing/reference'

const ids = kernels.map(({ id }) => id)

test.each(ids)('%s touches just what is declared', (id) => {
  for (const { kernel, fields, rows, arena, constants } of randomSteps(id, 60, 77)) {
    const accesses = stepAccesses(kernel, fields, rows).filter(({ memory }) => memory === 'arena')
    const after = arena.slice()
    runReference(kernel, fields, rows, after, constants)
    const written = accesses.filter(({ writes }) => writes)
    const places = [...after.keys()]
    const isWritten = (i: number) => written.some(({ from, until }) => i >= from && i < until)
    expect(places.filter((i) => after[i] !== arena[i] && !isWritten(i))).toEqual([])
    // Bytes that are not declared as read do not matter.
    const other = arena.map((value, i) =>
      accesses.some(({ from, until }) => i >= from && i < until) ? value : ~value,
    )
    const otherBefore = other.slice()
    runReference(kernel, fields, rows, other, constants)
    const changed = places.filter((i) => other[i] !== otherBefore[i])
    expect(changed.filter((i) => other[i] !== after[i])).toEqual([])
  }
})

test.each(ids)('%s passes the check, and fails it in less memory', (id) => {
  for (const { kernel, fields, rows, arena, model } of randomSteps(id, 40, 78)) {
    const limits = { arenaBytes: arena.length, constantBytes: model.length }
    checkStep(kernel, fields, rows, limits)
    const ends = stepAccesses(kernel, fields, rows).filter(({ from, until }) => until > from)
    const end = Math.max(...ends.filter((a) => a.memory === 'arena').map(({ until }) => until))
    const small = { ...limits, arenaBytes: end - 1 }
    expect(() => checkStep(kernel, fields, rows, small)).toThrow('of arena')
    if (model.length === 0) continue
    const few = { ...limits, constantBytes: model.length - 1 }
    expect(() => checkStep(kernel, fields, rows, few)).toThrow('of model')
  }
})

test('sizes that a kernel could not compute are refused', () => {
  const [step] = randomSteps('nn_conv2d_s8', 1, 79)
  const { kernel, fields, rows, arena, model } = step!
  const limits = { arenaBytes: arena.length, constantBytes: model.length }
  const check = (more: object) => () => checkStep(kernel, { ...fields, ...more }, rows, limits)
  expect(check({})).not.toThrow()
  expect(check({ stride_h: 0 })).toThrow('stride_h')
  expect(check({ kernel_h: 255, dilation_h: 255 })).toThrow('axis h')
  expect(check({ channels: fields['channels']! + 2 })).toThrow('channels')
  expect(check({ out_h: 0 })).toThrow('rows')
})
