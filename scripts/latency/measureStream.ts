// What the driver of a stream takes: sketches of two poolings, whose own time is known, with windows
// that slide often or seldom, over rows of few or many bytes.

import type { BoardLatency, CostUnit } from '../../src/boards/latency'
import { callCost, emptyCallCost } from '../../src/boards/latency'
import type { ExportFile } from '../../src/exporters/exporter'
import { exportFiles } from '../../src/exporters/index'
import { seededRandom } from '../../src/lib/random'
import type { Step } from '../../src/model/program'
import { smallestWindows, stageOf, unrollStream } from '../../src/model/stream'
import { sampleBuild } from '../../e2e/firmware/sampleBuild'
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

/** Runs an exported project several times; the least that an inference took, of each unit. */
export type RunProject = (
  files: readonly ExportFile[],
  commands: readonly Uint8Array[],
) => Readonly<Partial<Record<CostUnit, number>>>

/** What runs took beyond the calls' own, and how often each thing happens. */
function measure(board: string, model: BoardLatency, runProject: RunProject, one: Shape) {
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
  const random = seededRandom(1)
  const pixels = Array.from({ length: bytes }, () => Math.floor(random() * 256))
  const took = runProject(files, Array<Uint8Array>(8).fill(Uint8Array.from([81, ...pixels])))
  const slides = unrollStream(stages, stream).filter(({ kind }) => kind === 'slide')
  const moved = slides.reduce(
    (sum, event) =>
      sum + (event.kind === 'slide' ? event.count * (stages[event.call]?.inRowBytes ?? 0) : 0),
    0,
  )
  const rows = chain.reduce((sum, step) => sum + step.rows.count, 0)
  const counts = { streamRow: rows, slide: slides.length, slideByte: moved }
  return (unit: CostUnit): Sample => {
    const own = chain.reduce((sum, step) => {
      const again = (step.rows.count - 1) * emptyCallCost(model, kernel, unit)
      return sum + again + (callCost(model, step, { relu: false }, unit) ?? NaN)
    }, 0)
    return { counts, cycles: (took[unit] ?? NaN) - own }
  }
}

export interface StreamOverhead {
  readonly streamRow: number
  readonly slide: number
  readonly slideByte: number
}

/** The driver's part, of each unit. */
export function measureStream(board: string, model: BoardLatency, runProject: RunProject) {
  const measured = shapes.map((one) => measure(board, model, runProject, one))
  return (unit: CostUnit): StreamOverhead => {
    const { streamRow = 0, slide = 0, slideByte = 0 } = fitCounts(measured.map((of) => of(unit)))
    return { streamRow, slide, slideByte }
  }
}
