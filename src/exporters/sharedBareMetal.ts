// Start-up code and link script of a bare-metal Makefile project.

import type { Board } from '../boards/board'
import type { ExportFile } from './exporter'

interface MemoryMap {
  readonly flashOrigin: string
  readonly ramOrigin: string
  /** Sections that the chip wants at a place of their own. */
  readonly special?: string
}

const maps: Readonly<Record<string, MemoryMap>> = {
  // The flash configuration field at 0x400 locks the chip for good when it holds anything else.
  'frdm-k64f': {
    flashOrigin: '0x00000000',
    ramOrigin: '0x1FFF0000',
    special: '        . = 0x400;\n        KEEP(*(.flash_configuration))\n',
  },
  stm32f723: { flashOrigin: '0x08000000', ramOrigin: '0x20000000' },
}

function printLink(board: Board, map: MemoryMap): string {
  return `/* link.ld: ${board.mcu} */
ENTRY(reset_handler)
MEMORY
{
    FLASH (rx) : ORIGIN = ${map.flashOrigin}, LENGTH = ${board.flashBytes}
    RAM (rwx) : ORIGIN = ${map.ramOrigin}, LENGTH = ${board.ramBytes}
}
SECTIONS
{
    .text :
    {
        KEEP(*(.vectors))
${map.special ?? ''}        *(.text .text.*)
        *(.rodata .rodata.*)
        . = ALIGN(4);
    } > FLASH
    .ARM.exidx : { *(.ARM.exidx*) } > FLASH
    data_load = LOADADDR(.data);
    .data :
    {
        . = ALIGN(4);
        data_start = .;
        *(.data .data.*)
        . = ALIGN(4);
        data_end = .;
    } > RAM AT > FLASH
    .bss (NOLOAD) :
    {
        . = ALIGN(4);
        bss_start = .;
        *(.bss .bss.* COMMON)
        . = ALIGN(4);
        bss_end = .;
        end = .;
    } > RAM
    stack_top = ORIGIN(RAM) + LENGTH(RAM);
}
`
}

function printStart(board: Board): string {
  const configuration = maps[board.id]?.special
    ? `
/* Flash not secured, back door open, boot from flash: as the chip leaves the factory. */
__attribute__((section(".flash_configuration"), used)) static const uint32_t configuration[4] = {
    0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE};
`
    : ''
  const watchdog = maps[board.id]?.special
    ? `    /* The watchdog runs from reset: unlock it, switch it off. */
    *(volatile uint16_t *)0x4005200E = 0xC520;
    *(volatile uint16_t *)0x4005200E = 0xD928;
    *(volatile uint16_t *)0x40052000 = 0x01D2;
`
    : ''
  return `/* start.c: from reset to main() on the ${board.mcu}, at the clock that it has after reset. */
#include <stdint.h>

extern uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[], stack_top[];
int main(void);
void reset_handler(void);

static void halt(void)
{
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_top, (const void *)reset_handler, (const void *)halt, (const void *)halt,
    (const void *)halt, (const void *)halt, (const void *)halt, 0, 0, 0, 0,
    (const void *)halt, (const void *)halt, 0, (const void *)halt, (const void *)halt};
${configuration}
void reset_handler(void)
{
${board.id === 'frdm-k64f' ? '#ifndef EMULATOR\n' + watchdog + '#endif\n' : ''}    const uint32_t *from = data_load;
    for (uint32_t *to = data_start; to < data_end;) *to++ = *from++;
    for (uint32_t *to = bss_start; to < bss_end;) *to++ = 0;
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* floating-point unit on */
    __asm__ volatile("dsb\\n\\tisb" ::: "memory");
    main();
    halt();
}
`
}

export function bareMetalFiles(board: Board, folder: string): ExportFile[] {
  const map = maps[board.id]
  if (!map) throw new Error(`no memory map of ${board.id}`)
  return [
    { path: `${folder}start.c`, text: printStart(board) },
    { path: `${folder}link.ld`, text: printLink(board, map) },
  ]
}
