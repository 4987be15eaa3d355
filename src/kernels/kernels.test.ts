import { afterAll, describe, expect, test } from 'vitest'
import { plainWasm } from './generated/plainWasm'
import { simdWasm } from './generated/simdWasm'
import { kernels } from './kernels'
import { randomSteps, type StepCase } from './testing/randomSteps'
import { runReference } from './testing/reference'
import { compileNative, runWasm } from './testing/runCases'

function expected(step: StepCase): Int8Array {
  const arena = step.arena.slice()
  runReference(step.kernel, step.fields, step.rows, arena, step.constants)
  return arena
}

/** The first byte that differs in each case, told so that the case can be made again. */
function differences(
  cases: readonly StepCase[],
  wanted: readonly Int8Array[],
  results: readonly Int8Array[],
): unknown[] {
  return cases.flatMap(({ fields, rows }, i) => {
    const [right, result] = [wanted[i]!, results[i]!]
    const at = right.findIndex((value, place) => value !== result[place])
    if (at < 0) return []
    return [{ case: i, at, wanted: right[at], got: result[at], fields, rows }]
  })
}

const native = compileNative()
afterAll(native.remove)

/** Kernels with a form in SIMD, which is a second implementation. */
const hasSimdForm = (id: string) => /_bulk$|^nn_(?!(depthwise_)?conv2d|dense)\w+_s8$/.test(id)

describe.each(kernels.filter(({ twin }) => !twin))('$id', ({ id, number }) => {
  const cases = randomSteps(id, hasSimdForm(id) ? 2000 : 1000, 1000 + number)
  const wanted = cases.map(expected)
  const expectSame = (results: readonly Int8Array[]) => {
    expect(results.length).toBe(cases.length)
    expect(differences(cases, wanted, results).slice(0, 3)).toEqual([])
  }

  test('on this machine', () => expectSame(native.run(cases)))
  test('in plain WebAssembly', async () => expectSame(await runWasm(plainWasm, cases)))
  test('in SIMD WebAssembly', async () => expectSame(await runWasm(simdWasm, cases)))
})
