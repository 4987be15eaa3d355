import { afterAll, describe, expect, test } from 'vitest'
import { plainWasm, simdWasm } from './generated/wasm'
import { kernels } from './kernels'
import { randomSteps, type StepCase } from './testing/randomSteps'
import { runReference } from './testing/reference'
import { compileNative, runWasm } from './testing/runCases'

function expected(step: StepCase): Int8Array {
  const arena = step.arena.slice()
  runReference(step.kernel, step.fields, step.rows, arena, step.constants)
  return arena
}

/** Fails with the first case that differs, told so that it can be made again. */
function expectSame(cases: readonly StepCase[], results: readonly Int8Array[]): void {
  expect(results.length).toBe(cases.length)
  cases.forEach((step, i) => {
    const wanted = expected(step)
    const at = results[i]!.findIndex((value, place) => value !== wanted[place])
    if (at >= 0)
      expect({ case: i, at, got: results[i]![at], fields: step.fields, rows: step.rows }).toEqual({
        wanted: wanted[at],
      })
  })
}

const native = compileNative()
afterAll(native.remove)

describe.each(kernels.map(({ id }, number) => ({ id, number })))('$id', ({ id, number }) => {
  const cases = randomSteps(id, 400, 1000 + number)
  test('on this machine', () => expectSame(cases, native.run(cases)))
  test('in plain WebAssembly', async () => expectSame(cases, await runWasm(plainWasm, cases)))
  test('in SIMD WebAssembly', async () => expectSame(cases, await runWasm(simdWasm, cases)))
})
