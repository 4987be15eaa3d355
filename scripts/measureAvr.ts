// Writes docs/avr.md: what kernels and networks cost on AVR boards, how far off predictions are, and
// the largest networks that an Uno's RAM can stream. Run it when kernels or the planner change:
//   npm run -s kernels && npx tsx scripts/measureAvr.ts

import { writeFileSync } from 'node:fs'
import { boardById } from '../src/boards/index'
import { formatCount, formatMarkdown } from '../src/cli/formatTable'
import { emit, plan } from '../src/compile/compile'
import type { CompileOptions, Plan } from '../src/compile/plan'
import { defaultOptions } from '../src/compile/plan'
import { exportFiles } from '../src/exporters/index'
import { Sketch } from '../src/layers/sketch'
import { seededRandom } from '../src/lib/random'
import type { Model } from '../src/model/model'
import { createEngine } from '../src/simulate/engine'
import { measureBoard, subjects } from '../e2e/bench/boardFigures'
import { measureNetwork, networks, titleOf } from '../e2e/firmware/networkLatency'
import { command, readOutputs, runProject } from '../e2e/firmware/runProject'
import { run } from '../e2e/firmware/tools'

const board = boardById('arduino-uno')!
const options: CompileOptions = { ...defaultOptions, streaming: 'input-rows' }

function kernelTable(): string {
  const printed = run('make', ['-s', '-C', 'e2e/bench/board', 'bench']).toString()
  const line = /^(.+?)\s{2,}(nn_\w+)\s+(\d+) cycles\s+(\d+) products\s+([\d.]+)/
  const rows = printed.split('\n').flatMap((text) => {
    const [, layer, kernel, cycles, products, each] = line.exec(text) ?? []
    return layer
      ? [[layer, `\`${kernel}\``, ...[cycles, products].map(Number).map(formatCount), each!]]
      : []
  })
  return formatMarkdown(['layer', 'kernel', 'cycles', 'MACs', 'cycles/MAC'], rows)
}

async function networkTable(): Promise<string> {
  const rows: string[][] = []
  for (const subject of subjects) {
    const made = await measureBoard(subject)
    const { cycles, macs, weightBytes, codeBytes, flashBytes, stackBytes } = made
    const { arenaBytes, peakRamBytes, freeRamBytes } = made
    const counts = [
      weightBytes,
      codeBytes,
      flashBytes,
      arenaBytes,
      stackBytes,
      peakRamBytes,
      freeRamBytes,
    ]
    rows.push([
      made.name,
      made.board,
      formatCount(cycles),
      (cycles / macs).toFixed(2),
      ...counts.map(formatCount),
    ])
  }
  const bytes = ['constants', 'code', 'flash', 'arena', 'stack', 'RAM peak', 'RAM free']
  return formatMarkdown(['network', 'board', 'cycles', 'cycles/MAC', ...bytes], rows)
}

async function latencyTable(): Promise<string> {
  const rows: string[][] = []
  for (const network of networks) {
    const { planned, ran } = await measureNetwork(network)
    const error = `${(100 * (planned / ran - 1)).toFixed(2)} %`
    rows.push([titleOf(network), formatCount(planned), formatCount(ran), error])
  }
  return formatMarkdown(['network', 'predicted cycles', 'emulator', 'error'], rows)
}

interface Shape {
  readonly side: number
  readonly kernel: number
  /** Filters of convolutions, each with a 2×2 pooling behind it. */
  readonly filters: readonly number[]
  /** Units of hidden dense layers; undefined: a global average instead of dense layers. */
  readonly units?: readonly number[]
}

function build({ side, kernel, filters, units }: Shape): Model {
  const s = new Sketch(seededRandom(1))
  const window = { kernel: [kernel, kernel], strides: [1, 1], dilation: [1, 1], padding: 'valid' }
  const pool = { pool: [2, 2], strides: [2, 2], padding: 'valid' }
  let tip = s.add('input', { shape: [side, side, 1] })
  for (const count of filters) {
    tip = s.add('conv2d', { filters: count, ...window, activation: 'relu' }, tip)
    tip = s.add('maxPool2d', pool, tip)
  }
  tip = units ? s.add('flatten', {}, tip) : s.add('globalAveragePool2d', {}, tip)
  for (const count of units ?? []) tip = s.add('dense', { units: count, activation: 'relu' }, tip)
  return s.model('largest', s.add('dense', { units: 10, activation: 'linear' }, tip))
}

