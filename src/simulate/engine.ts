// Runs programs on the C kernels, compiled to WebAssembly: whole data sets, or one input step by
// step. Every loaded program has a module instance, and so a memory, of its own.

import { inflateBase64 } from '../lib/gzip'
import type { Program } from '../model/program'
import { loadProgram, type LoadedProgram } from './loadProgram'

export type EngineForm = 'plain' | 'simd'

export interface Engine {
  /** What really runs: `plain` where the browser has no SIMD. */
  readonly form: EngineForm
  /** Throws a UserError where the program needs more memory than a page can have. */
  readonly load: (program: Program) => LoadedProgram
}

/** The smallest module with a SIMD instruction: (func (result v128) (i8x16.splat (i32.const 0))). */
const simdProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15,
  11,
])

export function detectSimd(): boolean {
  return WebAssembly.validate(simdProbe)
}

/** A page loads only the form that it runs. */
async function readModule(form: EngineForm): Promise<string> {
  if (form === 'simd') return (await import('../kernels/generated/simdWasm')).simdWasm
  return (await import('../kernels/generated/plainWasm')).plainWasm
}

export async function createEngine(wanted: EngineForm = 'simd'): Promise<Engine> {
  const form = wanted === 'simd' && detectSimd() ? 'simd' : 'plain'
  const module = await WebAssembly.compile(await inflateBase64(await readModule(form)))
  return { form, load: (program) => loadProgram(module, program) }
}
