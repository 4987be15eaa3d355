// Compiles exported projects for ARM: sketches against the small Arduino shim of these tests (no
// vendor core can be installed here), Makefile projects with their own Makefile.

import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Compiled } from './tools'
import { measureElf, run, temporaryFolder } from './tools'

const emulators = resolve(import.meta.dirname, 'emulators')

const sketchCpus: Readonly<Record<string, { cpu: string; ramBytes: number }>> = {
  'arduino-mkr1000': { cpu: 'cortex-m0plus', ramBytes: 32_768 },
  microbit: { cpu: 'cortex-m0', ramBytes: 16_384 },
  'raspberry-pi-pico': { cpu: 'cortex-m0plus', ramBytes: 262_144 },
  'arduino-due': { cpu: 'cortex-m3', ramBytes: 98_304 },
  'arduino-nano-33-ble': { cpu: 'cortex-m4', ramBytes: 262_144 },
  'arduino-giga-r1': { cpu: 'cortex-m7', ramBytes: 524_288 },
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sourcesIn(path)
      return /\.(c|cpp|S|ino)$/.test(entry.name) ? [path] : []
    })
    .sort()
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
  const shim = [
    join(emulators, 'arduino/arduino.cpp'),
    join(emulators, 'semihosting.c'),
    join(emulators, 'start.c'),
  ]
  const objects = [...sourcesIn(folder), ...shim].map((source, i) => {
    const object = join(work, `${i}.o`)
    const cpp = /\.(ino|cpp)$/.test(source)
    const language = cpp
      ? ['-x', 'c++', '-std=gnu++11', '-fno-exceptions', '-fno-rtti', '-include', 'Arduino.h']
      : source.endsWith('.c')
        ? ['-std=gnu11']
        : []
    const include = `-I${join(emulators, 'arduino')}`
    const flags = [...common, `-mcpu=${board.cpu}`, ...defines, include]
    run(cpp ? 'arm-none-eabi-g++' : 'arm-none-eabi-gcc', [
      ...flags,
      ...language,
      source,
      '-o',
      object,
    ])
    return object
  })
  const elf = join(work, 'sketch.elf')
  const map = join(work, 'sketch.map')
  run('arm-none-eabi-gcc', [
    '-mthumb',
    `-mcpu=${board.cpu}`,
    '--specs=nano.specs',
    '-nostartfiles',
    `-Wl,--gc-sections,--defsym=ram_bytes=${board.ramBytes},-Map=${map}`,
    '-T',
    join(emulators, 'link.ld'),
    ...objects,
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
