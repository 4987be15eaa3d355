// Measures what kernels, calls and the rest of a sketch weigh with the real compilers, and writes
// src/boards/sizes.json. Run it when kernels, the generated code or a compiler change:
//   npx tsx scripts/measureSizes.ts [key …]

import { readFileSync, writeFileSync } from 'node:fs'
import { boardById } from '../src/boards/index'
import type { CoreSizes, KernelSizes } from '../src/boards/sizes'
import type { Build } from '../src/compile/build'
import type { ExportFile } from '../src/exporters/exporter'
import { exportFiles } from '../src/exporters/index'
import { kernelById, kernels } from '../src/kernels/kernels'
import { randomSteps } from '../src/kernels/testing/randomSteps'
import { compileArduino } from '../e2e/firmware/compileArduino'
import { compileMakefile, compileShim } from '../e2e/firmware/compileArm'
import { runArm } from '../e2e/firmware/runArm'
import { runAvr } from '../e2e/firmware/runAvr'
import { sampleBuild, stepsBuild, streamBuild } from '../e2e/firmware/sampleBuild'
import type { Compiled } from '../e2e/firmware/tools'
import { run, unpackProject } from '../e2e/firmware/tools'
import { linkedParts } from './sizes/linkedParts'

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

/** The smallest kernels: the sketch around them is what every sketch has. */
const smallest = { c: 'nn_lookup_s8', avr: 'nn_lookup_u8' } as const
type Target = keyof typeof smallest

/** Whose sketch a kernel goes into. */
const targetOf = (kernel: string): Target => (kernelById(kernel).only === 'avr' ? 'avr' : 'c')

/** What a board's own sketches are made of: 8-bit boards have kernels of their own. */
const ownTarget = ({ form }: Subject): Target => (form === 'avr' ? 'avr' : 'c')

const shippedTo = ({ board, form }: Subject) => {
  const isArm = boardById(board)?.core.startsWith('cortex-m')
  const allowed = [undefined, form === 'avr' && 'avr', isArm && 'arm']
  return kernels.filter(({ bulk, only }) => !bulk && allowed.includes(only)).map(({ id }) => id)
}

/** The output rows of a call. */
const rowsBytes = 8
const none = { vectors: [] }
const runCommand = Uint8Array.from([81, ...Array<number>(32).fill(7)])

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

/** What this kernel has and the smallest sketch has not; `kernel/name` where others may have a `name`. */
function kernelParts(kernel: string, parts: Map<string, number>, base: Map<string, number>) {
  const own: Record<string, number> = {}
  for (const [name, bytes] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const wanted = name === kernel
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
  return exportFiles(sampleBuild(board, [smallest.c]), none)
    .filter(({ path }) => !path.includes('/src/') && !path.endsWith('.md'))
    .map(({ path, text }) => {
      if (path.endsWith('.ino')) return { path, text: emptySketch }
      return { path, text: path.endsWith('/main.c') ? emptyMain : text }
    })
}

/** Random steps, as many as fit, so that all paths of the kernel are taken. */
function deepBuild(kernel: string, { board, form }: Subject) {
  const fit =
    form === 'avr'
      ? { drawn: 60, arenaBytes: 500, modelBytes: 1200, most: 10 }
      : { drawn: 200, arenaBytes: 3000, modelBytes: 3000, most: 60 }
  const small = randomSteps(kernel, fit.drawn, 1).filter(
    ({ arena, model }) => arena.length <= fit.arenaBytes && model.length <= fit.modelBytes,
  )
  if (small.length < 5) throw new Error(`only ${small.length} small steps of ${kernel}`)
  return stepsBuild(board, small.slice(0, fit.most))
}

function measureKernels(subject: Subject, base: Readonly<Record<Target, Compiled>>) {
  const found: Record<string, KernelSizes> = {}
  for (const kernel of shippedTo(subject)) {
    const files = exportFiles(sampleBuild(subject.board, [kernel]), none)
    const linked = linkedParts(compile(files, subject))
    const parts = kernelParts(kernel, linked, linkedParts(base[targetOf(kernel)]))
    const stackBytes = measureStack(exportFiles(deepBuild(kernel, subject), none), subject)
    found[kernel] = { parts, stackBytes }
    process.stderr.write(`${subject.board} ${kernel} ${sumOf(parts)} B, stack ${stackBytes} B\n`)
  }
  return shareStatics(found)
}

/** Of poolings: any kernel that goes by rows would do. */
function measureStream(subject: Subject, callBytes: number): CoreSizes['stream'] {
  const { board } = subject
  const pool = ownTarget(subject) === 'avr' ? 'nn_max_pool2d_u8' : 'nn_max_pool2d_s8'
  const flashBytes = (build: Build) => compile(exportFiles(build, none), subject).flashBytes
  const stack = (build: Build) => measureStack(exportFiles(build, none), subject)
  const streamed = (calls: number, byRows: boolean) =>
    streamBuild(board, Array<string>(calls).fill(pool), byRows)
  const one = streamed(1, false)
  const { stream: _, ...whole } = one.program
  const plain = { ...one, program: whole }
  const oneBytes = flashBytes(one)
  const step = (kernels.find(({ id }) => id === pool)?.stepBytes ?? 0) + rowsBytes
  const stageBytes = Math.round((flashBytes(streamed(4, false)) - oneBytes) / 3) - step - callBytes
  const measured = {
    bytes: oneBytes - flashBytes(plain) - stageBytes,
    stageBytes,
    stackBytes: Math.max(0, stack(one) - stack(plain)),
    inputRowsBytes: flashBytes(streamed(1, true)) - oneBytes,
  }
  process.stderr.write(`${board} stream ${JSON.stringify(measured)}\n`)
  return measured
}

function measureKey(subject: Subject): CoreSizes {
  const sketch = (ids: readonly string[]) =>
    compile(exportFiles(sampleBuild(subject.board, ids), none), subject)
  const c = sketch([smallest.c])
  const base = { c, avr: ownTarget(subject) === 'avr' ? sketch([smallest.avr]) : c }
  const kernel = smallest[ownTarget(subject)]
  const one = base[ownTarget(subject)]
  const oneRun = linkedParts(one).get('model_run') ?? 0
  const nineRun = linkedParts(sketch(Array<string>(9).fill(kernel))).get('model_run') ?? 0
  const callBytes = Math.round((nineRun - oneRun) / 8)
  const found = measureKernels(subject, base)
  const core = compile(emptyProject(subject.board), subject)
  const sample = sampleBuild(subject.board, [kernel]).program
  const step = (kernels.find(({ id }) => id === kernel)?.stepBytes ?? 0) + rowsBytes
  const ours = sumOf(found[kernel]?.parts ?? {}) + step + sample.constantBytes + oneRun
  return {
    board: subject.board,
    compiler: run(subject.compiler, ['--version']).toString().split('\n')[0] ?? '',
    core: { flashBytes: core.flashBytes, ramBytes: core.ramBytes },
    sketch: {
      flashBytes: one.flashBytes - ours - core.flashBytes,
      ramBytes: one.ramBytes - sample.arenaBytes - core.ramBytes,
    },
    run: { bytes: oneRun - callBytes, callBytes },
    stream: measureStream(subject, callBytes),
    kernels: found,
  }
}

const wanted = process.argv.slice(2)
const sizes = JSON.parse(readFileSync(table, 'utf8')) as Record<string, CoreSizes>
for (const [key, subject] of Object.entries(subjects))
  if (wanted.length === 0 || wanted.includes(key)) sizes[key] = measureKey(subject)
writeFileSync(table, `${JSON.stringify(sizes, null, 2)}\n`)
