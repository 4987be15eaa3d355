// Compiles exported projects for ARM: sketches against the small Arduino shim of these tests (no
// vendor core can be installed here), Makefile projects with their own Makefile.

import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Compiled } from './tools'
import { measureElf, run, temporaryFolder } from './tools'

const emulators = resolve(import.meta.dirname, 'emulators')

interface SketchCpu {
  readonly cpu: string
  readonly ramBytes: number
  /** How the board's core calls the floating point unit. */
  readonly float?: readonly string[]
}

const sketchCpus: Readonly<Record<string, SketchCpu>> = {
  'arduino-nano-33-ble': {
    cpu: 'cortex-m4',
    ramBytes: 262_144,
    float: ['-mfloat-abi=softfp', '-mfpu=fpv4-sp-d16'],
  },
  'arduino-mkr1000': { cpu: 'cortex-m0plus', ramBytes: 32_768 },
  microbit: { cpu: 'cortex-m0', ramBytes: 16_384 },
  'raspberry-pi-pico': { cpu: 'cortex-m0plus', ramBytes: 262_144 },
  'arduino-due': { cpu: 'cortex-m3', ramBytes: 98_304 },
  'arduino-giga-r1': { cpu: 'cortex-m7', ramBytes: 524_288 },
}

function filesIn(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesIn(path, wanted)
      return wanted.test(entry.name) ? [path] : []
    })
    .sort()
}

const objects = new Map<string, string>()

/** Compiled once for the same text, headers below its folder, and flags: projects share most files. */
function compileObject(source: string, flags: readonly string[]): string {
  const compiler = /\.(ino|cpp)$/.test(source) ? 'arm-none-eabi-g++' : 'arm-none-eabi-gcc'
  const hash = createHash('sha256').update(JSON.stringify([compiler, flags]))
  for (const path of [source, ...filesIn(dirname(source), /\.h$/)])
    hash.update(`\0${path.slice(dirname(source).length)}\0`).update(readFileSync(path))
  const key = hash.digest('hex')
  const known = objects.get(key)
  if (known !== undefined) return known
  const object = join(temporaryFolder(), `${objects.size}.o`)
  run(compiler, [...flags, source, '-o', object])
  objects.set(key, object)
  return object
}

const common = ['-c', '-Os', '-mthumb', '-ffunction-sections', '-fdata-sections']

/** With the flags that Arduino's ARM cores share: -Os, sections, no exceptions. */
export function compileShim(
  folder: string,
  boardId: string,
  defines: readonly string[] = [],
): Compiled {
  const board = sketchCpus[boardId]
  if (!board) throw new Error(`no shim for ${boardId}`)
  const work = temporaryFolder()
  const cpu = [`-mcpu=${board.cpu}`, ...(board.float ?? [])]
  const shim = [
    join(emulators, 'arduino/arduino.cpp'),
    join(emulators, 'semihosting.c'),
    join(emulators, 'start.c'),
  ]
  const linked = [...filesIn(folder, /\.(c|cpp|S|ino)$/), ...shim].map((source) => {
    const cpp = /\.(ino|cpp)$/.test(source)
    const language = cpp
      ? ['-x', 'c++', '-std=gnu++11', '-fno-exceptions', '-fno-rtti', '-include', 'Arduino.h']
      : source.endsWith('.c')
        ? ['-std=gnu11']
        : []
    const include = `-I${join(emulators, 'arduino')}`
    return compileObject(source, [...common, ...cpu, ...defines, include, ...language])
  })
  const elf = join(work, 'sketch.elf')
  const map = join(work, 'sketch.map')
  run('arm-none-eabi-gcc', [
    '-mthumb',
    ...cpu,
    '--specs=nano.specs',
    '-nostartfiles',
    `-Wl,--gc-sections,--defsym=ram_bytes=${board.ramBytes},-Map=${map}`,
    '-T',
    join(emulators, 'link.ld'),
    ...linked,
    '-o',
    elf,
  ])
  return measureElf('arm-none-eabi-size', elf, map)
}

const makeTools: Readonly<Record<string, { size: string; bare: boolean }>> = {
  'frdm-k64f': { size: 'arm-none-eabi-size', bare: true },
  stm32f723: { size: 'arm-none-eabi-size', bare: true },
  'raspberry-pi-2b': { size: 'arm-linux-gnueabihf-size', bare: false },
}

/** As downloaded, or (`emulated`) with semihosting for a port and the emulator's memory map. */
export function compileMakefile(
  folder: string,
  boardId: string,
  { emulated = false, defines = [] }: { emulated?: boolean; defines?: readonly string[] } = {},
): Compiled {
  const tools = makeTools[boardId]
  if (!tools) throw new Error(`no Makefile board ${boardId}`)
  const map = join(folder, 'firmware.map')
  const port =
    emulated && tools.bare
      ? [`BOARD=${join(emulators, 'semihosting.c')}`, `LINK=${join(emulators, 'link.ld')}`]
      : []
  const all = emulated ? ['-DEMULATOR', ...defines] : defines
  const more = `DEFINES=${all.join(' ')} -Wl,-Map=${map}`
  run('make', ['-B', '-C', folder, ...port, more])
  const name = folder.split('/').at(-1) ?? ''
  return measureElf(tools.size, join(folder, tools.bare ? `${name}.elf` : name), map)
}
