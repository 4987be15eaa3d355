// Counts of convolutions and dense layers on Cortex-M: rows of windows, cut into jobs for the assembly:
// those inside the picture, and copies of those that reach over its edges (`nn_arm_conv2d.c`).

import type { Rows } from '../model/program'
import type { Counts, Fields, Shaping } from './latencyCounts'
import type { ArmForm } from './latencyCountsArm'

const patchBytes = 576
const poolBytes = 256
const leastChannels = 4
const pooledChannels = 16
const shortRow = 16
const worthACopy = 32

const of = (fields: Fields, name: string, otherwise = 1) => fields[name] ?? otherwise

/** Adds up counts by name. */
export class Tally {
  readonly counts: Record<string, number> = {}
  add(name: string, count: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + count
  }
}

/** Taps of a kernel that lie inside the picture. */
export function tapsInside(at: number, kernel: number, dilation: number, size: number): number {
  const first = at < 0 ? Math.ceil(-at / dilation) : 0
  const end = at >= size ? 0 : Math.ceil((size - at) / dilation)
  return Math.max(0, Math.min(kernel, end) - Math.min(kernel, first))
}

/** `nn_arm_copy`: words, where they may lie anywhere or all do lie at words. */
export function addCopy(
  tally: Tally,
  bytes: number,
  times: number,
  form: ArmForm,
  aligned: boolean,
) {
  const words = form === 'v6m' && !aligned ? 0 : Math.floor(bytes / 4)
  tally.add('copy_words', words * times)
  tally.add('copy_bytes', (bytes - 4 * words) * times)
}

/** Windows side by side, all channels of each; a window has `rows` of `run` values. */
interface Job {
  readonly windows: number
  readonly channels: number
  readonly rows: number
  readonly run: number
}

/** One part of a job: how often its channels and windows are gone through together. */
function addTurns(tally: Tally, name: string, turns: number, { rows, run }: Job, word: number) {
  tally.add(`${name}_turns`, turns)
  tally.add(`${name}_rows`, turns * rows)
  tally.add(`${name}_words`, turns * rows * Math.floor(run / word))
  tally.add(`${name}_blocks`, turns * rows * Math.ceil(run / (4 * word)))
  tally.add(`${name}_rest`, turns * rows * (run % word))
}

/** `nn_arm_windows`; with DSP two windows × two channels, a last window × four channels. */
function addJob(tally: Tally, job: Job, form: ArmForm, times: number): void {
  const { windows, channels } = job
  const [pairs, fours] = [Math.ceil(channels / 2), Math.ceil(channels / 4)]
  tally.add('jobs', times)
  if (form !== 'dsp') {
    tally.add('fours', times * fours)
    addTurns(tally, 'one', times * fours * windows, job, 1)
    return
  }
  if (windows > 1) tally.add('pairs', times * pairs)
  addTurns(tally, 'two', times * pairs * Math.floor(windows / 2), job, 4)
  if (windows % 2 === 1) {
    tally.add('lone', times)
    addTurns(tally, 'one', times * fours, job, 4)
  }
}

interface View {
  readonly fields: Fields
  readonly form: ArmForm
  readonly taps: number
  /** At once: all, or some of those that are pooled. */
  readonly channels: number
  readonly insideFirst: number
  readonly insideEnd: number
}

function openView(fields: Fields, form: ArmForm, channels: number): View {
  const [inputs, stride] = [of(fields, 'in_c'), of(fields, 'stride_w')]
  const [height, width] = [of(fields, 'kernel_h'), of(fields, 'kernel_w')]
  const left = of(fields, 'pad_left', 0)
  const last = of(fields, 'in_w') - width + left
  const isCopied =
    of(fields, 'dilation_w') > 1 ||
    (height > 1 && width * inputs < shortRow && of(fields, 'out_c') >= worthACopy)
  return {
    fields,
    form,
    channels,
    taps: height * width * inputs,
    insideFirst: Math.ceil(left / stride),
    insideEnd: isCopied || last < 0 ? 0 : Math.floor(last / stride) + 1,
  }
}

/** No window reaches over an edge. */
function isWithin(fields: Fields): boolean {
  const ends = (['h', 'w'] as const).map((side) => {
    const last = of(fields, `out_${side}`) * of(fields, `pool_${side}`) - 1
    const reach = (of(fields, `kernel_${side}`) - 1) * of(fields, `dilation_${side}`)
    return last * of(fields, `stride_${side}`) + reach < of(fields, `in_${side}`)
  })
  return of(fields, 'pad_top', 0) === 0 && of(fields, 'pad_left', 0) === 0 && ends.every(Boolean)
}

function isTaken(fields: Fields, taps: number): boolean {
  const area = of(fields, 'pool_h') * of(fields, 'pool_w')
  if (of(fields, 'out_c') < leastChannels || area * pooledChannels > poolBytes) return false
  return taps <= patchBytes || (of(fields, 'dilation_w') === 1 && isWithin(fields))
}

