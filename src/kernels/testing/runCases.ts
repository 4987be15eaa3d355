// Runs random steps on the compiled kernels: on this machine under gcc's sanitizers, and in
// WebAssembly. Both give every case's arena after the step. Node only.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateBase64 } from '../../lib/gzip'
import { encodeRecords } from '../records'
import type { StepCase } from './randomSteps'

const kernels = join(import.meta.dirname, '..')

export interface NativeKernels {
  readonly run: (cases: readonly StepCase[]) => Int8Array[]
  /** From triples of x, multiplier, shift. */
  readonly requantize: (triples: Int32Array) => Int32Array
  readonly remove: () => void
}

const flags = [
  '-std=c99',
  '-O1',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover',
  '-Wall',
  '-Wextra',
  '-Werror',
]

/** Path of the driver with all kernels, compiled once for these sources. */
function nativeProgram(): string {
  const files = ['nn', 'nn/u8', 'wasm', 'testing'].flatMap((name) =>
    readdirSync(join(kernels, name))
      .filter((file) => /^(nn_|run_).*\.c$|\.h$/.test(file))
      .map((file) => join(kernels, name, file)),
  )
  const hash = createHash('sha256').update(flags.join())
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file))
  const folder = join(kernels, '../../.cache/kernels')
  const program = join(folder, `run_cases-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  const include = ['nn', 'nn/u8', 'wasm'].flatMap((name) => ['-I', join(kernels, name)])
  const sources = files.filter((file) => file.endsWith('.c'))
  const made = `${program}.${process.pid}`
  execFileSync('gcc', [...flags, ...include, ...sources, '-o', made])
  renameSync(made, program)
  return program
}

/** All kernels, compiled for this machine. */
export function compileNative(): NativeKernels {
  const program = nativeProgram()
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
  const [input, output] = [join(folder, 'cases'), join(folder, 'answers')]
  function answers(work: string, questions: Uint8Array): Buffer {
    writeFileSync(input, questions)
    execFileSync(program, [work, input, output], { stdio: 'pipe' })
    return readFileSync(output)
  }
  return {
    run(cases) {
      const bytes = answers('steps', Buffer.concat(cases.flatMap(encodeCase)))
      return splitArenas(cases, new Int8Array(bytes))
    },
    requantize(triples) {
      const bytes = answers('requantize', new Uint8Array(triples.buffer))
      return new Int32Array(new Uint8Array(bytes).buffer)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

function encodeCase(step: StepCase): Uint8Array[] {
  const record = encodeRecords([step]).bytes
  const sizes = new Uint32Array([step.model.length, step.arena.length, record.length, 0])
  return [new Uint8Array(sizes.buffer), step.model, new Uint8Array(step.arena), record]
}

function splitArenas(cases: readonly StepCase[], bytes: Int8Array): Int8Array[] {
  let end = 0
  return cases.map(({ arena }) => bytes.slice(end, (end += arena.length)))
}

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly __heap_base: WebAssembly.Global
  readonly scratch_bytes: (program: number, steps: number) => number
  readonly run_one_step: (at: number, arena: number, model: number, scratch: number) => void
}

/** Runs cases one by one on a module of `generated/`. */
export async function runWasm(packed: string, cases: readonly StepCase[]): Promise<Int8Array[]> {
  const { instance } = await WebAssembly.instantiate(await inflateBase64(packed))
  const { memory, __heap_base, scratch_bytes, run_one_step } =
    instance.exports as unknown as Exports
  memory.grow(64)
  return cases.map((step) => {
    let end = Number(__heap_base.value)
    const put = (bytes: Uint8Array) => {
      const at = Math.ceil(end / 16) * 16
      new Uint8Array(memory.buffer).set(bytes, at)
      end = at + bytes.length
      return at
    }
    const record = put(encodeRecords([step]).bytes)
    const model = put(step.model)
    const arena = put(new Uint8Array(step.arena))
    const scratch = put(new Uint8Array(scratch_bytes(record, 1)))
    run_one_step(record, arena, model, scratch)
    return new Int8Array(memory.buffer, arena, step.arena.length).slice()
  })
}
