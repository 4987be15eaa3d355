// C with a main and a Makefile: a Linux program that talks over stdin and stdout, or bare-metal
// firmware with its own start-up code whose port to the world is two functions to be filled in.

import type { Board } from '../boards/board'
import type { Build } from '../compile/build'
import { plainText } from '../lib/cText'
import type { ExportFile, Exporter, Extras } from './exporter'
import { modelFiles, modelTitle, pixelForm, projectName } from './shared'
import { bareMetalFiles } from './sharedBareMetal'
import { printMain } from './sharedMain'
import { inputRows } from './sharedModelValues'
import { printReadme } from './sharedReadme'

interface Toolchain {
  readonly prefix: string
  readonly flags: string
  readonly linux: boolean
}

const toolchains: Readonly<Record<string, Toolchain>> = {
  'cortex-m4': {
    prefix: 'arm-none-eabi-',
    flags: '-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard',
    linux: false,
  },
  'cortex-m7': {
    prefix: 'arm-none-eabi-',
    flags: '-mcpu=cortex-m7 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard',
    linux: false,
  },
  'cortex-a7': {
    prefix: 'arm-linux-gnueabihf-',
    flags: '-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard',
    linux: true,
  },
}

function toolchainOf(board: Board): Toolchain {
  const toolchain = toolchains[board.core]
  if (!toolchain) throw new Error(`no tool chain for ${board.id} (${board.core})`)
  return toolchain
}

function printMakefile(build: Build, name: string): string {
  const { prefix, flags, linux } = toolchainOf(build.plan.board)
  // On a computer there is neither the board's memory map nor its start-up code, but stdin and stdout.
  const [target, bare, start, product] = linux
    ? [`$(if $(CROSS),${flags})`, '', '', name]
    : [
        `$(if $(CROSS),${flags},-DON_COMPUTER=1)`,
        ' $(if $(CROSS),--specs=nano.specs -nostartfiles -T $(LINK))',
        '$(if $(CROSS),start.c $(BOARD)) ',
        `${name}$(if $(CROSS),.elf)`,
      ]
  return `# Makefile: ${modelTitle(build)} for the ${plainText(build.plan.board.name)}
# make CROSS= builds for this computer with Linux, make DEFINES=-DSELF_TEST=1 adds the self-test.${linux ? '' : '\n# make BOARD=my_board.c adds your board_read and board_write.'}
CROSS ?= ${prefix}
CC = $(CROSS)gcc
TARGET = ${target}
DEFINES ?=
${linux ? '' : 'LINK ?= link.ld\nBOARD ?=\n'}CFLAGS = -O2 -std=c99 -Wall -Wextra -ffunction-sections -fdata-sections $(TARGET) $(DEFINES)
LDFLAGS = $(TARGET) -Wl,--gc-sections${bare}
SOURCES = main.c ${start}$(wildcard src/*.c src/*.S src/nn/*.c src/nn/*.S)

${product}: $(SOURCES) $(wildcard src/*.h src/nn/*.h)
	$(CC) $(CFLAGS) $(LDFLAGS) $(SOURCES) -o $@

clean:
	rm -f ${linux ? name : `${name} ${name}.elf`}

.PHONY: clean
`
}

function printRun(build: Build, name: string): string {
  const { linux, prefix } = toolchainOf(build.plan.board)
  if (linux)
    return `1. On the board: unpack, \`make CROSS=\`. On another computer: install \`${prefix}gcc\`, \`make\`, copy \`${name}\` over.
2. \`printf '?' | ./${name}\` answers; the protocol below goes over stdin and stdout.
3. \`make -B DEFINES=-DSELF_TEST=1\`, then \`./${name} </dev/null\`: PASS for every test vector in \`src/vectors.h\`.
`
  return `1. Install \`${prefix}gcc\` with newlib, unpack, \`make\`: \`${name}.elf\` is the firmware, start-up code included.
2. Nothing is said about your wiring: write a C file with \`int board_read(void)\` (waits for a byte; -1
   when none came for a second),
   \`void board_write(char c)\` and, for times, \`uint32_t board_micros(void)\`, which set up and use a UART of
   your choice, and build with \`make BOARD=that_file.c\`.
3. \`make -B DEFINES=-DSELF_TEST=1 BOARD=...\` says PASS for every test vector in \`src/vectors.h\` at start.
4. Before that, on a computer with Linux: \`make CROSS= DEFINES=-DSELF_TEST=1\`, then \`./${name} </dev/null\` says the same.
   The protocol below goes over stdin and stdout there.
`
}

function files(build: Build, extras: Extras): ExportFile[] {
  const name = projectName(build)
  const { board } = build.plan
  const { linux } = toolchainOf(board)
  const pixels = pixelForm(build) !== 'none'
  const title = modelTitle(build)
  return [
    { path: `${name}/Makefile`, text: printMakefile(build, name) },
    {
      path: `${name}/README.md`,
      text: printReadme(build, extras, { title, pixels, run: printRun(build, name) }),
    },
    {
      path: `${name}/main.c`,
      text: printMain({ title, pixels, byRows: inputRows(build.program) !== undefined, linux }),
    },
    ...(linux ? [] : bareMetalFiles(board, `${name}/`)),
    ...modelFiles(build, extras, `${name}/src`),
  ]
}

export const makefile: Exporter = {
  id: 'makefile',
  label: 'C with a Makefile',
  appliesTo: (board) => board.form === 'makefile',
  files,
}
