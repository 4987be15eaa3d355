// Counts of convolutions on Cortex-M (`nn_arm_conv2d.c`): windows are copied to lanes, some at a time,
// then all channels are made of them. With DSP instructions there are four lanes, without two.

import type { Rows } from '../model/program'
import type { Counts, Fields, Shaping } from './latencyCounts'
import { fieldOf as of, Tally, tapsInside } from './tally'

const poolBytes = 256
/** Pairs of taps whose products are added up before the second channel's are taken out. */
const fewPairs = 256

/** Windows along one axis. */
interface Axis {
  readonly windows: number
  /** All of whose taps lie inside, and some. */
  readonly whole: number
  readonly some: number
  readonly taps: number
  /** Of a row: values in fours, and what is left. */
  readonly words: number
  readonly rest: number
}

function countAxis(fields: Fields, side: 'h' | 'w', first: number, windows: number): Axis {
  const [kernel, dilation] = [of(fields, `kernel_${side}`), of(fields, `dilation_${side}`)]
  const before = of(fields, side === 'h' ? 'pad_top' : 'pad_left', 0)
  const inputs = of(fields, 'in_c')
  const axis = { windows, whole: 0, some: 0, taps: 0, words: 0, rest: 0 }
  for (let i = first; i < first + windows; i++) {
    const at = i * of(fields, `stride_${side}`) - before
    const inside = tapsInside(at, kernel, dilation, of(fields, `in_${side}`))
    axis.taps += inside
    axis.words += Math.floor((inside * inputs) / 4)
    axis.rest += (inside * inputs) % 4
    if (inside > 0) axis.some++
    if (inside === kernel) axis.whole++
  }
  return axis
}

/** Parts that rows of `length` windows fall into where they are taken `lanes` at a time. */
function countParts(rows: number, length: number, lanes: number): number {
  const all = rows * length
  let parts = rows
  for (let at = lanes; at < all; at += lanes) if (at % length !== 0) parts++
  return parts
}

/** `nn_arm_multiply`: two channels at a time, of all lanes. */
function addProducts(
  tally: Tally,
  taps: number,
  channels: number,
  groups: number,
  windows: number,
  hasDsp: boolean,
) {
  const [pairs, alone] = [Math.floor(channels / 2), channels & 1]
  const steps = hasDsp ? taps >> 1 : Math.ceil(taps / 4)
  const turns = groups * pairs
  tally.add('groups', groups)
  tally.add('pairs', turns)
  tally.add('pair_steps', turns * steps)
  tally.add('pair_loops', turns * Math.ceil(steps / (hasDsp ? 4 : 2)))
  tally.add('pair_windows', windows * pairs)
  tally.add('alone', groups * alone)
  tally.add('alone_steps', groups * alone * steps)
  tally.add('alone_windows', windows * alone)
  if (!hasDsp) return
  tally.add('differences', turns * Math.max(0, Math.ceil(steps / fewPairs) - 1))
  tally.add('pair_odd', turns * (taps & 1))
  tally.add('alone_odd', groups * alone * (taps & 1))
}

/** Of windows that lie inside as a whole, and of those that are copied tap by tap, or filled first. */
function addCopies(
  tally: Tally,
  fields: Fields,
  high: Axis,
  wide: Axis,
  again: number,
  hasDsp: boolean,
) {
  const inputs = of(fields, 'in_c')
  const [height, run] = [of(fields, 'kernel_h'), of(fields, 'kernel_w') * inputs]
  const byTaps = of(fields, 'dilation_w') > 1
  const whole = byTaps ? 0 : again * high.whole * wide.whole
  const border = again * high.windows * wide.windows - whole
  const inside = again * high.taps * wide.taps - whole * height * of(fields, 'kernel_w')
  tally.add('whole', whole)
  tally.add('whole_rows', whole * height)
  tally.add('whole_words', whole * height * Math.floor(run / 4))
  tally.add('whole_rest', whole * height * (run % 4))
  if (hasDsp) tally.add('whole_pairs', whole * height * ((run & 2) >> 1))
  tally.add('border', border)
  if (byTaps || (hasDsp && inputs % 2 === 1)) {
    const places = border * height * of(fields, 'kernel_w')
    tally.add('tap_windows', border)
    tally.add('tap_places', places)
    tally.add('tap_outside', (places - inside) * inputs)
    tally.add('tap_inside', inside * inputs)
    return
  }
  tally.add('filled', border * height * run)
  tally.add('border_rows', again * high.taps * wide.some - whole * height)
  tally.add('border_words', again * high.taps * wide.words - whole * height * Math.floor(run / 4))
  tally.add('border_rest', again * high.taps * wide.rest - whole * height * (run % 4))
}

/** Of `nn_conv2d_s8_woven` (DSP) and `nn_conv2d_s8_stored`. */
export function laneConvolution(
  fields: Fields,
  rows: Rows,
  { byRows = false }: Shaping,
  hasDsp: boolean,
): Counts {
  const [poolHeight, poolWidth] = [of(fields, 'pool_h'), of(fields, 'pool_w')]
  const [columns, channels] = [of(fields, 'out_w'), of(fields, 'out_c')]
  const lanes = hasDsp ? 4 : 2
  const taps = of(fields, 'kernel_h') * of(fields, 'kernel_w') * of(fields, 'in_c')
  const high = countAxis(fields, 'h', rows.first * poolHeight, rows.count * poolHeight)
  const wide = countAxis(fields, 'w', 0, columns * poolWidth)
  const tally = new Tally()
  const addParts = (parts: number) => {
    tally.add('parts', parts)
    tally.add('whole_parts', wide.whole > 0 ? (parts * high.whole) / high.windows : 0)
  }
  tally.add('rows', rows.count)
  if (of(fields, 'pool_kind', 0) === 0) {
    const [times, together] = byRows ? [rows.count, 1] : [1, rows.count]
    const windows = together * columns
    addCopies(tally, fields, high, wide, 1, hasDsp)
    addParts(times * countParts(together, columns, lanes))
    addProducts(tally, taps, channels, times * Math.ceil(windows / lanes), times * windows, hasDsp)
    return tally.counts
  }
  const area = poolHeight * poolWidth
  const most = Math.min(channels, Math.floor(poolBytes / area) & ~1)
  const outputs = rows.count * columns
  const copies = area > lanes ? Math.ceil(channels / most) : 1
  addCopies(tally, fields, high, wide, copies, hasDsp)
  addParts(outputs * copies * countParts(poolHeight, poolWidth, lanes))
  for (let c = 0; c < channels; c += most) {
    const groups = outputs * Math.ceil(area / lanes)
    const count = Math.min(most, channels - c)
    addProducts(tally, taps, count, groups, outputs * area, hasDsp)
  }
  tally.add('pooled', outputs)
  const kind = fields['pool_kind'] === 2 ? (area === 4 ? 'mean_of_four' : 'mean') : 'largest'
  tally.add(`${kind}_outputs`, outputs * channels)
  tally.add(`${kind}_values`, outputs * channels * area)
  return tally.counts
}
