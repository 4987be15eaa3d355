// Compiles a sketch as the Arduino IDE does, with the real AVR core and the flags of its
// platform.txt. Debian's avr-gcc 5.4 wants DECIMAL_DIG defined for WString.cpp; Arduino's 7.3 not.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Compiled } from './tools'
import { measureElf, run, temporaryFolder } from './tools'

const hardware = '/usr/share/arduino/hardware/arduino/avr'
const cache = '.cache/firmware'

/** Ids of boards → their key in boards.txt, and the menu entry where there is one. */
const keys: Readonly<Record<string, readonly [key: string, cpu?: string]>> = {
  'arduino-uno': ['uno'],
  'arduino-micro': ['micro'],
  'arduino-mega': ['mega', 'atmega2560'],
  'arduino-leonardo': ['leonardo'],
  'arduino-nano': ['nano', 'atmega328'],
}

function boardProperties(boardId: string): ReadonlyMap<string, string> {
  const [key, cpu] = keys[boardId] ?? []
  if (!key) throw new Error(`no Arduino AVR board ${boardId}`)
  const lines = readFileSync(join(hardware, 'boards.txt'), 'utf8').split('\n')
  const found = new Map<string, string>()
  for (const prefix of cpu ? [`${key}.`, `${key}.menu.cpu.${cpu}.`] : [`${key}.`])
    for (const line of lines)
      if (line.startsWith(prefix) && line.includes('='))
        found.set(line.slice(prefix.length, line.indexOf('=')), line.slice(line.indexOf('=') + 1))
  return found
}

interface AvrBoard {
  readonly mcu: string
  readonly variant: string
  readonly flags: readonly string[]
}

function avrBoard(boardId: string): AvrBoard {
  const properties = boardProperties(boardId)
  const get = (name: string) => properties.get(`build.${name}`) ?? ''
  const usb = get('vid')
    ? [
        `-DUSB_VID=${get('vid')}`,
        `-DUSB_PID=${get('pid')}`,
        '-DUSB_MANUFACTURER="Unknown"',
        `-DUSB_PRODUCT=${get('usb_product')}`,
      ]
    : []
  return {
    mcu: get('mcu'),
    variant: join(hardware, 'variants', get('variant')),
    flags: [
      `-mmcu=${get('mcu')}`,
      `-DF_CPU=${get('f_cpu')}`,
      '-DARDUINO=10819',
      `-DARDUINO_${get('board')}`,
      '-DARDUINO_ARCH_AVR',
      ...usb,
    ],
  }
}

const common = ['-c', '-g', '-Os', '-w', '-ffunction-sections', '-fdata-sections', '-flto']
const languages: Readonly<Record<string, readonly string[]>> = {
  c: ['avr-gcc', ...common, '-std=gnu11', '-fno-fat-lto-objects'],
  cpp: [
    'avr-g++',
    ...common,
    '-std=gnu++11',
    '-fpermissive',
    '-fno-exceptions',
    '-fno-threadsafe-statics',
    '-Wno-error=narrowing',
    '-DDECIMAL_DIG=10',
  ],
  S: ['avr-gcc', '-c', '-g', '-x', 'assembler-with-cpp', '-flto'],
}

function compileFile(source: string, object: string, flags: readonly string[]): string {
  const language = source.endsWith('.ino') ? 'cpp' : (source.split('.').at(-1) ?? '')
  const [compiler = '', ...own] = languages[language] ?? []
  const asCpp = source.endsWith('.ino') ? ['-x', 'c++', '-include', 'Arduino.h'] : []
  run(compiler, [...own, ...flags, ...asCpp, source, '-o', object])
  return object
}

function sourcesIn(folder: string, recursive: boolean): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return recursive ? sourcesIn(path, true) : []
      return /\.(c|cpp|S|ino)$/.test(entry.name) ? [path] : []
    })
    .sort()
}

/** core.a of the board, made once for these flags. */
function buildCore(board: AvrBoard, includes: readonly string[]): string {
  const flags = [...board.flags, ...includes]
  const hash = createHash('sha256')
    .update(JSON.stringify([languages, flags]))
    .digest('hex')
  const folder = join(cache, `core-${board.mcu}-${hash.slice(0, 16)}`)
  const archive = join(folder, 'core.a')
  if (existsSync(archive)) return archive
  const work = temporaryFolder()
  const core = sourcesIn(join(hardware, 'cores/arduino'), true)
  const variant = sourcesIn(board.variant, false)
  const objects = [...core, ...variant].map((source) =>
    compileFile(source, join(work, `${basename(source)}.o`), flags),
  )
  run('avr-gcc-ar', ['rcs', join(work, 'core.a'), ...objects])
  mkdirSync(folder, { recursive: true })
  run('cp', [join(work, 'core.a'), `${archive}.${process.pid}`])
  renameSync(`${archive}.${process.pid}`, archive)
  return archive
}

/** Compiles and links the sketch in `folder`. */
export function compileArduino(
  folder: string,
  boardId: string,
  defines: readonly string[] = [],
): Compiled {
  const board = avrBoard(boardId)
  const includes = [`-I${join(hardware, 'cores/arduino')}`, `-I${board.variant}`]
  const core = buildCore(board, includes)
  const work = temporaryFolder()
  const flags = [...board.flags, ...includes, ...defines]
  const top = sourcesIn(folder, false)
  const own = join(folder, 'src')
  const sources = [...top, ...(existsSync(own) ? sourcesIn(own, true) : [])]
  const objects = sources.map((source, i) => compileFile(source, join(work, `${i}.o`), flags))
  const elf = join(work, 'sketch.elf')
  const map = join(work, 'sketch.map')
  const link = ['-w', '-Os', '-g', '-flto', '-fuse-linker-plugin', '-Wl,--gc-sections']
  run('avr-gcc', [
    ...link,
    `-mmcu=${board.mcu}`,
    `-Wl,-Map=${map}`,
    '-o',
    elf,
    ...objects,
    core,
    '-lm',
  ])
  return measureElf('avr-size', elf, map)
}