/** Copies of windows from `column` on, of which `insideRows` kernel rows lie in the picture. */
function addCopies(
  tally: Tally,
  view: View,
  { column, count, times }: Run,
  insideRows: number,
): void {
  const { fields, taps, form } = view
  const [inputs, width] = [of(fields, 'in_c'), of(fields, 'kernel_w')]
  const dilation = of(fields, 'dilation_w')
  tally.add('copies', count * times)
  tally.add('copied_rows', count * times * of(fields, 'kernel_h'))
  for (let i = column; i < column + count; i++) {
    const x = i * of(fields, 'stride_w') - of(fields, 'pad_left', 0)
    const inside = tapsInside(x, width, dilation, of(fields, 'in_w'))
    const [runs, bytes] = dilation > 1 ? [inside, inputs] : [1, inside * inputs]
    addCopy(tally, bytes, runs * insideRows, form, inputs % 4 === 0)
    if (dilation > 1) tally.add('copied_taps', inside * insideRows)
    tally.add('filled', taps * times - inside * inputs * insideRows)
  }
}

/** Windows of a row, so many times. */
interface Run {
  readonly column: number
  readonly count: number
  readonly times: number
}

/** `window_row` for rows of windows that all lie inside at top and bottom, or none of which does. */
function addRow(tally: Tally, view: View, run: Run, insideRows: number, isInside: boolean): void {
  const { fields, form, taps, channels, insideEnd } = view
  const first = isInside && insideEnd > view.insideFirst ? view.insideFirst : Infinity
  const fit = Math.floor(patchBytes / taps)
  const direct = { rows: of(fields, 'kernel_h'), run: of(fields, 'kernel_w') * of(fields, 'in_c') }
  const end = run.column + run.count
  tally.add('views', run.times)
  for (let column = run.column, some = 0; column < end; column += some) {
    if (column >= first && column < insideEnd) {
      some = Math.min(insideEnd, end) - column
      addJob(tally, { windows: some, channels, ...direct }, form, run.times)
      continue
    }
    some = Math.min(column < first ? Math.min(first, end) - column : end - column, Math.max(1, fit))
    addCopies(tally, view, { column, count: some, times: run.times }, insideRows)
    addJob(tally, { windows: some, channels, rows: 1, run: taps }, form, run.times)
  }
}

/** Rows of windows by whether they lie inside, with their kernel rows in the picture. */
function splitViews(fields: Fields, rows: Rows) {
  const pool = of(fields, 'pool_h')
  const [kernel, dilation] = [of(fields, 'kernel_h'), of(fields, 'dilation_h')]
  const split = { inside: 0, border: 0, borderRows: 0 }
  for (let i = rows.first * pool; i < (rows.first + rows.count) * pool; i++) {
    const y = i * of(fields, 'stride_h') - of(fields, 'pad_top', 0)
    const inside = tapsInside(y, kernel, dilation, of(fields, 'in_h'))
    if (inside === kernel) split.inside++
    else split.borderRows += inside
    if (inside < kernel) split.border++
  }
  return split
}

/** A 1×1 convolution whose input and output lie apart is one row of windows. */
function isOneRow(fields: Fields): boolean {
  const ones = ['kernel_h', 'kernel_w', 'stride_h', 'stride_w', 'pool_h', 'pool_w']
  return (
    ones.every((name) => of(fields, name) === 1) &&
    of(fields, 'pad_top', 0) === 0 &&
    of(fields, 'pad_left', 0) === 0 &&
    of(fields, 'out_w') === of(fields, 'in_w')
  )
}

/** Undefined where the plain kernel does it. */
export function convolutionJobs(
  fields: Fields,
  rows: Rows,
  { byRows = false }: Shaping,
  form: ArmForm,
): Counts | undefined {
  const [channels, area] = [of(fields, 'out_c'), of(fields, 'pool_h') * of(fields, 'pool_w')]
  const most = area > 1 ? Math.min(channels, pooledChannels) : channels
  const view = openView(fields, form, most)
  if (!isTaken(fields, view.taps)) return undefined
  const tally = new Tally()
  tally.add('call', 1)
  tally.add('fit_channels', channels)
  const columns = of(fields, 'out_w') * of(fields, 'pool_w')
  if (isOneRow(fields) && !byRows) {
    const count = columns * rows.count
    addRow(tally, { ...view, insideEnd: count }, { column: 0, count, times: 1 }, 1, true)
    return tally.counts
  }
  const passes = Math.ceil(channels / most)
  const chunk =
    area > 1 ? Math.floor(poolBytes / (area * most)) * of(fields, 'pool_w') : columns || 1
  const { inside, border, borderRows } = splitViews(fields, rows)
  for (let column = 0; column < columns; column += chunk) {
    const count = Math.min(chunk, columns - column)
    const kernelRows = of(fields, 'kernel_h')
    const [within, over] = [inside * passes, border * passes]
    if (within) addRow(tally, view, { column, count, times: within }, kernelRows * within, true)
    if (over) addRow(tally, view, { column, count, times: over }, borderRows * passes, false)
  }
  if (area > 1) {
    const pooled = rows.count * of(fields, 'out_w') * passes * most
    const kind = fields['pool_kind'] === 2 ? 'mean' : 'largest'
    tally.add(`${kind}_outputs`, pooled)
    tally.add(`${kind}_rows`, pooled * of(fields, 'pool_h'))
    tally.add(`${kind}_values`, pooled * area)
  }
  return tally.counts
}

/** A dense layer is a window per vector. */
export function denseJobs(fields: Fields, form: ArmForm): Counts | undefined {
  const channels = of(fields, 'out_count')
  if (channels < leastChannels) return undefined
  const tally = new Tally()
  tally.add('call', 1)
  tally.add('fit_channels', channels)
  const windows = of(fields, 'vectors')
  addJob(tally, { windows, channels, rows: 1, run: of(fields, 'in_count') }, form, 1)
  return tally.counts
}
