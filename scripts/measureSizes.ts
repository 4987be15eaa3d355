// Measures what kernels, calls and the rest of a sketch weigh with the real compilers, and writes
// src/boards/sizes.json. Run it when kernels, the generated code or a compiler change:
//   npx tsx scripts/measureSizes.ts [key …]

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CoreSizes, KernelSizes } from '../src/boards/sizes'
import { exportFiles } from '../src/exporters/index'
import { kernels } from '../src/kernels/kernels'
import { compileArduino } from '../e2e/firmware/compileArduino'
import { compileMakefile, compileShim } from '../e2e/firmware/compileArm'
import { readElf } from '../e2e/firmware/readElf'
import { runArm } from '../e2e/firmware/runArm'
import { runAvr } from '../e2e/firmware/runAvr'
import { sampleBuild, variants } from '../e2e/firmware/sampleBuild'
import type { Compiled } from '../e2e/firmware/tools'
import { run, unpackProject } from '../e2e/firmware/tools'
import type { ExportFile } from '../src/exporters/exporter'

const table = 'src/boards/sizes.json'

interface Subject {
  readonly board: string
  readonly compiler: string
  readonly form: 'avr' | 'shim' | 'make'
}

const subjects: Readonly<Record<string, Subject>> = {
  'avr-uno': { board: 'arduino-uno', compiler: 'avr-gcc', form: 'avr' },
  'avr-micro': { board: 'arduino-micro', compiler: 'avr-gcc', form: 'avr' },
  'avr-mega': { board: 'arduino-mega', compiler: 'avr-gcc', form: 'avr' },
  'cortex-m0': { board: 'microbit', compiler: 'arm-none-eabi-gcc', form: 'shim' },
  'cortex-m0plus': { board: 'arduino-mkr1000', compiler: 'arm-none-eabi-gcc', form: 'shim' },
  'cortex-m4': { board: 'frdm-k64f', compiler: 'arm-none-eabi-gcc', form: 'make' },
  'cortex-m7': { board: 'stm32f723', compiler: 'arm-none-eabi-gcc', form: 'make' },
  'cortex-a7': { board: 'raspberry-pi-2b', compiler: 'arm-linux-gnueabihf-gcc', form: 'make' },
}

const shipped = kernels.filter(({ bulk }) => !bulk).map(({ id }) => id)
/** The smallest kernel: the sketch around it is what every sketch has. */
const smallest = 'nn_lookup_s8'
const runCommand = Uint8Array.from([73, ...Array<number>(32).fill(7)])

function compile(files: readonly ExportFile[], { board, form }: Subject): Compiled {
  const folder = unpackProject(files)
  if (form === 'avr') return compileArduino(folder, board)
  return form === 'shim' ? compileShim(folder, board) : compileMakefile(folder, board)
}

function measureStack(files: readonly ExportFile[], { board, form }: Subject): number {
  const folder = unpackProject(files)
  if (form === 'avr') {
    const port = board === 'arduino-micro' ? ['-DMODEL_SERIAL=Serial1'] : []
    const { elf } = compileArduino(folder, board, port)
    return runAvr(elf, board, [runCommand, runCommand]).stackBytes
  }
  const { elf } =
    form === 'shim'
      ? compileShim(folder, board)
      : compileMakefile(folder, board, { emulated: true })
  return runArm(elf, board, [runCommand, runCommand]).stackBytes ?? 0
}

interface Member {
  readonly name: string
  readonly from: number
  readonly bytes: number
}

/** What was linked in from the compiler's and C libraries, section by section. */
function libraryMembers(map: string): Member[] {
  const text = readFileSync(map, 'utf8').split('Linker script and memory map')[1] ?? ''
  const section = '^ \\.(?:text|rodata|data|progmem)[\\w.-]*'
  const place = '\\s+0x([0-9a-f]+)\\s+0x([0-9a-f]+) '
  const file = '\\S*\\/lib(?:gcc|c|m|c_nano)\\.a\\((.+)\\.o\\)$'
  return [...text.matchAll(new RegExp(section + place + file, 'gm'))]
    .map(([, from = '', bytes = '', member = '']) => ({
      name: `lib/${member}`,
      from: parseInt(from, 16),
      bytes: parseInt(bytes, 16),
    }))
    .filter(({ bytes }) => bytes > 0)
}

/** Every function and constant of the program by name, and the members of libraries. */
function linkedParts({ elf, map }: Compiled): Map<string, number> {
  const members = libraryMembers(map)
  const parts = new Map<string, number>()
  for (const { name, bytes } of members) parts.set(name, (parts.get(name) ?? 0) + bytes)
  const inLibrary = (address: number) =>
    members.some(({ from, bytes }) => address >= from && address < from + bytes)
  for (const { name, address, size } of readElf(readFileSync(elf)).symbols) {
    if (size === 0 || name.startsWith('$') || inLibrary(address & ~1)) continue
    parts.set(name.replace(/\.(lto_priv|constprop|part|isra)\.\d+/g, ''), size)
  }
  return parts
}

