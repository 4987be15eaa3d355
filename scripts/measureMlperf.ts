// Writes docs/mlperf-tiny.md: LeNet-5 and the networks of MLPerf Tiny, how exact they are in int8 and what
// their exported projects take on Cortex-M boards. Run it when kernels, planner or quantization change:
//   npm run -s kernels && npx tsx scripts/measureMlperf.ts

import { writeFileSync } from 'node:fs'
import type { Board } from '../src/boards/board'
import { formatCount, formatMarkdown } from '../src/cli/formatTable'
import type { Budget, Plan } from '../src/compile/plan'
import { createEngine } from '../src/simulate/engine'
import type { Engine } from '../src/simulate/engine'
import type { RealModel } from '../e2e/firmware/openRealModel'
import { projectFor } from '../e2e/firmware/openRealModel'
import { compileProject } from '../e2e/firmware/runProject'
import { run, unpackProject } from '../e2e/firmware/tools'
import { measureCheck } from '../e2e/mlperf/measureCheck'
import { measureSpread } from '../e2e/mlperf/measureSpread'
import type { NamedNetwork, RealNetwork } from '../e2e/mlperf/networks'
import { networks } from '../e2e/mlperf/networks'
import {
  boardIds,
  boardOf,
  fits,
  neededBytes,
  planFor,
  prepareNetwork,
  runOnBoard,
} from '../e2e/mlperf/runOnBoard'

const inputs = 10

const signed = (x: number, digits: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(digits)}`

async function accuracyRows(
  { name }: NamedNetwork,
  { model, checks }: RealNetwork,
  engine: Engine,
): Promise<string[][]> {
  const rows: string[][] = []
  for (const check of checks) {
    const { samples, float, int8, gained, lost } = await measureCheck(model, check, engine)
    const top1 = check.by === 'top-1'
    const digits = top1 ? (samples >= 10_000 ? 2 : 1) : 3
    const say = (x: number | undefined) =>
      x === undefined ? '' : `${x.toFixed(digits)}${top1 ? ' %' : ''}`
    const known = check.reference
    const against = (ours: number, theirs: number | undefined) =>
      theirs === undefined ? '' : signed(ours - theirs, digits)
    rows.push([
      name,
      check.about,
      formatCount(samples),
      say(float),
      say(int8),
      signed(int8 - float, digits),
      ...(top1 ? [gained, lost].map(formatCount) : ['', '']),
      say(known?.float),
      against(float, known?.float),
      say(known?.int8),
      against(int8, known?.int8),
      check.calibrated,
    ])
  }
  return rows
}

const share = (bytes: number, limitBytes: number) =>
  `${formatCount(bytes)} (${((100 * bytes) / limitBytes).toFixed(0)} %)`

function tooLargeRow(name: string, board: Board, { flash, ram }: Plan): string[] {
  const over = (title: string, { bytes, limitBytes }: Budget) =>
    bytes > limitBytes ? [`${title}: ${formatCount(bytes)} of ${formatCount(limitBytes)} B`] : []
  const why = [...over('flash', flash), ...over('RAM', ram)].join(', ')
  return [name, board.name, `no, ${why}`, '', '', '', '', '', '']
}

/** Throws an Error where a byte of the outputs differs, or what was linked does not fit the board. */
function boardRow(name: string, real: RealModel, board: Board, made: Plan): string[] {
  const { said, simulated, verdicts, stackBytes, counts } = runOnBoard(real, board.id, inputs, true)
  if (said.join() !== simulated.join()) throw new Error(`${name} on ${board.id}: other outputs`)
  if (verdicts.length === 0 || verdicts.some((line, i) => line !== `PASS ${i}`))
    throw new Error(`${name} on ${board.id}: ${verdicts.join() || 'no self-test'}`)
  const linked = compileProject(board, unpackProject(projectFor(real, board.id, 1).files))
  const needed = neededBytes(board, linked, stackBytes)
  if (needed.flashBytes > board.flashBytes || needed.ramBytes > board.ramBytes)
    throw new Error(`${name} does not fit ${board.id}, though the budget says so`)
  const instructions = Math.max(...(counts ?? []).map((one) => one.instructions))
  return [
    name,
    board.name,
    'yes',
    formatCount(linked.flashBytes),
    `${formatCount(linked.ramBytes)} + ${formatCount(stackBytes)}`,
    share(needed.flashBytes, board.flashBytes),
    share(needed.ramBytes, board.ramBytes),
    `${formatCount(said.length)} + ${verdicts.length} vectors`,
    `${formatCount(instructions)} (${(instructions / made.total.macs).toFixed(2)})`,
  ]
}

function boardRows(name: string, real: RealModel): string[][] {
  return boardIds.map((id) => {
    const made = planFor(real, id)
    return fits(made)
      ? boardRow(name, real, boardOf(id), made)
      : tooLargeRow(name, boardOf(id), made)
  })
}

/** How far chance goes, in words. */
async function spreadLines(network: RealNetwork): Promise<string> {
  const spreads = await measureSpread(network, engine)
  return spreads
    .map(({ about, ways, least, most }) => {
      return `${ways} ways to choose ranges (sets of samples that are not measured, methods) give ${least.toFixed(1)} to ${most.toFixed(1)} % on ${about}`
    })
    .join(';\n  ')
}

const engine = await createEngine()
let spread = ''
const [sizes, accuracies, onBoards]: [string[][], string[][], string[][]] = [[], [], []]
for (const network of networks) {
  const opened = await network.open()
  const real = await prepareNetwork(opened, engine)
  const { total, memory } = planFor(real, 'frdm-k64f')
  const counts = [total.macs, total.parameters, memory.arenaBytes].map(formatCount)
  sizes.push([network.name, network.about, ...counts])
  accuracies.push(...(await accuracyRows(network, opened, engine)))
  onBoards.push(...boardRows(network.name, real))
  if (network.name === 'IC') spread = await spreadLines(opened)
}

const compiler = run('arm-none-eabi-gcc', ['--version']).toString().split('\n')[0]
const text = `# LeNet-5 and MLPerf Tiny on Cortex-M boards

