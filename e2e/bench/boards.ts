// `npm run bench:board`: what networks cost on AVR boards, beside the peers. With --update the
// figures become those that the firmware tests hold us to (boardCounts.json).

import { writeFileSync } from 'node:fs'
import { formatTable } from '../../src/cli/formatTable'
import { run } from '../firmware/tools'
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

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const chosen = subjects.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
)
const all: Figures[] = []
for (const subject of chosen) all.push(await measureBoard(subject))

const head = ['network', 'board', 'cycles', 'cycles/MAC', 'constants', 'code', 'flash']
const memory = ['arena', 'stack', 'RAM peak', 'RAM free']
console.log(formatTable([...head, ...memory], all.map(rowOf)))
console.log(
  '\nBytes. Code: flash without constants and Arduino core. RAM peak: static data and stack without the core.\n',
)
console.log(formatTable(['peer', 'cycles', 'cycles/MAC', 'flash', 'RAM'], peers))
console.log(JSON.stringify({ bench: 'board', figures: all }))

if (process.argv.includes('--update')) {
  const compiler = run('avr-gcc', ['--version']).toString().split('\n')[0]
  writeFileSync(
    'e2e/bench/boardCounts.json',
    `${JSON.stringify({ compiler, figures: all }, null, 2)}\n`,
  )
}
