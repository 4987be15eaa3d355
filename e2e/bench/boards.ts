// `npm run bench:board`: what networks cost on AVR and Cortex-M boards, beside the peers. With --update
// the figures become those that the firmware tests hold us to (boardCounts.json).

import { readFileSync, writeFileSync } from 'node:fs'
import { formatTable } from '../../src/cli/formatTable'
import { run } from '../firmware/tools'
import type { ArmFigures } from './armFigures'
import { armPeers, armSubjects, measureArm } from './armFigures'
import type { Figures } from './boardFigures'
import { measureBoard, subjects } from './boardFigures'

/** avr-gcc 5.4, -O3 or -Os as they are best, measured on the same kind of emulator: cycles per product. */
const peers = [
  ['TinyMaix valid, its ATmega328 port, -O3', '3,254,236', '153', '12,400–13,100', '2,200–2,400'],
  ['TinyMaix arduino, its ATmega328 port, -O3', '733,808', '229', '11,000–11,600', '1,709–1,867'],
  ['onnx2c int8, LeNet-like 28×28 of 86,016 products, -O2', '11,092,209', '129', '8,500', '8,165'],
  ['float weights scaled on the board (the paper), LeNet-5', '≈ 175,000,000', '412–469', '', ''],
  ['TensorFlow Lite Micro, LeNet-5: not on AVR', '', '', '', '7,652'],
]

const count = (n: number) => n.toLocaleString('en-US')

function rowOf(figures: Figures): string[] {
  return [
    figures.name,
    figures.board,
    count(figures.cycles),
    (figures.cycles / figures.macs).toFixed(2),
    count(figures.weightBytes),
    count(figures.codeBytes),
    count(figures.flashBytes),
    count(figures.arenaBytes),
    count(figures.stackBytes),
    count(figures.peakRamBytes),
    count(figures.freeRamBytes),
  ]
}

function armRowOf(figures: ArmFigures): string[] {
  const [m4 = NaN, m0plus = NaN] = armPeers[figures.name] ?? []
  const peer = (figures.board === 'frdm-k64f' ? m4 : m0plus) * 1e6
  return [
    figures.name,
    figures.board,
    count(figures.instructions),
    (figures.instructions / figures.macs).toFixed(2),
    (figures.instructions / peer).toFixed(2),
    count(figures.estimatedCycles),
    count(figures.weightBytes),
    count(figures.codeBytes),
    count(figures.arenaBytes),
    count(figures.stackBytes),
  ]
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const isWanted = ({ name, board }: { readonly name: string; readonly board: string }) =>
  wanted.length === 0 || wanted.some((word) => name.includes(word) || board === word)
const all: Figures[] = []
for (const subject of subjects.filter(isWanted)) all.push(await measureBoard(subject))
const arm: ArmFigures[] = []
for (const subject of armSubjects.filter(isWanted)) arm.push(await measureArm(subject))

const head = ['network', 'board', 'cycles', 'cycles/MAC', 'constants', 'code', 'flash']
const memory = ['arena', 'stack', 'RAM peak', 'RAM free']
console.log(formatTable([...head, ...memory], all.map(rowOf)))
console.log(
  '\nBytes. Code: flash without constants and Arduino core. RAM peak: static data and stack without the core.\n',
)
console.log(formatTable(['peer', 'cycles', 'cycles/MAC', 'flash', 'RAM'], peers))

const armHead = ['network', 'board', 'instructions', 'per MAC', '× peer', 'cycles, est.']
console.log(
  `\n${formatTable([...armHead, 'constants', 'code', 'arena', 'stack'], arm.map(armRowOf))}`,
)
console.log(
  '\nInstructions are exact; cycles an estimate by the instruction tables of the cores’ manuals,' +
    ' memory without waiting. Peer: TensorFlow Lite Micro with CMSIS-NN.\n',
)
console.log(JSON.stringify({ bench: 'board', figures: all, arm }))

/** New figures in place of those of the same networks and boards. */
function merge<T extends { readonly name: string; readonly board: string }>(
  known: readonly T[],
  found: readonly T[],
): T[] {
  const isNew = (one: T) => found.some((f) => f.name === one.name && f.board === one.board)
  return [...known.filter((one) => !isNew(one)), ...found]
}

if (process.argv.includes('--update')) {
  const path = 'e2e/bench/boardCounts.json'
  const known = JSON.parse(readFileSync(path, 'utf8')) as {
    compiler: string
    figures: Figures[]
    armCompiler?: string
    arm?: ArmFigures[]
  }
  const versionOf = (compiler: string) => run(compiler, ['--version']).toString().split('\n')[0]
  const stored = {
    compiler: all.length > 0 ? versionOf('avr-gcc') : known.compiler,
    figures: merge(known.figures, all),
    armCompiler: arm.length > 0 ? versionOf('arm-none-eabi-gcc') : known.armCompiler,
    arm: merge(known.arm ?? [], arm),
  }
  writeFileSync(path, `${JSON.stringify(stored, null, 2)}\n`)
}
