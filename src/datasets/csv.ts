// Tables with one sample per row, and a column that says its class. Which column that is: the one that
// the head calls so, the only one with text, or the first or last where the model's input tells that
// one is too many.

import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import { shapeSize } from '../model/model'
import { countClasses } from './dataset'
import type { Dataset } from './dataset'
import { readCsvTable, sniffDelimiter } from './sharedCsvTable'
import type { CsvTable } from './sharedCsvTable'
import { describePart, baseOf, said, stemOf } from './shared'
import type { DataFile, DataFormat, ReadOptions } from './shared'
import { rowShape } from './sharedArrays'
import { orderNames } from './sharedNames'

const labelNames = /^(?:labels?|class(?:es|_?id|_?name)?|targets?|species|digit|category)$/i
const counterNames = /^(?:id|index|no|nr|row|unnamed: 0|)$/i
const mostClasses = 1000
const largestLabel = 65_535
const pictureColumns = 64

interface Roles {
  readonly label?: number
  readonly features: readonly number[]
}

function isCsv(file: DataFile): boolean {
  const named = /\.(?:csv|tsv|txt|data)$/i.test(file.name)
  // JSON and code have commas too.
  const bracket = /^\s*[[{<#]/.test(new TextDecoder('latin1').decode(file.bytes.subarray(0, 40)))
  return named && !bracket && sniffDelimiter(file.bytes) !== undefined
}

function readCsv(file: DataFile, options: ReadOptions, report: Report): Dataset {
  const table = readCsvTable(file, sniffDelimiter(file.bytes) ?? 0x2c)
  if (table.rows === 0)
    fail('data/empty', `${file.name} holds no samples.`, { where: { file: file.name } })
  const roles = chooseRoles(table, options)
  const labels = roles.label === undefined ? undefined : readLabels(table, roles.label, options)
  const shape = rowShape(roles.features.length, options.input)
  reportRoles(table, roles, report)
  return {
    name: stemOf(file.name) || baseOf(file.name),
    count: table.rows,
    shape,
    ...readFeatures(table, roles.features, shape),
    ...(labels?.labels && { labels: labels.labels }),
    classCount: labels?.names?.length ?? countClasses(labels?.labels),
    ...(labels?.names && { classNames: labels.names }),
    part: describePart(baseOf(file.name)),
  }
}

function chooseRoles(table: CsvTable, { input }: ReadOptions): Roles {
  const all = Array.from({ length: table.columns }, (_, c) => c)
  const wanted = input && shapeSize(input)
  const label = findLabel(table, wanted)
  const rest = all.filter((c) => c !== label)
  const counters = rest.filter((c) => counterNames.test(table.head?.[c]?.trim() ?? 'x'))
  const features = rest.length === wanted ? rest : rest.filter((c) => !counters.includes(c))
  return { features, ...(label !== undefined && { label }) }
}

function findLabel(table: CsvTable, wanted: number | undefined): number | undefined {
  const { head, columns, texts } = table
  const names = head?.map((name) => name.trim().toLowerCase()) ?? []
  const named = names.findIndex((name) => labelNames.test(name))
  if (named >= 0) return named
  const [text] = texts.keys()
  if (text !== undefined && texts.size === 1) return text
  // Beside an x it is a coordinate.
  if (names.includes('y') && !names.includes('x')) return names.indexOf('y')
  if (wanted === columns) return undefined
  const [first, last] = [0, columns - 1].map((c) => classesIn(table, c))
  if (first && last) {
    // A border pixel is the same everywhere; otherwise pixels come after labels, measurements before.
    if (first > 1 !== last > 1) return first > 1 ? 0 : columns - 1
    return columns > pictureColumns ? 0 : columns - 1
  }
  return first ? 0 : last ? columns - 1 : undefined
}

/** How many classes the column could stand for; 0 where it can't be labels. */
function classesIn({ rows, columns, numbers }: CsvTable, column: number): number {
  const seen = new Set<number>()
  for (let row = 0; row < rows; row++) {
    const value = numbers[row * columns + column] ?? NaN
    if (!Number.isInteger(value) || value < 0 || value > largestLabel) return 0
    seen.add(value)
    if (seen.size > mostClasses) return 0
  }
  return seen.size
}

interface Labels {
  readonly labels?: Uint16Array
  readonly names?: readonly string[]
}

function readLabels(table: CsvTable, column: number, { labels: known }: ReadOptions): Labels {
  const { file, rows, columns, numbers, texts } = table
  const words = texts.get(column)
  if (words) {
    const read = (row: number): string => words.get(row) ?? String(numbers[row * columns + column])
    const found = new Set(Array.from({ length: rows }, (_, row) => read(row)))
    const names = orderNames([...found], known)
    if (names.length > mostClasses)
      fail(
        'data/too-many-classes',
        `${title(table, column)} of ${file} has ${said(names.length)} different texts, too many for classes.`,
        {
          where: { file },
          hint: 'Call the column with the classes “label”.',
        },
      )
    const index = new Map(names.map((name, i) => [name, i]))
    return {
      names,
      labels: Uint16Array.from({ length: rows }, (_, row) => index.get(read(row)) ?? 0),
    }
  }
  // A number to predict is no class; without labels float and int8 can still be compared.
  if (classesIn(table, column) === 0) return {}
  return {
    labels: Uint16Array.from({ length: rows }, (_, row) => numbers[row * columns + column] ?? 0),
  }
}

function readFeatures(
  table: CsvTable,
  features: readonly number[],
  [height, width]: Dataset['shape'],
): Pick<Dataset, 'pixels' | 'values'> {
  const { rows, columns, numbers } = table
  const values = new Float32Array(rows * features.length)
  let pixels = height > 1 && width > 1
  let at = 0
  for (let row = 0; row < rows; row++)
    for (const column of features) {
      const value = numbers[row * columns + column] ?? NaN
      if (!Number.isFinite(value)) failOfCell(table, row, column)
      if (pixels && !(value >= 0 && value <= 255 && Number.isInteger(value))) pixels = false
      values[at++] = value
    }
  return pixels && values.some((value) => value > 1)
    ? { pixels: Uint8Array.from(values) }
    : { values }
}

function failOfCell(table: CsvTable, row: number, column: number): never {
  const { file, head, texts } = table
  const text = texts.get(column)?.get(row) ?? ''
  return fail(
    'data/not-a-number',
    `Line ${said(row + (head ? 2 : 1))} of ${file}: ${title(table, column)} is ${text ? `“${text.slice(0, 40)}”` : 'empty'}, not a number.`,
    {
      where: { file },
      hint: 'Leave out columns with text, or call the column with the classes “label”.',
    },
  )
}

function title({ head }: CsvTable, column: number): string {
  const name = head?.[column]
  return name ? `column “${name.slice(0, 40)}”` : `column ${column + 1}`
}

function reportRoles(table: CsvTable, { label, features }: Roles, report: Report): void {
  const told =
    label === undefined
      ? `${table.file} has no column of classes.`
      : `Classes are in ${title(table, label)} of ${table.file}.`
  const left = table.columns - features.length - (label === undefined ? 0 : 1)
  report({
    severity: 'note',
    code: 'data/csv-columns',
    message: `${told} ${said(features.length)} columns are the sample${left ? `, ${left} left out` : ''}.`,
    where: { file: table.file },
  })
}

export const csv: DataFormat = {
  id: 'csv',
  label: 'CSV tables with a column of classes',
  detect: isCsv,
  read: (files, options, report) => files.map((file) => readCsv(file, options, report)),
}