/** What this kernel has and the smallest sketch has not; `kernel/name` where others may have a `name`. */
function kernelParts(kernel: string, parts: Map<string, number>, base: Map<string, number>) {
  const own: Record<string, number> = {}
  for (const [name, bytes] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const wanted = name === kernel || name === `run_${kernel}`
    if ((!wanted && base.has(name)) || /^(step_|nn_model$|model_run$|arena$)/.test(name)) continue
    const shared = wanted || name.startsWith('lib/') || name.startsWith('nn_')
    own[shared ? name : `${kernel}/${name}`] = bytes
  }
  return own
}

/** A static function of one size in several kernels is that of a file that they share. */
function shareStatics(found: Readonly<Record<string, KernelSizes>>): Record<string, KernelSizes> {
  const statics = Object.values(found)
    .flatMap(({ parts }) => Object.entries(parts))
    .filter(([name]) => name.startsWith('nn_') && name.includes('/'))
    .map(([name, bytes]) => `${name.split('/')[1]} ${bytes}`)
  const isShared = (key: string) => statics.filter((other) => other === key).length > 1
  return Object.fromEntries(
    Object.entries(found).map(([kernel, { parts, stackBytes }]) => {
      const renamed = Object.entries(parts).map(([name, bytes]) => {
        const own = name.startsWith('nn_') ? name.split('/')[1] : undefined
        return [own !== undefined && isShared(`${own} ${bytes}`) ? own : name, bytes]
      })
      return [kernel, { parts: Object.fromEntries(renamed), stackBytes }]
    }),
  )
}

const sumOf = (parts: Readonly<Record<string, number>>) =>
  Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)

const emptySketch = 'void setup() { Serial.begin(115200); }\nvoid loop() {}\n'
const emptyMain = 'int main(void) { return 0; }\n'

/** The board's own part: start-up, serial port, libraries, without anything of ours. */
function emptyProject(board: string): ExportFile[] {
  return exportFiles(sampleBuild(board, [smallest]), { vectors: [] })
    .filter(({ path }) => !path.includes('/src/') && !path.endsWith('.md'))
    .map(({ path, text }) => {
      if (path.endsWith('.ino')) return { path, text: emptySketch }
      return { path, text: path.endsWith('/main.c') ? emptyMain : text }
    })
}

function measureKey(key: string, subject: Subject): CoreSizes {
  const project = (ids: readonly string[]) =>
    exportFiles(sampleBuild(subject.board, ids), { vectors: [] })
  const one = compile(project([smallest]), subject)
  const nine = compile(project(Array<string>(9).fill(smallest)), subject)
  const oneRun = linkedParts(one).get('model_run') ?? 0
  const nineRun = linkedParts(nine).get('model_run') ?? 0
  const callBytes = Math.round((nineRun - oneRun) / 8)
  const base = linkedParts(one)
  const found: Record<string, KernelSizes> = {}
  for (const kernel of shipped) {
    const files = project([kernel])
    const parts = kernelParts(kernel, linkedParts(compile(files, subject)), base)
    const deep = sampleBuild(subject.board, [kernel], 'sample', variants)
    const stackBytes = measureStack(exportFiles(deep, { vectors: [] }), subject)
    found[kernel] = { parts, stackBytes }
    process.stderr.write(`${key} ${kernel} ${sumOf(parts)} B\n`)
  }
  const core = compile(emptyProject(subject.board), subject)
  const sample = sampleBuild(subject.board, [smallest]).program
  const step = (kernels.find(({ id }) => id === smallest)?.stepBytes ?? 0) + 8
  const ours = sumOf(found[smallest]?.parts ?? {}) + step + sample.constantBytes + oneRun
  return {
    board: subject.board,
    compiler: run(subject.compiler, ['--version']).toString().split('\n')[0] ?? '',
    core: { flashBytes: core.flashBytes, ramBytes: core.ramBytes },
    sketch: {
      flashBytes: one.flashBytes - ours - core.flashBytes,
      ramBytes: one.ramBytes - sample.arenaBytes - core.ramBytes,
    },
    run: { bytes: oneRun - callBytes, callBytes },
    kernels: shareStatics(found),
  }
}

const wanted = process.argv.slice(2)
const sizes = JSON.parse(readFileSync(join(table), 'utf8')) as Record<string, CoreSizes>
for (const [key, subject] of Object.entries(subjects))
  if (wanted.length === 0 || wanted.includes(key)) sizes[key] = measureKey(key, subject)
writeFileSync(table, `${JSON.stringify(sizes, null, 2)}\n`)