Made by \`npx tsx scripts/measureMlperf.ts\` (${compiler}; QEMU). Models are the public trained files,
read and exported as they are.

${formatMarkdown(['network', 'what', 'MACs', 'parameters', 'arena, bytes'], sizes)}

KWS has no float file that can be read: its weights are those of \`kws_ref_model_float32.tflite\`, int8 with scales, biases
float.

## Accuracy

*Float* is TensorFlow.js on wasm, *int8* the simulation that equals the exported C. Percent: top-1; AD: mean squared
difference of output and input, per value. *Gained*: samples right in int8 only; *lost*: right in float only. *Known* is what the data
folder’s index gives: others’ float, and the int8 of the benchmark’s own .tflite. Calibration never sees a measured sample.

${formatMarkdown(
  [
    'network',
    'measured on',
    'samples',
    'float',
    'int8',
    'int8 − float',
    'gained',
    'lost',
    'known float',
    'difference',
    'known int8',
    'difference',
    'calibrated on',
  ],
  accuracies,
)}

- VWW: there are only these two pictures, grey ones, so this is no accuracy, but a sign that input and weights are right.
- AD: lower is better. In the benchmark’s .tflite the biases of dense layers before a batch normalization are missing, otherwise the
  weights are those of its .h5. Exported is the .h5; the second row leaves the same biases out and then is what is known.
- IC: of 500 samples one picture is 0.2 points, which is what int8 gains and loses by chance:
  ${spread}.

## Exported projects on boards

Compiled as downloaded, run on emulated cores (QEMU; the M0+ boards’ v6-M code on its Cortex-M3). The first ${inputs} measured
inputs (VWW: both) and the project’s own test vectors give the bytes of the simulation; the script fails otherwise. *Linked* flash and
RAM are the linker’s, with the emulator’s port in place of the vendor’s core where the project is a sketch; + deepest stack seen. *On the
board* adds the vendor’s core as \`src/boards\` estimates it. Instructions: one inference, the most of all inputs; in brackets per MAC.

${formatMarkdown(
  [
    'network',
    'board',
    'fits',
    'linked flash, bytes',
    'linked RAM + stack, bytes',
    'flash on the board',
    'RAM on the board',
    'output bytes compared, all equal',
    'instructions',
  ],
  onBoards,
)}
`
writeFileSync('docs/mlperf-tiny.md', text)
