// Runs ARM firmware: Cortex-M on QEMU's machines, Linux programs in qemu-arm.

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run, temporaryFolder } from './tools'

/** v6-M code runs unchanged on the M3 machine, which has no v6-M twin with more than 16 KB. */
const machines: Readonly<Record<string, string>> = {
  'arduino-mkr1000': 'mps2-an385',
  'raspberry-pi-pico': 'mps2-an385',
  microbit: 'microbit',
  'arduino-nano-33-ble': 'mps2-an386',
  'frdm-k64f': 'mps2-an386',
  stm32f723: 'mps2-an500',
}

/** What one call of model_run executed, and each call of a kernel in it. */
export interface ArmCounts {
  readonly instructions: number
  /** Estimated by the core's instruction table, memory that never waits: bench/arm/countRuns.c. */
  readonly cycles: number
  readonly calls: readonly number[]
}

export interface ArmRun {
  readonly lines: readonly string[]
  /** Undefined for Linux programs. */
  readonly stackBytes?: number
  /** Of every inference, where counting was asked for. */
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

const countedCore = (machine: string) =>
  ({ 'mps2-an386': 'm4', 'mps2-an500': 'm7' })[machine] ?? 'm0'

/** Runs with the plugin that counts; undefined where no run ended. */
function countRuns(elf: string, machine: string, folder: string) {
  const { entry, bytes } = functionIn(elf, 'model_run')
  const out = join(folder, 'counts')
  const plugin = `${countingPlugin()},entry=${entry},bytes=${bytes},core=${countedCore(machine)},out=${out}`
  return {
    args: ['-plugin', plugin],
    read: () =>
      readFileSync(out, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ArmCounts),
  }
}

function runMachine(elf: string, machine: string, input: Uint8Array, counted: boolean) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'input.bin'), input)
  const counting = counted ? countRuns(elf, machine, folder) : undefined
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

/** `counted` takes two to four times as long. */
export function runArm(
  elf: string,
  boardId: string,
  commands: readonly Uint8Array[],
  counted = false,
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
