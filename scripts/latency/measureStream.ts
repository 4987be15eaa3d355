// What the driver of a stream takes: sketches of two poolings, whose own time is known, with windows
// that slide often or seldom, over rows of few or many bytes.

import type { CoreLatency } from '../../src/boards/latency'
import { callCycles, emptyCallCycles } from '../../src/boards/latency'
import { exportFiles } from '../../src/exporters/index'
import type { Step } from '../../src/model/program'
import { smallestWindows, stageOf, unrollStream } from '../../src/model/stream'
import { compileArduino } from '../../e2e/firmware/compileArduino'
import { runAvr } from '../../e2e/firmware/runAvr'
import { sampleBuild } from '../../e2e/firmware/sampleBuild'
import { unpackProject } from '../../e2e/firmware/tools'
import type { Sample } from './fitCounts'
import { fitCounts } from './fitCounts'

const kernel = 'nn_max_pool2d_s8'

interface Shape {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly window: number
  readonly stride: number
}

const shape = (
  height: number,
  width: number,
  channels: number,
  window: number,
  stride: number,
) => ({
  ...{ height, width, channels, window, stride },
})

/** Input of the first pooling, of 1 × 1; the second's window and stride. */
const shapes: readonly Shape[] = [
  shape(8, 4, 1, 2, 1),
  shape(8, 12, 2, 2, 1),
  shape(8, 12, 2, 3, 1),
  shape(8, 8, 4, 4, 1),
  shape(12, 6, 1, 2, 2),
  shape(12, 6, 2, 4, 4),
  shape(12, 4, 2, 3, 2),
  shape(6, 4, 4, 3, 1),
]

function steps({ height, width, channels, window, stride }: Shape, sample: Step): readonly Step[] {
  const arena = height * width * channels
  const pool = (name: string, size: number, by: number, offsets: Record<string, number>): Step => {
    const out_h = Math.floor((height - size) / by) + 1
    const out_w = Math.floor((width - size) / by) + 1
    const sizes = { in_h: height, in_w: width, channels, out_h, out_w }
    const kernelSizes = { kernel_h: size, kernel_w: size, stride_h: by, stride_w: by }
    const fields = { ...sizes, ...kernelSizes, pad_top: 0, pad_left: 0, ...offsets }
    return { ...sample, name, fields, rows: { ...sample.rows, count: out_h } }
  }
  return [
    pool('first', 1, 1, { in: 0, out: arena }),
    pool('second', window, stride, { in: arena, out: 2 * arena }),
  ]
}

/** Cycles beyond the calls' own, and how often each thing happens. */
function measure(board: string, model: CoreLatency, one: Shape): Sample {
  const build = sampleBuild(board, [kernel])
  const [sample] = build.program.steps
  if (!sample) throw new Error('no sample step')
  const chain = steps(one, sample)
  const stages = chain.flatMap((step) => stageOf(step, true) ?? [])
  const windows = smallestWindows(stages)
  windows[0] = one.height
  const stream = { calls: chain.length, windows, inputByRows: false }
  const arenaBytes = 3 * one.height * one.width * one.channels
  const input = { ...build.program.input, shape: [one.height, one.width, one.channels] }
  const bytes = one.height * one.width * one.channels
  const program = { ...build.program, steps: chain, stream, arenaBytes }
  const files = exportFiles(
    { ...build, program: { ...program, input: { ...input, bytes } } },
    { vectors: [] },
  )
  const { elf } = compileArduino(unpackProject(files), board)
  const command = Uint8Array.from([81, ...Array<number>(bytes).fill(7)])
  const cycles = Math.min(...runAvr(elf, board, Array<Uint8Array>(8).fill(command)).cycles)
  const own = chain.reduce((sum, step) => {
    const again = (step.rows.count - 1) * emptyCallCycles(model, kernel)
    return sum + again + (callCycles(model, step, { relu: false }) ?? NaN)
  }, 0)
  const slides = unrollStream(stages, stream).filter(({ kind }) => kind === 'slide')
  const moved = slides.reduce(
    (sum, event) =>
      sum + (event.kind === 'slide' ? event.count * (stages[event.call]?.inRowBytes ?? 0) : 0),
    0,
  )
  const rows = chain.reduce((sum, step) => sum + step.rows.count, 0)
  const counts = { streamRow: rows, slide: slides.length, slideByte: moved }
  return { counts, cycles: cycles - own }
}

export interface StreamOverhead {
  readonly streamRow: number
  readonly slide: number
  readonly slideByte: number
}

export function measureStream(board: string, model: CoreLatency): StreamOverhead {
  const samples = shapes.map((one) => measure(board, model, one))
  const { streamRow = 0, slide = 0, slideByte = 0 } = fitCounts(samples)
  return { streamRow, slide, slideByte }
}
