// Counts of depthwise convolutions on Cortex-M: rows of windows, some channels at a time, cut into jobs for
// the assembly: those inside the picture, and those made from a copy of their strip of it.

import type { Rows } from '../model/program'
import type { Counts, Fields } from './latencyCounts'
import type { ArmForm } from './latencyCountsArm'
import { fieldOf as of, Tally, tapsInside } from './tally'

const patchBytes = 576
/** At a time; without DSP half as many where their rows would not fit the patch as a whole. */
const mostChannels = 16
/** Windows at a time; a row of fewer windows inside is copied whole where it reaches over an edge. */
const withDsp = { together: 1, shortRow: 8 }
const withoutDsp = { together: 4, shortRow: Infinity }
const groupsOf = (form: ArmForm) => (form === 'dsp' ? withDsp : withoutDsp)

interface View {
  readonly fields: Fields
  readonly form: ArmForm
  readonly channels: number
  readonly insideFirst: number
  readonly insideEnd: number
}

function openView(fields: Fields, form: ArmForm): View {
  const [stride, left, columns] = [
    of(fields, 'stride_w'),
    of(fields, 'pad_left', 0),
    of(fields, 'out_w'),
  ]
  const last = of(fields, 'in_w') - of(fields, 'kernel_w') + left
  const { together, shortRow } = groupsOf(form)
  const rowTaps = of(fields, 'kernel_h') * ((columns - 1) * stride + of(fields, 'kernel_w'))
  const isHalf = together > 1 && rowTaps * mostChannels > patchBytes
  const end = Math.min(columns, last < 0 ? 0 : Math.floor(last / stride) + 1)
  const first = Math.min(Math.ceil(left / stride), end)
  const isShort = end - first < shortRow && (left > 0 || end < columns)
  return {
    fields,
    form,
    channels: Math.min(of(fields, 'out_c'), isHalf ? mostChannels / 2 : mostChannels),
    insideFirst: isShort ? columns : first,
    insideEnd: isShort ? columns : end,
  }
}

/** `nn_arm_copy`: words, where they may lie anywhere or all do lie at words. */
function addCopy(tally: Tally, bytes: number, times: number, form: ArmForm, aligned: boolean) {
  const words = form === 'v6m' && !aligned ? 0 : Math.floor(bytes / 4)
  tally.add('copy_words', words * times)
  tally.add('copy_bytes', (bytes - 4 * words) * times)
}

/** `nn_arm_depthwise`: with DSP four channels of a window, without one channel of four windows. */
function addJob(tally: Tally, { fields, form, channels }: View, windows: number, times: number) {
  const [height, width] = [of(fields, 'kernel_h'), of(fields, 'kernel_w')]
  const groups = times * (form === 'dsp' ? Math.ceil(channels / 4) : channels)
  const turns = groups * (form === 'dsp' ? windows : Math.ceil(windows / 4))
  const three = form === 'dsp' && width === 3 ? 'three_' : ''
  tally.add('jobs', times)
  tally.add('groups', groups)
  if (form === 'dsp') tally.add('group_taps', groups * height * width)
  tally.add('turns', turns)
  tally.add(`${three}rows`, turns * height)
  tally.add(`${three}taps`, turns * height * width)
}

/** Windows from a copy of their strip, taps in the padding from a row of zero points. */
function addStrip(tally: Tally, view: View, windows: number, times: number): void {
  const { fields, form, channels } = view
  const columns = (windows - 1) * of(fields, 'stride_w') + of(fields, 'kernel_w')
  const taps = times * columns * of(fields, 'kernel_h')
  tally.add('strips', times)
  tally.add('strip_padding', times * channels)
  tally.add('strip_rows', times * of(fields, 'kernel_h'))
  if (channels === mostChannels && form !== 'v6m') tally.add('full_taps', taps)
  else {
    tally.add('copied_taps', taps)
    addCopy(tally, channels, taps, form, channels % 4 === 0 && of(fields, 'in_c') % 4 === 0)
  }
  addJob(tally, view, windows, times)
}

/** `window_row`, so many times. */
function addRow(tally: Tally, view: View, isInside: boolean, times: number): void {
  const { fields, form, channels, insideEnd } = view
  const columns = of(fields, 'out_w')
  const first = isInside ? view.insideFirst : columns
  const stripColumns = Math.floor(patchBytes / (of(fields, 'kernel_h') * channels))
  const fit = Math.floor((stripColumns - of(fields, 'kernel_w')) / of(fields, 'stride_w')) + 1
  const { together } = groupsOf(form)
  const most = fit > together ? fit - (fit % together) : fit
  tally.add('views', times)
  for (let column = 0, some = 0; column < columns; column += some) {
    if (column >= first && column < insideEnd) {
      some = insideEnd - column
      addJob(tally, view, some, times)
      continue
    }
    some = Math.min((column < first ? first : columns) - column, Math.max(1, most))
    addStrip(tally, view, some, times)
  }
}

/** Of `nn_depthwise_conv2d_s8_arm`. */
export function depthwiseJobs(fields: Fields, rows: Rows, form: ArmForm): Counts {
  const view = openView(fields, form)
  const tally = new Tally()
  const passes = Math.ceil(of(fields, 'out_c') / view.channels)
  const kernel = of(fields, 'kernel_h')
  let inside = 0
  for (let i = rows.first; i < rows.first + rows.count; i++) {
    const y = i * of(fields, 'stride_h') - of(fields, 'pad_top', 0)
    if (tapsInside(y, kernel, of(fields, 'dilation_h'), of(fields, 'in_h')) === kernel) inside++
  }
  if (inside) addRow(tally, view, true, inside * passes)
  if (inside < rows.count) addRow(tally, view, false, (rows.count - inside) * passes)
  return tally.counts
}
