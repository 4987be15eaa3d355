// What a linked program is made of, from its symbols and the linker's map.

import { readFileSync } from 'node:fs'
import { readElf } from '../../e2e/firmware/readElf'
import type { Compiled } from '../../e2e/firmware/tools'

interface Member {
  readonly name: string
  readonly from: number
  readonly bytes: number
}

const hasBytes = ({ bytes }: Member) => bytes > 0

/** What was linked in from the compiler's and C libraries, section by section. */
function libraryMembers(text: string): Member[] {
  const section = '^ \\.(?:text|rodata|data|progmem)[\\w.-]*'
  const place = '\\s+0x([0-9a-f]+)\\s+0x([0-9a-f]+) '
  const file = '\\S*\\/lib(?:gcc|c|m|c_nano)\\.a\\((.+)\\.o\\)$'
  return [...text.matchAll(new RegExp(section + place + file, 'gm'))]
    .map(([, from = '', bytes = '', member = '']) => ({
      name: `lib/${member}`,
      from: parseInt(from, 16),
      bytes: parseInt(bytes, 16),
    }))
    .filter(hasBytes)
}

/** On AVR all of C passes through link-time optimization: sections of single files are assembly. */
function assemblySections(text: string): Member[] {
  const section = /^ \.text\.(nn_\w+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) \S+\d+\.o$/gm
  return [...text.matchAll(section)]
    .map(([, name = '', from = '', bytes = '']) => ({
      name,
      from: parseInt(from, 16),
      bytes: parseInt(bytes, 16),
    }))
    .filter(hasBytes)
}

/** Every function and constant of the program by name, assembly by section, and members of libraries. */
export function linkedParts({ elf, map }: Compiled): Map<string, number> {
  const text = readFileSync(map, 'utf8').split('Linker script and memory map')[1] ?? ''
  const members = [...libraryMembers(text), ...assemblySections(text)]
  const parts = new Map<string, number>()
  for (const { name, bytes } of members) parts.set(name, (parts.get(name) ?? 0) + bytes)
  const isCounted = (address: number) =>
    members.some(({ from, bytes }) => address >= from && address < from + bytes)
  for (const { name, address, size } of readElf(readFileSync(elf)).symbols) {
    if (size === 0 || name.startsWith('$') || isCounted(address & ~1)) continue
    parts.set(name.replace(/\.(lto_priv|constprop|part|isra)\.\d+/g, ''), size)
  }
  return parts
}
