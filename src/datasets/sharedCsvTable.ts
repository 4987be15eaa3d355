// A table of text into numbers, straight from the bytes: MNIST's training part is 110 MB of text, and
// strings for 47 million cells would not fit. Cells that are no numbers are kept as text. RFC 4180.

import { fail } from '../lib/diagnostics'
import { said } from './shared'
import type { DataFile } from './shared'

export interface CsvTable {
  readonly file: string
  readonly head?: readonly string[]
  readonly rows: number
  readonly columns: number
  /** Row by row; NaN where the cell is text. */
  readonly numbers: Float64Array
  /** By column, then by row; only columns that hold text. */
  readonly texts: ReadonlyMap<number, ReadonlyMap<number, string>>
}

const mostColumns = 200_000
const mostCells = 64e6
const mostTextCells = 2_000_000
const [comma, quote, newline, returned] = [0x2c, 0x22, 0x0a, 0x0d]
const delimiters = [comma, 0x3b, 0x09]
const decoder = new TextDecoder()

interface Line {
  /** Bounds of each cell. */
  readonly from: number[]
  readonly to: number[]
}

/** The delimiter, if the first lines look like a table of at least two columns with numbers in it. */
export function sniffDelimiter(bytes: Uint8Array): number | undefined {
  const head = bytes.subarray(0, 1 << 20)
  if (head.subarray(0, 4096).some((byte) => byte === 0)) return undefined
  return delimiters.find((delimiter) => {
    const lines = [...firstLines(head, delimiter, 2, head.length === bytes.length)]
    const columns = lines[0]?.from.length ?? 0
    if (columns < 2 || lines.some(({ from }) => from.length !== columns)) return false
    const last = lines.at(-1) as Line
    const numeric = last.from.filter(
      (from, i) => !Number.isNaN(readNumber(head, from, last.to[i]!)),
    )
    return numeric.length >= columns / 2
  })
}

function* firstLines(
  bytes: Uint8Array,
  delimiter: number,
  count: number,
  whole: boolean,
): Generator<Line> {
  let at = start(bytes)
  for (let i = 0; i < count && at < bytes.length; i++) {
    const line: Line = { from: [], to: [] }
    at = readLine(bytes, at, delimiter, line)
    // The last line may be cut in the middle.
    if (at >= bytes.length && !whole) return
    if (!isEmpty(line)) yield line
  }
}

/** Behind a byte-order mark. */
function start(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

const isEmpty = ({ from, to }: Line): boolean => from.length === 1 && from[0] === to[0]

/** Fills in the line's cells; gives where the next line starts. */
function readLine(bytes: Uint8Array, begin: number, delimiter: number, line: Line): number {
  let at = begin
  line.from.length = line.to.length = 0
  for (;;) {
    line.from.push(at)
    if (bytes[at] === quote) {
      at++
      while (at < bytes.length && (bytes[at] !== quote || bytes[at + 1] === quote))
        at += bytes[at] === quote ? 2 : 1
      at++
    }
    let byte = bytes[at]
    while (byte !== delimiter && byte !== newline && byte !== returned && byte !== undefined)
      byte = bytes[++at]
    line.to.push(at)
    if (byte !== delimiter) {
      const both = byte === returned && bytes[at + 1] === newline
      return at + (both ? 2 : 1)
    }
    at++
    if (line.from.length > mostColumns) return at
  }
}

function readText(bytes: Uint8Array, from: number, to: number): string {
  const text = decoder.decode(bytes.subarray(from, Math.min(to, from + 200))).trim()
  return text.startsWith('"') ? text.slice(1).replace(/"$/, '').replace(/""/g, '"') : text
}

/** NaN for anything but a decimal number; whole numbers, the usual case, take no detour. */
function readNumber(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9 || to - from > 15) return readAnyNumber(bytes, from, to)
    value = value * 10 + digit
  }
  return from === to ? NaN : value
}

function readAnyNumber(bytes: Uint8Array, from: number, to: number): number {
  const text = readText(bytes, from, to)
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN
}

/** Throws UserError where lines differ in length or the table is too large. */
export function readCsvTable({ name, bytes }: DataFile, delimiter: number): CsvTable {
  const line: Line = { from: [], to: [] }
  let at = start(bytes)
  at = readLine(bytes, at, delimiter, line)
  const columns = line.from.length
  if (columns > mostColumns) failTooLarge(name, `more than ${said(mostColumns)} columns`)
  const head = headOf(bytes, line)
  if (!head) at = start(bytes)
  const numbers = new Float64Array(countCells(bytes, at, columns, name))
  const texts = new Map<number, Map<number, string>>()
  let [rows, number, textCells] = [0, head ? 1 : 0, 0]
  while (at < bytes.length) {
    at = readLine(bytes, at, delimiter, line)
    number++
    if (isEmpty(line)) continue
    if (line.from.length !== columns) failUneven(name, number, line.from.length, columns)
    for (let c = 0; c < columns; c++) {
      const [from, to] = [line.from[c] as number, line.to[c] as number]
      const value = readNumber(bytes, from, to)
      numbers[rows * columns + c] = value
      if (!Number.isNaN(value)) continue
      if (++textCells > mostTextCells) failTooLarge(name, 'mostly text')
      const column = texts.get(c) ?? new Map<number, string>()
      texts.set(c, column.set(rows, readText(bytes, from, to)))
    }
    rows++
  }
  const table = { file: name, rows, columns, numbers: numbers.subarray(0, rows * columns), texts }
  return { ...table, ...(head && { head }) }
}

/** A first line is a head where none of its cells is a number. */
function headOf(bytes: Uint8Array, { from, to }: Line): readonly string[] | undefined {
  const cells = from.map((start, i) => [start, to[i] as number] as const)
  if (cells.some(([a, b]) => !Number.isNaN(readNumber(bytes, a, b)))) return undefined
  return cells.map(([a, b]) => readText(bytes, a, b))
}

/** Room for all cells: lines are counted, so that nothing has to grow. */
function countCells(bytes: Uint8Array, from: number, columns: number, name: string): number {
  let lines = 1
  for (let at = from; at < bytes.length; at++)
    if (bytes[at] === newline || (bytes[at] === returned && bytes[at + 1] !== newline)) lines++
  // Each cell takes a byte, so that a file of line ends can't ask for more than it is long.
  const cells = Math.min(lines * columns, bytes.length + columns)
  if (cells > mostCells) failTooLarge(name, `more than ${said(mostCells)} cells`)
  return cells
}

function failUneven(file: string, line: number, cells: number, columns: number): never {
  return fail(
    'data/uneven-rows',
    `Line ${said(line)} of ${file} has ${said(cells)} cells, the lines before it ${said(columns)}.`,
    { where: { file }, hint: 'Every line of a table needs the same number of cells.' },
  )
}

function failTooLarge(file: string, why: string): never {
  return fail('data/too-large', `${file} is too large a table: ${why}.`, {
    where: { file },
    hint: 'Take fewer samples, or save them as .npy.',
  })
}
