// Runs the steps of a program one call at a time, streamed ones row by row, as the driver in C does
// (kernels/nn/nn_stream.c).

import { stepAccesses } from '../kernels/stepMemory'
import type { Program, Rows } from '../model/program'
import type { Streamed } from './checkProgram'

/** One program's arena, and its kernels. */
export interface Machine {
  /** Taken anew for every use: memory may have moved. */
  readonly arena: () => Int8Array
  /** Without rows the step computes its own. */
  readonly runStep: (step: number, rows?: Rows) => void
}

export interface Finished {
  readonly step: number
  /** All that the step wrote, as it is stored: also where only a window of it is in the arena. */
  readonly output: Int8Array
}

/** `values` as they are stored. Yields where a step has computed all of its rows. */
export function* runEvents(
  program: Program,
  streamed: Streamed | undefined,
  values: Int8Array,
  { arena, runStep }: Machine,
): Generator<Finished, void, void> {
  const { input, steps, stream } = program
  if (!stream?.inputByRows) arena().set(values, input.offset)
  const { stages, events } = streamed ?? { stages: [], events: [] }
  const outputs = stages.map(
    ({ resultBytes, outHeight, outRowBytes }) =>
      new Int8Array(resultBytes ?? outHeight * outRowBytes),
  )
  const placeOf = (call: number, field: 'in' | 'out') => steps[call]?.fields[field] ?? NaN
  for (const event of events) {
    const call = event.kind === 'input' ? 0 : event.call
    const { inRowBytes = 0, outRowBytes = 0, outHeight = 0 } = stages[call] ?? {}
    const window = placeOf(call, 'in')
    if (event.kind === 'input') {
      const row = values.subarray(event.row * inRowBytes, (event.row + 1) * inRowBytes)
      arena().set(row, window + event.at * inRowBytes)
    } else if (event.kind === 'slide') {
      const from = window + event.from * inRowBytes
      arena().copyWithin(window, from, from + event.count * inRowBytes)
    } else {
      const { first, outAt } = event.rows
      runStep(call, event.rows)
      const output = outputs[call] ?? new Int8Array()
      const written = stages[call]?.resultBytes ?? outRowBytes
      const place = placeOf(call, 'out') + (first - outAt) * outRowBytes
      output.set(arena().subarray(place, place + written), first * outRowBytes)
      if (first + 1 === outHeight) yield { step: call, output }
    }
  }
  for (let step = stages.length; step < steps.length; step++) {
    runStep(step)
    const { kernel, fields, rows } = steps[step]!
    const written = stepAccesses(kernel, fields, rows).find(({ writes }) => writes)
    yield { step, output: arena().slice(written?.from ?? 0, written?.until ?? 0) }
  }
}
