// Runs ARM firmware: Cortex-M on QEMU's machines, Linux programs in qemu-arm.

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run, temporaryFolder } from './tools'

/** What stands for a board: a machine of QEMU, and whose instruction table gives the cycles. */
export interface ArmMachine {
  readonly machine: string
  readonly timing: 'm0' | 'm0plus' | 'm3' | 'm4' | 'm7'
}

/** v6-M code runs unchanged on the M3 machine, which has no v6-M twin with more than 16 KB. */
const machines: Readonly<Record<string, ArmMachine>> = {
  'arduino-mkr1000': { machine: 'mps2-an385', timing: 'm0plus' },
  'raspberry-pi-pico': { machine: 'mps2-an385', timing: 'm0plus' },
  microbit: { machine: 'microbit', timing: 'm0' },
  'arduino-due': { machine: 'mps2-an385', timing: 'm3' },
  'arduino-nano-33-ble': { machine: 'mps2-an386', timing: 'm4' },
  'arduino-giga-r1': { machine: 'mps2-an500', timing: 'm7' },
  'frdm-k64f': { machine: 'mps2-an386', timing: 'm4' },
  stm32f723: { machine: 'mps2-an500', timing: 'm7' },
}

/** What one call of model_run executed, and each call of a kernel in it. */
export interface ArmCounts {
  readonly instructions: number
  /** Estimated by the core's instruction table, memory that never waits: bench/arm/countRuns.c. */
  readonly cycles: number
  readonly calls: readonly number[]
  readonly callCycles: readonly number[]
}

export interface ArmRun {
  readonly lines: readonly string[]
  /** Undefined for Linux programs. */
  readonly stackBytes?: number
  /** Of every run of the function, where counting was asked for. */
  readonly counts?: readonly ArmCounts[]
}

let builtPlugin: string | undefined

function countingPlugin(): string {
  if (builtPlugin !== undefined) return builtPlugin
  const library = join(temporaryFolder(), 'countRuns.so')
  const source = resolve(import.meta.dirname, '../bench/arm/countRuns.c')
  run('gcc', ['-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-o', library, source])
  return (builtPlugin = library)
}

/** Place and size of a function. */
function functionIn(elf: string, name: string): { entry: string; bytes: string } {
  const symbols = run('arm-none-eabi-nm', ['-S', elf]).toString()
  const [, entry, bytes] = new RegExp(`^(\\w+) (\\w+) [tT] ${name}$`, 'm').exec(symbols) ?? []
  if (entry === undefined || bytes === undefined) throw new Error(`${elf} has no function ${name}`)
  return { entry: `0x${entry}`, bytes: `0x${bytes}` }
}

/** Counts the runs of a function; `read` gives them when the emulator has ended. */
function countRuns(elf: string, entryName: string, timing: ArmMachine['timing'], folder: string) {
  const { entry, bytes } = functionIn(elf, entryName)
  const out = join(folder, 'counts')
  const plugin = `${countingPlugin()},entry=${entry},bytes=${bytes},core=${timing},out=${out}`
  return {
    args: ['-plugin', plugin],
    read: () =>
      readFileSync(out, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ArmCounts),
  }
}

/** `input` is the file input.bin of its semihosting; counts every run of `counted`. */
export function runMachine(
  elf: string,
  { machine, timing }: ArmMachine,
  input: Uint8Array,
  counted?: string,
) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'input.bin'), input)
  const counting = counted === undefined ? undefined : countRuns(elf, counted, timing, folder)
  const chardev = 'stdio,id=out,signal=off'
  const text = run(
    'qemu-system-arm',
    [
      ...(counting?.args ?? []),
      ...['-M', machine, '-display', 'none', '-monitor', 'none', '-serial', 'none'],
      ...['-chardev', chardev],
      ...['-semihosting-config', 'enable=on,target=native,chardev=out', '-kernel', elf],
    ],
    { cwd: folder },
  ).toString()
  return { text, counts: counting?.read() }
}

/** Every run of `counted` is counted, which takes two to four times as long. */
export function runArm(
  elf: string,
  boardId: string,
  commands: readonly Uint8Array[],
  counted?: string,
): ArmRun {
  const input = Buffer.concat(commands)
  const machine = machines[boardId]
  const { text, counts } = machine
    ? runMachine(elf, machine, input, counted)
    : {
        text: run('qemu-arm', ['-L', '/usr/arm-linux-gnueabihf', elf], { input }).toString(),
        counts: undefined,
      }
  const lines = text.split('\n').filter((line) => line !== '')
  const stack = lines.find((line) => line.startsWith('STACK '))
  return {
    lines: lines.filter((line) => line !== stack),
    stackBytes: stack === undefined ? undefined : Number(stack.slice(6)),
    ...(counts ? { counts } : {}),
  }
}
