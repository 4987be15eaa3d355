// model_data.S of a generated project: every constant behind one label, in the program's order. An
// assembler file because avr-gcc takes no C array above 32,767 bytes and link-time optimization
// reorders arrays; in a code section, which lies behind the near data and is reached far.

import type { Build } from '../compile/build'
import { numberLines, plainText } from '../lib/cText'
import type { PlacedConstant } from '../model/program'

const contents: Readonly<Record<PlacedConstant['content'], string>> = {
  weights: 'weights',
  channels: 'channel records',
  table: 'table',
}

function zeros(bytes: number): string {
  return bytes > 0 ? `    .zero ${bytes}\n` : ''
}

function printBytes(data: Uint8Array): string {
  return numberLines(data, { indent: '' })
    .split('\n')
    .map((line) => `    .byte ${line.slice(0, -1)}\n`)
    .join('')
}

export function layerNames(build: Build, nodes: readonly string[]): string {
  const names = new Map(build.plan.model.nodes.map((node) => [node.id, node.name]))
  return nodes.map((id) => plainText(names.get(id) ?? id)).join(' + ')
}

export function printModelData(build: Build, title: string): string {
  const { constants, constantBytes } = build.program
  let at = 0
  let body = ''
  for (const constant of constants) {
    body += zeros(constant.offset - at)
    body += `    /* ${constant.offset}: ${contents[constant.content]} of ${layerNames(build, constant.nodes)} */\n`
    body += printBytes(constant.data)
    at = constant.offset + constant.data.length
  }
  body += zeros(constantBytes - at)
  return `/* model_data.S: ${title}
 * ${constantBytes} bytes of constants. A step's offsets count from nn_model. */
#if defined(__AVR__)
    .section .text.nn_model, "ax"
    .balign 2
#else
    .section .rodata.nn_model, "a"
    .balign 4
#endif
    .global nn_model
nn_model:
${body}    .size nn_model, . - nn_model
#if defined(__linux__) && defined(__ELF__)
    .section .note.GNU-stack, ""
#endif
`
}
