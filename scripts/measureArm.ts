// Writes the tables of docs/arm.md, between its marks: what networks and single layers cost on Cortex-M
// boards, how far off predictions are. Run it when kernels or the generated code change (four minutes):
//   npm run -s kernels && npx tsx scripts/measureArm.ts

import { readFileSync, writeFileSync } from 'node:fs'
import { formatCount, formatMarkdown } from '../src/cli/formatTable'
import type { Attrs } from '../src/model/model'
import { Sketch } from '../src/layers/sketch'
import { seededRandom } from '../src/lib/random'
import type { LatencyTable } from '../src/boards/latencyTable'
import { armPeers, armSubjects, countRuns, measureArm } from '../e2e/bench/armFigures'
import { compareNetwork, subjects, titleOf } from '../e2e/firmware/armLatency'
import { run } from '../e2e/firmware/tools'

const document = 'docs/arm.md'
const table = 'src/boards/latencyArm.json'
const boards = [
  ['frdm-k64f', 'Cortex-M4'],
  ['raspberry-pi-pico', 'Cortex-M0+'],
] as const

async function networkTable(): Promise<string> {
  const rows: string[][] = []
  for (const subject of armSubjects) {
    const figures = await measureArm(subject)
    const { instructions, macs, weightBytes, codeBytes, arenaBytes, stackBytes } = figures
    const [m4 = NaN, m0plus = NaN] = armPeers[subject.name] ?? []
    const peer = 1e6 * (subject.board === 'frdm-k64f' ? m4 : m0plus)
    rows.push([
      subject.name,
      subject.board,
      formatCount(instructions),
      (instructions / macs).toFixed(2),
      (instructions / peer).toFixed(2),
      ...[figures.estimatedCycles, weightBytes, codeBytes, arenaBytes, stackBytes].map(formatCount),
    ])
  }
  const counted = ['instructions', 'per MAC', '× peer', 'cycles, est.']
  const bytes = ['constants', 'code', 'arena', 'stack']
  return formatMarkdown(['network', 'board', ...counted, ...bytes], rows)
}

async function predictionTable(): Promise<string> {
  const rows: string[][] = []
  for (const subject of subjects) {
    const { planned, ran, cycleError } = await compareNetwork(subject)
    const percent = (error: number) => `${(100 * error).toFixed(2)} %`
    const counts = [planned, ran].map((n) => formatCount(Math.round(n)))
    rows.push([titleOf(subject), ...counts, percent(planned / ran - 1), percent(cycleError)])
  }
  const head = ['network, board', 'instructions predicted', 'counted', 'error', 'error of cycles']
  return formatMarkdown(head, rows)
}

/** Of instructions, on calls that the fit has not seen. */
function kernelTable(): string {
  const { counts, cores } = JSON.parse(readFileSync(table, 'utf8')) as LatencyTable
  const percent = (error: number) => (100 * error).toFixed(2)
  const rows = Object.keys(counts).map((kernel) => [
    `\`${kernel}\``,
    ...Object.values(cores).map(({ kernels }) => {
      const found = kernels[kernel]
      return found ? `${percent(found.meanError)} (${percent(found.largestError)})` : ''
    }),
  ])
  return formatMarkdown(['kernel', ...Object.keys(cores)], rows)
}

interface LayerCase {
  readonly label: string
  readonly input: readonly number[]
  readonly kind: string
  readonly attrs: Attrs
  /** CMSIS-NN, instructions per product on M4 and M0+, counted the same way. */
  readonly peer?: readonly [m4: number, m0plus: number]
}

const window = (size: number, padding: string, stride = 1): Attrs => ({
  kernel: [size, size],
  strides: [stride, stride],
  dilation: [1, 1],
  padding,
  activation: 'relu',
})

const layers: readonly LayerCase[] = [
  {
    label: 'conv 1×1 64→64 on 8×8',
    input: [8, 8, 64],
    kind: 'conv2d',
    attrs: { ...window(1, 'same'), filters: 64 },
    peer: [2.11, 7.59],
  },
  {
    label: 'conv 3×3 16→16 on 16×16, same',
    input: [16, 16, 16],
    kind: 'conv2d',
    attrs: { ...window(3, 'same'), filters: 16 },
    peer: [2.33, 7.56],
  },
  {
    label: 'conv 3×3 64→64 on 8×8, same',
    input: [8, 8, 64],
    kind: 'conv2d',
    attrs: { ...window(3, 'same'), filters: 64 },
  },
  {
    label: 'conv 3×3 3→16 on 32×32, same',
    input: [32, 32, 3],
    kind: 'conv2d',
    attrs: { ...window(3, 'same'), filters: 16 },
  },
  {
    label: 'conv 5×5 6→16 on 14×14',
    input: [14, 14, 6],
    kind: 'conv2d',
    attrs: { ...window(5, 'valid'), filters: 16 },
    peer: [2.65, 7.96],
  },
  {
    label: 'conv 5×5 1→6 on 32×32',
    input: [32, 32, 1],
    kind: 'conv2d',
    attrs: { ...window(5, 'valid'), filters: 6 },
    peer: [11.3, 18.9],
  },
  {
    label: 'depthwise 3×3 64 on 16×16, same',
    input: [16, 16, 64],
    kind: 'depthwiseConv2d',
    attrs: { ...window(3, 'same'), multiplier: 1 },
    peer: [8.22, 39.9],
  },
  {
    label: 'depthwise 3×3 64 on 16×16, stride 2',
    input: [16, 16, 64],
    kind: 'depthwiseConv2d',
    attrs: { ...window(3, 'same', 2), multiplier: 1 },
  },
  {
    label: 'dense 256→64',
    input: [256],
    kind: 'dense',
    attrs: { units: 64, activation: 'relu' },
    peer: [2.08, 6.42],
  },
]

async function layerTable(): Promise<string> {
  const rows: string[][] = []
  for (const { label, input, kind, attrs, peer } of layers)
    for (const [i, [board, core]] of boards.entries()) {
      const open = () => {
        const sketch = new Sketch(seededRandom(1))
        return sketch.model(
          'layer',
          sketch.add(kind, attrs, sketch.add('input', { shape: [...input] })),
        )
      }
      const { made, counts } = await countRuns({ name: label, board, open })
      const instructions = Math.max(...counts.map(({ calls }) => calls[0] ?? NaN))
      const each = instructions / made.total.macs
      const [kernel] = made.calls.map((call) => call.kernel)
      const theirs = peer?.[i]
      rows.push([
        label,
        core,
        `\`${kernel}\``,
        formatCount(instructions),
        each.toFixed(2),
        theirs?.toFixed(2) ?? '',
        theirs === undefined ? '' : (each / theirs).toFixed(2),
      ])
    }
  const head = ['layer', 'core', 'kernel', 'instructions', 'per MAC', 'CMSIS-NN', '× CMSIS-NN']
  return formatMarkdown(head, rows)
}

const compiler = run('arm-none-eabi-gcc', ['--version']).toString().split('\n')[0]
const tables: Readonly<Record<string, string>> = {
  compiler: `Compiled by ${compiler}: -Os for Arduino boards, -O2 by the Makefiles of K64F and F723.\n`,
  networks: await networkTable(),
  layers: await layerTable(),
  predictions: await predictionTable(),
  kernels: kernelTable(),
}
const text = readFileSync(document, 'utf8')
writeFileSync(
  document,
  text.replace(/(<!-- (\w+) -->\n)[^]*?(<!-- end -->)/g, (all, begin: string, name: string, end) =>
    tables[name] === undefined ? all : `${begin}\n${tables[name]}\n${end}`,
  ),
)
