// A program that would reach beyond its memory is refused before it runs. How the streamed calls of
// a program go, row by row, is worked out here too.

import { kernelById } from '../kernels/kernels'
import { checkStep } from '../kernels/stepMemory'
import type { Program } from '../model/program'
import type { Stage, StreamEvent } from '../model/stream'
import { stageOf, unrollStream } from '../model/stream'

/** The calls that run row by row, and everything that happens to them, in order. */
export interface Streamed {
  readonly stages: readonly Stage[]
  readonly events: readonly StreamEvent[]
}

function unroll({ steps, stream }: Program): Streamed {
  const stages = steps.slice(0, stream?.calls ?? 0).map((step) => {
    const stage = stageOf(step, kernelById(step.kernel).byRows)
    if (!stage) throw new Error(`${step.name}: ${step.kernel} does not run row by row`)
    return stage
  })
  if (!stream || stages.length !== stream.calls || stream.windows.length !== stream.calls)
    throw new Error(`a stream of ${stream?.calls} calls, ${stream?.windows.length} windows`)
  stages.forEach((stage, i) => {
    const next = stages[i + 1]
    if (next && (next.inRowBytes !== stage.outRowBytes || next.inHeight !== stage.outHeight))
      throw new Error(`${steps[i + 1]?.name} does not read what ${steps[i]?.name} writes`)
  })
  return { stages, events: unrollStream(stages, stream) }
}

function checkPlace(what: string, offset: number, bytes: number, limit: number): void {
  if (!(offset >= 0 && offset + bytes <= limit))
    throw new Error(`${what} at ${offset} + ${bytes} of ${limit} bytes`)
}

function checkEvents(program: Program, { stages, events }: Streamed): void {
  const rowsAt = (call: number, at: number, rows: number) => {
    const rowBytes = stages[call]?.inRowBytes ?? 0
    const offset = (program.steps[call]?.fields['in'] ?? NaN) + at * rowBytes
    checkPlace(`rows of call ${call}`, offset, rows * rowBytes, program.arenaBytes)
  }
  for (const event of events) {
    if (event.kind === 'input') rowsAt(0, event.at, 1)
    else if (event.kind === 'slide') rowsAt(event.call, 0, event.from + event.count)
    else {
      const { kernel, fields } = program.steps[event.call]!
      checkStep(kernel, fields, event.rows, program)
    }
  }
}

/** Throws an Error (our bug). Returns what the streamed calls do, where there are any. */
export function checkProgram(program: Program): Streamed | undefined {
  const { input, output, steps, stream, constants, arenaBytes } = program
  const streamed = stream && unroll(program)
  if (streamed) checkEvents(program, streamed)
  for (const { kernel, fields, rows } of steps.slice(stream?.calls ?? 0))
    checkStep(kernel, fields, rows, program)
  if (!stream?.inputByRows) checkPlace('tensor', input.offset, input.bytes, arenaBytes)
  checkPlace('tensor', output.offset, output.bytes, arenaBytes)
  for (const { id, offset, data } of constants)
    checkPlace(`constant ${id}`, offset, data.length, program.constantBytes)
  return streamed
}