const families: readonly (readonly [string, (size: number) => Shape])[] = [
  [
    'LeNet-5 with a narrower first dense layer',
    (n) => ({ side: 32, kernel: 5, filters: [6, 16], units: [n, 84] }),
  ],
  [
    'two 5×5 convolutions of n and 2 n filters, 32×32',
    (n) => ({ side: 32, kernel: 5, filters: [n, 2 * n], units: [] }),
  ],
  [
    'three 3×3 convolutions of n, 2 n, 4 n filters, 28×28',
    (n) => ({ side: 28, kernel: 3, filters: [n, 2 * n, 4 * n], units: [] }),
  ],
  [
    'three 3×3 convolutions of 8, 16, 32 filters, n × n',
    (n) => ({ side: n, kernel: 3, filters: [8, 16, 32] }),
  ],
  [
    'three 3×3 convolutions of 4, 8, 16 filters, n × n',
    (n) => ({ side: n, kernel: 3, filters: [4, 8, 16] }),
  ],
  [
    'three 3×3 convolutions of 2, 4, 8 filters, n × n',
    (n) => ({ side: n, kernel: 3, filters: [2, 4, 8] }),
  ],
]

const fits = ({ flash, ram }: Plan) =>
  flash.bytes <= flash.limitBytes && ram.bytes <= ram.limitBytes

/** The largest size that the plan says fits, and what the emulated board says to it. */
async function largest(shapeOf: (size: number) => Shape): Promise<string[]> {
  const planOf = (size: number) => plan(build(shapeOf(size)), board, options)
  const sizes = Array.from({ length: 200 }, (_, i) => 200 - i)
  const size = sizes.find((n) => {
    const { side, filters } = shapeOf(n)
    return side >> filters.length > 2 && fits(planOf(n))
  })
  if (size === undefined) throw new Error('none fits')
  const made = planOf(size)
  const ranges = Object.fromEntries(made.expanded.ops.map(({ id }) => [id, { min: -1, max: 2 }]))
  const project = emit(made, ranges, { method: 'min-max', samples: 1, source: 'random' })
  const random = seededRandom(2)
  const input = Int8Array.from({ length: project.program.input.bytes }, () => random() * 256 - 128)
  const said = (await createEngine('plain')).load(project.program).run(input, 1)
  const ran = runProject(board, exportFiles(project, { vectors: [] }), [command('Q', input)])
  if (ran.lines.flatMap(readOutputs).join() !== said.join()) throw new Error('wrong outputs')
  const limit =
    made.ram.limitBytes - made.ram.bytes < made.flash.limitBytes - made.flash.bytes
      ? 'RAM'
      : 'flash'
  const figures = [made.total.macs, made.total.parameters, made.flash.bytes, made.memory.arenaBytes]
  const cycles = ran.cycles?.[0] ?? 0
  return [
    `n = ${size}`,
    ...figures.map(formatCount),
    formatCount(ran.stackBytes ?? 0),
    formatCount(cycles),
    limit,
  ]
}

async function largestTable(): Promise<string> {
  const rows: string[][] = []
  for (const [name, shapeOf] of families) rows.push([name, ...(await largest(shapeOf))])
  const head = [
    'networks',
    'largest',
    'MACs',
    'parameters',
    'flash',
    'arena',
    'stack',
    'cycles',
    'bound by',
  ]
  return formatMarkdown(head, rows)
}

const compiler = run('avr-gcc', ['--version']).toString().split('\n')[0]
writeFileSync(
  'docs/avr.md',
  `# 8-bit boards

Made by \`npx tsx scripts/measureAvr.ts\` with ${compiler}, \`-Os\` and LTO as the Arduino tools build, on the
cycle-accurate emulator. Every run's outputs were equal to the simulation's.

## Networks

Bytes. *Code*: flash without constants and Arduino core. *RAM peak*: static data and stack without the core's own data.
*RAM free*: what nothing ever touched. \`npm run bench:board\` prints the same beside the peers; tests hold us to it.

${await networkTable()}

## Kernels

One layer each, with random weights, the exact requantization, and outputs that fill the range.

${kernelTable()}

A result costs about 90 cycles of exact requantization besides its products, so that layers of few products per result
(depthwise, 1×1, one input channel) stay above the 5.7 to 8 cycles per MAC of the others.

## Predicted latency

On networks that the model was not fitted to.

${await latencyTable()}

## The largest networks that an Uno streams

The input arrives row by row over serial, rows go through all convolutions and poolings as they come, and nothing
is kept that nobody reads any more. Planned to fit 32,256 B of flash and 2,048 B of RAM with the core and a reserve for
the stack, compiled, and run on the emulated board with random weights.

${await largestTable()}
`,
)
