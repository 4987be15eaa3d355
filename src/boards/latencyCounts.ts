// How often each part of a kernel's loops runs, from a call's fields: what its time on a board is a
// sum of (`latency.ts`). Follows the loops of kernels/nn: tiles of 4 and 2 windows, runs of taps, rows
// inside the picture. What depends on values (rounding, clamps) is counted by its cause only.

import type { Rows } from '../model/program'

export type Fields = Readonly<Record<string, number>>
export type Counts = Readonly<Record<string, number>>

/** What a call's fields do not say before weights are known. */
export interface Shaping {
  /** Results below zero are cut off: their requantization ends early. */
  readonly relu: boolean
  /** Each row is a call of its own. */
  readonly byRows?: boolean
}

/** Kernel rows (or columns) that lie inside the picture, over all windows along one axis. */
interface Axis {
  readonly windows: number
  /** Windows that do not reach into the padding, as far as those pooled with them do not. */
  readonly whole: number
  readonly taps: number
}

const of = (fields: Fields, name: string, otherwise = 1) => fields[name] ?? otherwise

function countAxis(fields: Fields, side: 'h' | 'w', firstWindow: number, windows: number): Axis {
  const pool = of(fields, `pool_${side}`)
  const size = of(fields, `in_${side}`)
  const kernel = of(fields, `kernel_${side}`)
  const dilation = of(fields, `dilation_${side}`)
  const stride = of(fields, `stride_${side}`)
  const before = of(fields, side === 'h' ? 'pad_top' : 'pad_left', 0)
  let taps = 0
  let whole = 0
  let wholeInGroup = 0
  for (let i = firstWindow; i < firstWindow + windows; i++) {
    const at = i * stride - before
    const first = at < 0 ? Math.ceil(-at / dilation) : 0
    const end = at >= size ? 0 : Math.ceil((size - at) / dilation)
    const inside = Math.max(0, Math.min(kernel, end) - Math.min(kernel, first))
    taps += inside
    if (inside === kernel) wholeInGroup++
    if ((i + 1) % pool !== 0) continue
    if (wholeInGroup === pool) whole += pool
    wholeInGroup = 0
  }
  return { windows, whole, taps }
}

interface Windows {
  readonly rows: number
  readonly high: Axis
  readonly wide: Axis
  readonly channels: number
  readonly planes: number
  /** Input columns in groups of four. */
  readonly quads: number
  readonly outputs: number
  readonly pool: 'plain' | 'largest' | 'average'
}

function countWindows(fields: Fields, rows: Rows, depthwise: boolean): Windows {
  const poolHeight = of(fields, 'pool_h')
  const columns = of(fields, 'out_w') * of(fields, 'pool_w')
  const channels = of(fields, 'out_c', of(fields, 'channels'))
  const kinds = ['plain', 'largest', 'average'] as const
  return {
    rows: rows.count,
    high: countAxis(fields, 'h', rows.first * poolHeight, rows.count * poolHeight),
    wide: countAxis(fields, 'w', 0, columns),
    channels,
    planes: depthwise ? 1 : of(fields, 'in_c'),
    quads: Math.ceil(of(fields, 'in_w') / 4),
    outputs: rows.count * of(fields, 'out_w') * channels,
    pool: kinds[of(fields, 'pool_kind', 0)] ?? 'plain',
  }
}

/** `n` of what only happens with this pooling and activation. */
const scaled = (pool: string, n: number, { relu }: Shaping): Counts => ({
  [`${pool}_${relu ? 'relu' : 'linear'}`]: n,
})

interface Tiles {
  readonly fours: number
  readonly twos: number
  readonly odd: number
}

/** Where one or three windows are left the last tile begins one window earlier. */
function tilesOf(columns: number): Tiles {
  const rest = columns % 4
  const fours = Math.floor(columns / 4)
  if (rest === 3 && columns > 4) return { fours: fours + 1, twos: 0, odd: 1 }
  return { fours, twos: Math.ceil(rest / 2), odd: rest % 2 }
}

/** Sums of more inputs than these take a third byte. */
const twoByteSums = 257

/** Kernel rows and their weights outside the picture; channels × rows of outputs that have such. */
function countOutside({ high, planes, channels }: Windows, fields: Fields) {
  const outside = (high.windows * of(fields, 'kernel_h') - high.taps) * planes
  return {
    outside: outside * of(fields, 'kernel_w') * channels,
    edges: (high.windows - high.whole) * channels,
  }
}

