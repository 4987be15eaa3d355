// README.md of a generated project: what it is, what it takes, how good it is, how to talk to it.

import type { Build } from '../compile/build'
import { kernelsText, latencyAmount, latencyBasis } from '../compile/latencyText'
import type { Budget, Plan } from '../compile/plan'
import { plainText } from '../lib/cText'
import type { Extras } from './exporter'
import type { InputRows } from './sharedModelValues'
import { inputRows } from './sharedModelValues'
import { chooseVectors } from './sharedVectors'

const count = (n: number) => n.toLocaleString('en-US')

function printBudget(title: string, budget: Budget): string {
  const rows = budget.parts
    .filter(({ bytes }) => bytes > 0)
    .map(({ label, bytes, origin }) => `| ${plainText(label)} | ${count(bytes)} | ${origin} |`)
  return `| ${title} | bytes | |
|---|---:|---|
${rows.join('\n')}
| **in all** | **${count(budget.bytes)}** of ${count(budget.limitBytes)} | ${budget.origin} |
`
}

/** What the board lacks, before anybody uploads it. */
function printTooBig({ plan: { board, flash, ram } }: Build): string {
  const over = ([name, { bytes, limitBytes }]: readonly [string, Budget]) =>
    bytes > limitBytes ? [`${count(bytes - limitBytes)} bytes more ${name}`] : []
  const more = [over(['flash', flash]), over(['RAM', ram])].flat()
  if (more.length === 0) return ''
  return `
**This does not fit the board:** it takes ${more.join(' and ')} than the
${plainText(board.name)} has. Make layers narrower in MoTrans Studio, or take a larger board.
`
}

function printSizesNote(build: Build, extras: Extras): string {
  const { flash, ram } = build.plan
  const estimated = [...flash.parts, ...ram.parts].some(
    ({ bytes, origin }) => bytes > 0 && origin === 'estimated',
  )
  const note = estimated
    ? "Estimated parts depend on the compiler and on the board's own core. The self-test adds its code and"
    : 'The self-test adds its code and'
  return `${note}
${count(selfTestBytes(build, extras))} bytes of test vectors to the flash.
`
}

function printAccuracy(build: Build, { accuracy }: Extras): string {
  const { calibration } = build
  const ranges =
    calibration.samples === 0
      ? 'The ranges of all values were guessed from random inputs, not measured on data.'
      : `The ranges of all values were measured (${plainText(calibration.method)}) on ` +
        `${count(calibration.samples)} samples of ${plainText(calibration.source)}.`
  if (!accuracy) return `Not measured: no labelled data was given. ${ranges}\n`
  const { floatTop1Percent, int8Top1Percent, samples, source } = accuracy
  return `Top-1 on ${count(samples)} samples of ${plainText(source)}: **${int8Top1Percent.toFixed(2)} %** as exported
(int8, simulated bit for bit), ${floatTop1Percent.toFixed(2)} % in float. ${ranges}
`
}

function printLabels({ labels }: Extras): string {
  if (!labels || labels.length === 0) return ''
  const named = labels.map((label, i) => `${i} ${plainText(label, 40)}`)
  return `
Outputs: ${named.join(', ')}.
`
}

function printSpeed({ plan }: Build): string {
  const { board, latency } = plan
  if (!latency) return ''
  const words = `${latencyAmount(latency, board)}.\n${latencyBasis(latency, board)}`
  const ascii = words.replaceAll('\u00a0', ' ').replaceAll('’', "'")
  const milliseconds = Number((1000 * latency.seconds).toPrecision(3)).toLocaleString('en-US')
  return `
## Speed

About ${milliseconds} ms per inference: ${ascii}
${printKernels(plan)}`
}

function printKernels(plan: Plan): string {
  const text = kernelsText(plan)
  return text === undefined ? '' : `${plainText(text, 1000)}\n`
}

function printProtocol(build: Build, pixels: boolean): string {
  const { input, output } = build.program
  const rows = inputRows(build.program)
  const answer = `\`OUT\`, ${output.bytes} int8 outputs, \`TOP\`, index, \`US\`, microseconds`
  const pixelRow = `| \`I\` and ${count(input.bytes)} bytes: pixels, 0 to 255 | ${answer} |\n`
  return `| send | answer |
|---|---|
${pixels ? pixelRow : ''}| \`Q\` and ${count(input.bytes)} bytes: int8 inputs | ${pixels ? 'the same' : answer} |
| \`S\` | \`PASS n\` or \`FAIL n\` per test vector, where SELF_TEST is 1 |
| \`?\` | \`MOTRANS 1 IN ${input.bytes} OUT ${output.bytes}\` |

Inputs go row by row, channels innermost (${input.shape.join(' x ')}). If less arrives within a second, the answer is \`ERR input\`.
Every answer is a line of text.
${rows ? printRowProtocol(rows, pixels) : ''}`
}

/** Only a window of rows has room on the board, and the port's buffer holds 64 bytes. */
function printRowProtocol({ rows, count: values }: InputRows, pixels: boolean): string {
  const letters = pixels ? '`I` or `Q`' : '`Q`'
  return `
The network computes while its input arrives: send ${letters} and the first ${values} bytes, one row; wait
for the line \`ROW 1\`, then send row 1 (the second), and so on up to row ${rows - 1}. The answer to that
row is the line with the outputs.
`
}

function printUsage(rows: InputRows | undefined, pixels: boolean): string {
  const setters = [...(pixels ? ['`model_set_pixel`'] : []), '`model_set_float`', '`model_set_s8`']
  const names = setters.join(', ')
  if (!rows)
    return `Take the folder with \`model.h\`. Set the inputs (${names}), call
\`model_run()\`, read \`model_top1()\` or the outputs. \`model.h\` has the details.
`
  return `Take the folder with \`model.h\`. Call \`model_begin()\`; for each of the ${rows.rows} rows set its
${rows.count} inputs (${names}) and call \`model_next_row()\`; then read
\`model_top1()\` or the outputs. \`model.h\` has the details.
`
}

function selfTestBytes({ program }: Build, { vectors }: Extras): number {
  const chosen = chooseVectors(vectors, program.input.bytes, program.output.bytes)
  return chosen.length * (program.input.bytes + program.output.bytes)
}

export interface ReadmeFacts {
  readonly title: string
  readonly pixels: boolean
  /** "## Open and run" and what follows. */
  readonly run: string
}

export function printReadme(build: Build, extras: Extras, facts: ReadmeFacts): string {
  const { board } = build.plan
  return `# ${facts.title}

A neural network in int8 for the ${plainText(board.name)}, made by MoTrans Studio.
${printTooBig(build)}
## Open and run

${facts.run}
## Sizes

${printBudget('flash', build.plan.flash)}
${printBudget('RAM', build.plan.ram)}
${printSizesNote(build, extras)}${printSpeed(build)}
## Accuracy

${printAccuracy(build, extras)}${printLabels(extras)}
## Talk to it

${printProtocol(build, facts.pixels)}
## Use it in your own program

${printUsage(inputRows(build.program), facts.pixels)}
## Licenses

The files in \`nn/\` and the generated code come under the Apache License 2.0. The weights in
\`model_data.S\` are those of your model and stay under its terms.
`
}
