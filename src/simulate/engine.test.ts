import { expect, test } from 'vitest'
import { kernels } from '../kernels/kernels'
import { randomSteps, type StepCase } from '../kernels/testing/randomSteps'
import { runReference } from '../kernels/testing/reference'
import { UserError } from '../lib/diagnostics'
import type { Program, Step } from '../model/program'
import { createEngine, detectSimd } from './engine'

const quantization = { scale: 1, zeroPoint: 0 }

/** Steps side by side in one arena, which is input and output at once. */
function programOf(cases: readonly StepCase[]): Program {
  let arenaBytes = 0
  let constantBytes = 0
  const constants: Program['constants'][number][] = []
  const steps = cases.map((step, i): Step => {
    const fields: Record<string, number> = { ...step.fields }
    const kernel = kernels.find(({ id }) => id === step.kernel)!
    for (const { name, use } of kernel.fields) {
      if (use === 'arena') fields[name]! += arenaBytes
      if (use === 'model') fields[name]! += constantBytes
    }
    const data = step.model
    const place = { offset: constantBytes, bytes: data.length, data }
    constants.push({ id: `c${i}`, content: 'weights', nodes: [], ...place })
    arenaBytes += step.arena.length
    constantBytes += Math.ceil(data.length / 4) * 4
    return { name: `s${i}`, op: `s${i}`, nodes: [], kernel: step.kernel, fields, rows: step.rows }
  })
  const tensor = {
    offset: 0,
    bytes: arenaBytes,
    shape: [arenaBytes],
    quantization,
    layout: 'nhwc' as const,
  }
  const ends = { input: tensor, output: tensor }
  return { target: 'wasm', ...ends, steps, constants, constantBytes, arenaBytes }
}

const cases = kernels.flatMap(({ id }, i) => randomSteps(id, 5, 500 + i))
const input = Int8Array.from(cases.flatMap(({ arena }) => [...arena]))
const arenas = cases.map(({ kernel, fields, rows, arena, constants }) => {
  const after = arena.slice()
  runReference(kernel, fields, rows, after, constants)
  return after
})
const expected = Int8Array.from(arenas.flatMap((arena) => [...arena]))
const program = programOf(cases)

test('this Node has SIMD, so both forms are tested', () => {
  expect(detectSimd()).toBe(true)
})

test('a browser without SIMD gets the plain form', async () => {
  const { validate } = WebAssembly
  try {
    WebAssembly.validate = () => false
    expect((await createEngine('simd')).form).toBe('plain')
  } finally {
    WebAssembly.validate = validate
  }
})

test.each(['plain', 'simd'] as const)(
  '%s: many inputs, in slices, give each its output',
  async (form) => {
    const engine = await createEngine(form)
    expect(engine.form).toBe(form)
    const loaded = engine.load(program)
    const count = Math.ceil(2 ** 20 / program.arenaBytes) + 3
    const inputs = new Int8Array(count * input.length)
    for (let i = 0; i < count; i++) inputs.set(input, i * input.length)
    const outputs = loaded.run(inputs, count)
    expect(outputs.length).toBe(inputs.length)
    for (let i = 0; i < count; i++) {
      const output = outputs.subarray(i * input.length, (i + 1) * input.length)
      expect(Buffer.compare(Buffer.from(output), Buffer.from(expected))).toBe(0)
    }
    expect(loaded.run(new Int8Array(), 0).length).toBe(0)
  },
)

test.each(['plain', 'simd'] as const)(
  '%s: step by step, undisturbed by other runs',
  async (form) => {
    const loaded = (await createEngine(form)).load(program)
    const arena = input.slice()
    let start = 0
    let steps = 0
    for (const result of loaded.runSteps(input)) {
      expect(result.step).toBe(steps)
      arena.set(arenas[steps]!, start)
      start += arenas[steps]!.length
      steps++
      expect(Buffer.compare(Buffer.from(result.arena), Buffer.from(arena))).toBe(0)
      loaded.run(new Int8Array(input.length).fill(5), 1)
    }
    expect(steps).toBe(cases.length)
  },
)

test('a disposed program and wrong sizes are refused', async () => {
  const loaded = (await createEngine('simd')).load(program)
  expect(() => loaded.run(input, 2)).toThrow('values')
  expect(() => [...loaded.runSteps(new Int8Array(3))]).toThrow('3 values')
  loaded.dispose()
  expect(() => loaded.run(input, 1)).toThrow('disposed')
})

test('a program that reaches beyond its memory is refused before it runs', async () => {
  const engine = await createEngine('simd')
  const smaller = { ...program, arenaBytes: program.arenaBytes - 200 }
  expect(() => engine.load(smaller)).toThrow('of arena')
  const less = { ...program, constantBytes: 4 }
  expect(() => engine.load(less)).toThrow('of model')
})

test('a model that needs more memory than a page has is the user’s trouble', async () => {
  const engine = await createEngine('simd')
  const tensor = {
    offset: 0,
    bytes: 2 ** 30,
    shape: [2 ** 30],
    quantization,
    layout: 'nhwc' as const,
  }
  const huge = { ...program, input: tensor, output: tensor, arenaBytes: 2 ** 30 }
  expect(() => engine.load(huge)).toThrow(UserError)
})