/** nn_avr_conv2d and the assembly behind it: rows of tiles, channel by channel. */
function tileCounts(fields: Fields, rows: Rows, shaping: Shaping): Counts {
  const w = countWindows(fields, rows, false)
  const views = w.high.windows
  const { fours, twos, odd } = tilesOf(w.wide.windows)
  const runs = w.high.taps * w.planes
  const width = of(fields, 'kernel_w')
  const pairs = 2 * fours + twos
  const results = w.pool === 'largest' ? pairs * w.rows : 2 * pairs * views
  const long = of(fields, 'kernel_h') * w.planes * width > twoByteSums ? 1 : 0
  return {
    call: 1,
    rows: w.rows,
    views,
    channel_rows: w.rows * w.channels,
    channel_views: views * w.channels,
    tiles_4: views * w.channels * fours,
    tiles_2: views * w.channels * twos,
    odd: w.rows * w.channels * odd,
    runs_4: runs * w.channels * fours,
    runs_2: runs * w.channels * twos,
    taps_4: runs * w.channels * fours * width,
    taps_2: runs * w.channels * twos * width,
    quads: views * w.quads,
    quad_runs: runs * w.quads,
    slides: views * w.wide.windows,
    long_slides: long * views * w.wide.windows,
    long_windows: long * views * w.channels * 2 * pairs,
    ...countOutside(w, fields),
    ...scaled(w.pool, results * w.channels, shaping),
  }
}

/** nn_avr_depthwise_row: tiles of one channel after the other; the first and last may have an edge. */
function depthwiseCounts(fields: Fields, rows: Rows, shaping: Shaping): Counts {
  const w = countWindows(fields, rows, true)
  const { fours, twos, odd } = tilesOf(w.wide.windows)
  const channelRows = w.rows * w.channels
  const edges = channelRows * Math.min(fours + twos, w.wide.windows - w.wide.whole)
  return {
    call: 1,
    rows: w.rows,
    channel_rows: channelRows,
    plane_rows: w.rows * of(fields, 'in_c'),
    tiles_4: channelRows * fours,
    tiles_2: channelRows * twos,
    odd: channelRows * odd,
    runs_4: w.high.taps * w.channels * fours,
    runs_2: w.high.taps * w.channels * twos,
    edge_tiles: edges,
    ...countOutside(w, fields),
    ...scaled(w.pool, 2 * (2 * fours + twos) * channelRows, shaping),
  }
}

/** Four outputs at a time, then one by one. */
function quadCounts(vectors: number, inputs: number, outputs: number, shaping: Shaping): Counts {
  const groups = vectors * Math.floor(outputs / 4)
  const singles = vectors * (outputs % 4)
  return {
    vectors,
    summed: vectors * inputs,
    groups,
    turns: groups * Math.ceil(inputs / 2),
    group_inputs: groups * inputs,
    singles,
    single_inputs: singles * inputs,
    ...scaled('output', vectors * outputs, shaping),
  }
}

function gatherCounts(fields: Fields, rows: Rows, shaping: Shaping): Counts {
  const w = countWindows(fields, rows, false)
  const { high, wide, planes } = w
  const [height, width] = [of(fields, 'kernel_h'), of(fields, 'kernel_w')]
  const places = high.windows * wide.windows
  const apart = of(fields, 'dilation_w') > 1
  /** Kernel rows that are copied at once, and those of windows that need no copy. */
  const quick = apart ? 0 : high.taps * wide.whole
  const lying =
    !apart && wide.windows === 1 && width === of(fields, 'in_w') && of(fields, 'pad_left', 0) === 0
  const uncopied = lying && of(fields, 'dilation_h') === 1 ? high.whole * height : 0
  const slow = places * height - quick
  return {
    call: 1,
    rows: w.rows,
    quick_rows: quick - uncopied,
    quick_lines: (quick - uncopied) * planes,
    quick_copied: (quick - uncopied) * planes * width,
    slow_rows: slow,
    slow_lines: slow * planes,
    slow_copied: slow * planes * width,
    slow_inside: (high.taps * wide.taps - quick * width) * planes,
    ...quadCounts(places, height * planes * width, w.channels, shaping),
  }
}

