// Runs ARM firmware: Cortex-M on QEMU's machines, Linux programs in qemu-arm.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, temporaryFolder } from './tools'

/** v6-M code runs unchanged on the M3 machine, which has no v6-M twin with more than 16 KB. */
const machines: Readonly<Record<string, string>> = {
  'arduino-mkr1000': 'mps2-an385',
  microbit: 'microbit',
  'frdm-k64f': 'mps2-an386',
  stm32f723: 'mps2-an500',
}

export interface ArmRun {
  readonly lines: readonly string[]
  /** Undefined for Linux programs. */
  readonly stackBytes?: number
}

function runMachine(elf: string, machine: string, input: Uint8Array): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'input.bin'), input)
  const chardev = 'stdio,id=out,signal=off'
  return run(
    'qemu-system-arm',
    [
      ...['-M', machine, '-display', 'none', '-monitor', 'none', '-serial', 'none'],
      ...['-chardev', chardev],
      ...['-semihosting-config', 'enable=on,target=native,chardev=out', '-kernel', elf],
    ],
    { cwd: folder },
  ).toString()
}

export function runArm(elf: string, boardId: string, commands: readonly Uint8Array[]): ArmRun {
  const input = Buffer.concat(commands)
  const machine = machines[boardId]
  const text = machine
    ? runMachine(elf, machine, input)
    : run('qemu-arm', ['-L', '/usr/arm-linux-gnueabihf', elf], { input }).toString()
  const lines = text.split('\n').filter((line) => line !== '')
  const stack = lines.find((line) => line.startsWith('STACK '))
  return {
    lines: lines.filter((line) => line !== stack),
    stackBytes: stack === undefined ? undefined : Number(stack.slice(6)),
  }
}
