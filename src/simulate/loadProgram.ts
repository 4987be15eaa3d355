// A program in a module's memory: constants, arena, records of steps, and room for a slice of
// inputs and outputs. The memory is laid out once; views are taken anew for every use, because a
// memory that grows leaves old ones empty.

import { fromLayout, toLayout } from '../kernels/layout'
import { encodeRecords } from '../kernels/records'
import { fail } from '../lib/diagnostics'
import type { Program, Rows } from '../model/program'
import { checkProgram } from './checkProgram'
import type { Finished } from './runEvents'
import { runEvents } from './runEvents'

/** A step that has computed all of its rows. `step` is its position in `program.steps`. */
export interface StepResult extends Finished {
  /** The whole arena after the step: a copy. */
  readonly arena: Int8Array
}

export interface LoadedProgram {
  /** `count` inputs behind each other in, as many outputs out: int8 by row × column × channel. */
  readonly run: (inputs: Int8Array, count: number) => Int8Array
  /** Runs one input and yields after every step; whoever wants fewer steps stops asking. */
  readonly runSteps: (input: Int8Array) => Generator<StepResult, void, void>
  /** Lets go of the memory. The program cannot be run any more. */
  readonly dispose: () => void
}

/** What one page may ask for; a wasm memory ends at 4 GiB, phones much earlier. */
const memoryLimit = 2 ** 30
const pageBytes = 65536
/** Inputs and outputs of one call into the module: large enough that calls do not count. */
const sliceBytes = 2 ** 20

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly __heap_base: WebAssembly.Global
  readonly scratch_bytes: (program: number, steps: number) => number
  readonly run_one_step: (at: number, arena: number, model: number, scratch: number) => void
  readonly run: (job: number, inputs: number, outputs: number, count: number) => void
}

function failTooLarge(bytes: number): never {
  const megabytes = Math.ceil(bytes / 2 ** 20)
  return fail(
    'simulate/too-large',
    `The model needs ${megabytes} MB or more to run in this page.`,
    {
      hint: 'Make its layers smaller.',
    },
  )
}

/** Where everything lies in the module's memory. */
interface Placed {
  readonly kernels: Exports
  readonly records: readonly number[]
  readonly model: number
  readonly arena: number
  readonly scratch: number
  readonly job: number
  readonly inputs: number
  readonly outputs: number
  /** Inputs that fit there at once. */
  readonly slice: number
}

function placeProgram(module: WebAssembly.Module, program: Program): Placed {
  const { bytes: records, at } = encodeRecords(program.steps)
  const { input, output, steps } = program
  const kernels = new WebAssembly.Instance(module).exports as unknown as Exports
  let used = Number(kernels.__heap_base.value)

  /** Takes bytes at a multiple of 16 and grows the memory to hold them. */
  function reserve(bytes: number): number {
    const place = Math.ceil(used / 16) * 16
    used = place + bytes
    if (used > memoryLimit) failTooLarge(used)
    const missing = used - kernels.memory.buffer.byteLength
    try {
      if (missing > 0) kernels.memory.grow(Math.ceil(missing / pageBytes))
    } catch {
      failTooLarge(used)
    }
    return place
  }

  const recordsAt = reserve(records.length)
  new Uint8Array(kernels.memory.buffer).set(records, recordsAt)
  const model = reserve(program.constantBytes)
  for (const { offset, data } of program.constants)
    new Uint8Array(kernels.memory.buffer).set(data, model + offset)
  const arena = reserve(program.arenaBytes)
  const scratch = reserve(kernels.scratch_bytes(recordsAt, steps.length) >>> 0)
  const slice = Math.max(1, Math.floor(sliceBytes / (input.bytes + output.bytes + 1)))
  const inputs = reserve(slice * input.bytes)
  const outputs = reserve(slice * output.bytes)
  const job = reserve(36)
  const words = [recordsAt, steps.length, arena, model, scratch]
  const tensors = [input.offset, input.bytes, output.offset, output.bytes]
  new Uint32Array(kernels.memory.buffer, job, 9).set([...words, ...tensors])
  const places = at.map((place) => recordsAt + place)
  return { kernels, records: places, model, arena, scratch, job, inputs, outputs, slice }
}

/** Where a record's rows stand: behind the number of the kernel and the bytes of the step. */
const rowsAt = 4

function writeRows({ kernels }: Placed, record: number, rows: Rows): void {
  const view = new DataView(kernels.memory.buffer, record + rowsAt)
  const numbers = [rows.first, rows.count, rows.inAt, rows.outAt]
  numbers.forEach((value, i) => view.setUint16(2 * i, value, true))
}

export function loadProgram(module: WebAssembly.Module, program: Program): LoadedProgram {
  const streamed = checkProgram(program)
  const { input, output, steps, arenaBytes } = program
  let loaded: Placed | undefined = placeProgram(module, program)

  function use(values: Int8Array, expected: number): Placed {
    if (!loaded) throw new Error('the program was disposed of')
    if (values.length !== expected) throw new Error(`${values.length} values for ${expected}`)
    return loaded
  }
  const view = ({ kernels }: Placed, place: number, bytes: number) =>
    new Int8Array(kernels.memory.buffer, place, bytes)

  function runStep(at: Placed, step: number, rows: Rows = steps[step]!.rows): void {
    const record = at.records[step]!
    writeRows(at, record, rows)
    at.kernels.run_one_step(record, at.arena, at.model, at.scratch)
  }

  /** All steps of all inputs in C. */
  function runSlices(at: Placed, inputs: Int8Array, outputs: Int8Array, count: number): void {
    for (let done = 0; done < count; done += at.slice) {
      const now = Math.min(at.slice, count - done)
      const from = inputs.subarray(done * input.bytes, (done + now) * input.bytes)
      view(at, at.inputs, from.length).set(from)
      at.kernels.run(at.job, at.inputs, at.outputs, now)
      outputs.set(view(at, at.outputs, now * output.bytes), done * output.bytes)
    }
  }

  function runStreamed(at: Placed, inputs: Int8Array, outputs: Int8Array): void {
    const machine = {
      arena: () => view(at, at.arena, arenaBytes),
      runStep: (step: number, rows?: Rows) => runStep(at, step, rows),
    }
    for (let i = 0; i * output.bytes < outputs.length; i++) {
      const values = inputs.subarray(i * input.bytes, (i + 1) * input.bytes)
      for (const _ of runEvents(program, streamed, values, machine));
      const result = view(at, at.arena + output.offset, output.bytes)
      outputs.set(result, i * output.bytes)
    }
  }

  return {
    run(inputs, count) {
      const at = use(inputs, count * input.bytes)
      const stored = toLayout(inputs, input.shape, input.layout)
      const outputs = new Int8Array(count * output.bytes)
      if (streamed) runStreamed(at, stored, outputs)
      else runSlices(at, stored, outputs, count)
      return fromLayout(outputs, output.shape, output.layout)
    },
    *runSteps(values) {
      // Of its own: between two steps somebody else may use the module's arena.
      const arena = new Int8Array(arenaBytes)
      use(values, input.bytes)
      const stored = toLayout(values, input.shape, input.layout)
      const machine = {
        arena: () => arena,
        runStep(step: number, rows?: Rows) {
          const at = use(values, input.bytes)
          view(at, at.arena, arenaBytes).set(arena)
          runStep(at, step, rows)
          arena.set(view(at, at.arena, arenaBytes))
        },
      }
      for (const finished of runEvents(program, streamed, stored, machine))
        yield { ...finished, arena: arena.slice() }
    },
    dispose() {
      loaded = undefined
    },
  }
}