/** Window by window, padding tested at every tap or at every window. */
function windowCounts(fields: Fields, rows: Rows, shaping: Shaping, depthwise: boolean): Counts {
  const w = countWindows(fields, rows, depthwise)
  const { channels, planes, high, wide } = w
  const [kernelHeight, kernelWidth] = [of(fields, 'kernel_h'), of(fields, 'kernel_w')]
  const windows = high.windows * wide.windows * channels
  const apart = !depthwise && of(fields, 'dilation_w') > 1
  const whole = apart ? 0 : high.whole * wide.whole * channels
  const taps = windows * kernelHeight * planes * kernelWidth
  const inside = high.taps * wide.taps * planes * channels
  const wholeTaps = whole * kernelHeight * planes * kernelWidth
  const results = w.pool === 'average' ? windows : w.outputs
  return {
    call: 1,
    rows: w.rows,
    channel_rows: w.rows * channels,
    columns: w.rows * of(fields, 'out_w'),
    outputs: w.outputs,
    windows,
    lines: windows * kernelHeight * planes,
    taps,
    inside,
    whole,
    whole_lines: whole * kernelHeight,
    whole_taps: wholeTaps,
    border_lines: high.taps * wide.windows * channels - whole * kernelHeight,
    border_places: high.taps * wide.taps * channels - whole * kernelHeight * kernelWidth,
    border_inside: inside - wholeTaps,
    border_outside: taps - inside,
    ...(w.pool === 'average' ? { means: w.outputs } : {}),
    ...scaled(w.pool, results, shaping),
  }
}

function poolingCounts(fields: Fields, rows: Rows): Counts {
  const { high, wide, outputs, channels, rows: count } = countWindows(fields, rows, true)
  return {
    call: 1,
    rows: count,
    channel_rows: count * channels,
    columns: count * wide.windows,
    outputs,
    lines: high.taps * wide.windows * channels,
    taps: high.taps * wide.taps * channels,
  }
}

const denseCounts = (fields: Fields, shaping: Shaping): Counts => {
  const outputs = of(fields, 'vectors') * of(fields, 'out_count')
  return {
    call: 1,
    vectors: of(fields, 'vectors'),
    taps: outputs * of(fields, 'in_count'),
    ...scaled('output', outputs, shaping),
  }
}

/** Copies and functions of single values; `nn_concat_s8` counts its rows in a field. */
function valueCounts(fields: Fields, { count }: Rows): Counts {
  const rows = count * of(fields, 'runs')
  const perRow = fields['in_run'] ?? of(fields, 'columns') * of(fields, 'depth')
  const values = rows * (fields['count'] ?? perRow)
  return { call: 1, rows, lines: rows * of(fields, 'depth'), values }
}

function padCounts(fields: Fields, rows: Rows): Counts {
  const values = rows.count * of(fields, 'out_w') * of(fields, 'channels')
  const top = of(fields, 'pad_top', 0)
  const first = Math.max(rows.first, top)
  const end = Math.min(rows.first + rows.count, top + of(fields, 'in_h'))
  const inside = Math.max(0, end - first)
  return {
    call: 1,
    rows: rows.count,
    columns: rows.count * of(fields, 'out_w'),
    channel_rows: rows.count * of(fields, 'channels'),
    values,
    inside_rows: inside * of(fields, 'channels'),
    tested: inside * of(fields, 'out_w') * of(fields, 'channels'),
    inside: inside * of(fields, 'in_w') * of(fields, 'channels'),
  }
}

function globalCounts(fields: Fields, { count }: Rows): Counts {
  const channels = of(fields, 'channels')
  const places = fields['positions'] ?? of(fields, 'in_h') * of(fields, 'in_w')
  const lines = channels * of(fields, 'in_h')
  return { call: 1, rows: count, channels, lines, values: channels * places }
}

function softmaxCounts(fields: Fields): Counts {
  const vectors = of(fields, 'vectors')
  return { call: 1, vectors, values: vectors * of(fields, 'count') }
}

/** Undefined for kernels that no board runs. */
export function countsOf(
  kernel: string,
  fields: Fields,
  rows: Rows,
  shaping: Shaping,
): Counts | undefined {
  const name = kernel.replace(/^nn_/, '')
  if (name.endsWith('_bulk')) return undefined
  const depthwise = name.startsWith('depthwise')
  if (/conv2d_u8_tile/.test(name))
    return (depthwise ? depthwiseCounts : tileCounts)(fields, rows, shaping)
  if (/^conv2d_u8_(gather|wide)$/.test(name)) return gatherCounts(fields, rows, shaping)
  if (/conv2d/.test(name)) return windowCounts(fields, rows, shaping, depthwise)
  if (/^dense_u8_(quad|wide)$/.test(name)) {
    const { vectors = 1, in_count: inputs = 0, out_count: outputs = 0 } = fields
    return { call: 1, ...quadCounts(vectors, inputs, outputs, shaping) }
  }
  if (name.startsWith('dense')) return denseCounts(fields, shaping)
  if (/pool2d/.test(name)) return poolingCounts(fields, rows)
  if (name.startsWith('global_average')) return globalCounts(fields, rows)
  if (name.startsWith('softmax')) return softmaxCounts(fields)
  if (name.startsWith('pad2d')) return padCounts(fields, rows)
  if (/^(add|lookup|concat|transpose)_/.test(name)) return valueCounts(fields, rows)
  return undefined
}
