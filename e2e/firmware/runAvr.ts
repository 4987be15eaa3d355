// Runs an AVR firmware on avr8js, cycle by cycle: feeds commands to its UART, takes the lines that it
// answers, counts the cycles that the network takes, finds the stack's high-water mark.

import { readFileSync } from 'node:fs'
import { AVRTimer, AVRUSART, CPU, avrInstruction, timer0Config, usart0Config } from 'avr8js'
import type { Elf } from './readElf'
import { readElf } from './readElf'

interface Chip {
  readonly flashBytes: number
  /** From address 0x100 on: the first 256 bytes of the 2560 and 32u4 hold more registers there. */
  readonly memoryBytes: number
  readonly timer0Overflow: number
  readonly usart: typeof usart0Config
}

const usartVectors = {
  rxCompleteInterrupt: 0x32,
  dataRegisterEmptyInterrupt: 0x34,
  txCompleteInterrupt: 0x36,
}

const chips: Readonly<Record<string, Chip>> = {
  'arduino-uno': {
    flashBytes: 32768,
    memoryBytes: 2048,
    timer0Overflow: 0x20,
    usart: usart0Config,
  },
  'arduino-mega': {
    flashBytes: 262144,
    memoryBytes: 8192 + 256,
    timer0Overflow: 0x2e,
    usart: { ...usart0Config, ...usartVectors },
  },
  // Its Serial is USB, which is not emulated: sketches are compiled with MODEL_SERIAL=Serial1.
  'arduino-micro': {
    flashBytes: 32768,
    memoryBytes: 2560,
    timer0Overflow: 0x2e,
    usart: {
      ...usartVectors,
      UCSRA: 0xc8,
      UCSRB: 0xc9,
      UCSRC: 0xca,
      UBRRL: 0xcc,
      UBRRH: 0xcd,
      UDR: 0xce,
    },
  },
}

const clockHz = 16e6
const pllControl = 0x49
const paint = 0xc5
const sreg = 0x5f
const interruptFlag = 0x80

export interface AvrRun {
  readonly lines: readonly string[]
  /** Of each inference: of model_run, or of all rows together. */
  readonly cycles: readonly number[]
  readonly stackBytes: number
}

/** Address of the first byte behind the statics, as the linker placed them. */
function staticEnd(elf: Elf): number {
  return elf.sections
    .filter(({ name }) => ['.data', '.bss', '.noinit'].includes(name))
    .reduce((end, { address, size }) => Math.max(end, (address & 0xffff) + size), 0x100)
}

function loadFlash(elf: Elf, bytes: number): Uint16Array {
  const flash = new Uint8Array(bytes).fill(0xff)
  const text = elf.sections.find(({ name }) => name === '.text')
  const data = elf.sections.find(({ name }) => name === '.data')
  if (!text) throw new Error('no .text in the firmware')
  flash.set(text.bytes, text.address)
  if (data) flash.set(data.bytes, text.address + text.size)
  return new Uint16Array(flash.buffer)
}

/** Interrupts wait for one instruction after they were enabled: compilers write the stack pointer's
 * lower half in it, which avr8js alone would interrupt. */
function step(cpu: CPU): void {
  const wasEnabled = (cpu.data[sreg] ?? 0) & interruptFlag
  avrInstruction(cpu)
  if (wasEnabled || !((cpu.data[sreg] ?? 0) & interruptFlag)) cpu.tick()
}

class Machine {
  readonly cpu: CPU
  readonly usart: AVRUSART
  readonly lines: string[] = []
  readonly cycles: number[] = []
  private readonly queue: number[] = []
  private readonly staticEnd: number
  private readonly entry: number
  private returnTo = -1
  private startedAt = 0
  private spent = 0

  constructor(elf: Elf, chip: Chip) {
    this.cpu = new CPU(loadFlash(elf, chip.flashBytes), chip.memoryBytes)
    new AVRTimer(this.cpu, { ...timer0Config, ovfInterrupt: chip.timer0Overflow })
    this.usart = new AVRUSART(this.cpu, chip.usart, clockHz)
    this.usart.onLineTransmit = (line) => this.takeLine(line.trim())
    this.usart.onRxComplete = () => this.sendNext()
    this.cpu.readHooks[pllControl] = () => (this.cpu.data[pllControl] ?? 0) | 1
    this.staticEnd = staticEnd(elf)
    this.cpu.data.fill(paint, this.staticEnd)
    const run = elf.symbols.find(({ name }) => name === 'model_run' || name === 'model_next_row')
    this.entry = (run?.address ?? -2) / 2
  }

  private takeLine(line: string): void {
    this.lines.push(line)
    if (!/^(OUT|PASS|FAIL) /.test(line)) return
    this.cycles.push(this.spent)
    this.spent = 0
  }

  private sendNext(): void {
    const byte = this.queue.shift()
    if (byte !== undefined) this.usart.writeByte(byte)
  }

  send(bytes: Uint8Array): void {
    this.queue.push(...bytes)
    this.sendNext()
  }

  /** Until the condition holds. */
  runUntil(done: () => boolean, limitCycles: number): void {
    const { cpu } = this
    const until = cpu.cycles + limitCycles
    while (!done()) {
      for (let i = 0; i < 2000; i++) {
        if (cpu.pc === this.entry && this.returnTo < 0) this.enterRun()
        else if (cpu.pc === this.returnTo) this.leaveRun()
        step(cpu)
      }
      if (this.isStackLow()) throw new Error('the stack ran into the statics')
      if (cpu.cycles > until)
        throw new Error(`no answer after ${limitCycles} cycles; pc ${cpu.pc * 2}`)
    }
  }

  /** A stack pointer's halves are written one after the other: in between it may point anywhere. */
  private isStackLow(): boolean {
    for (let i = 0; i < 4 && this.cpu.SP < this.staticEnd; i++) step(this.cpu)
    return this.cpu.SP < this.staticEnd
  }

  private enterRun(): void {
    const { cpu } = this
    const bytes = Array.from(
      { length: cpu.pc22Bits ? 3 : 2 },
      (_, i) => cpu.data[cpu.SP + 1 + i] ?? 0,
    )
    this.returnTo = bytes.reduce((address, byte) => address * 256 + byte, 0)
    this.startedAt = cpu.cycles
  }

  private leaveRun(): void {
    this.returnTo = -1
    this.spent += this.cpu.cycles - this.startedAt
  }

  stackBytes(): number {
    const { data } = this.cpu
    let lowest = this.staticEnd
    while (lowest < data.length && data[lowest] === paint) lowest++
    return data.length - lowest
  }
}

/** Sends each command when the one before was answered with a line. */
export function runAvr(
  elfFile: string,
  boardId: string,
  commands: readonly Uint8Array[],
  limitCycles = 2e9,
): AvrRun {
  const chip = chips[boardId]
  if (!chip) throw new Error(`no emulator for ${boardId}`)
  const machine = new Machine(readElf(readFileSync(elfFile)), chip)
  machine.runUntil(() => machine.usart.rxEnable, limitCycles)
  for (const command of commands) {
    const before = machine.lines.length
    machine.send(command)
    machine.runUntil(() => machine.lines.length > before, limitCycles)
  }
  return { lines: machine.lines, cycles: machine.cycles, stackBytes: machine.stackBytes() }
}
