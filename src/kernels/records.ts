// A program's bytes as wasm/nn_run.c reads them: for each step a head (kernel number, bytes of the
// step, rows) and the step.

import { encodeStep, kernelById } from './kernels'
import type { Fields } from './pack'
import type { RowRange } from './stepMemory'

export interface RunnableStep {
  readonly kernel: string
  readonly fields: Fields
  readonly rows: RowRange
}

const headBytes = 12

function encodeRecord({ kernel, fields, rows }: RunnableStep): Uint8Array {
  const step = encodeStep(kernel, fields)
  const bytes = new Uint8Array(headBytes + step.length)
  const view = new DataView(bytes.buffer)
  const head = [kernelById(kernel).number, step.length]
  const numbers = [...head, rows.first, rows.count, rows.inAt, rows.outAt]
  numbers.forEach((value, i) => view.setUint16(2 * i, value, true))
  bytes.set(step, headBytes)
  return bytes
}

/** The records behind each other, and where each begins. */
export function encodeRecords(steps: readonly RunnableStep[]): {
  readonly bytes: Uint8Array
  readonly at: readonly number[]
} {
  const records = steps.map(encodeRecord)
  const at: number[] = []
  let end = 0
  for (const { length } of records) {
    at.push(end)
    end += length
  }
  const bytes = new Uint8Array(end)
  records.forEach((record, i) => bytes.set(record, at[i]))
  return { bytes, at }
}
