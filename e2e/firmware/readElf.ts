// The parts of a 32-bit little-endian ELF file that the emulators and the size measurement need.

export interface ElfSection {
  readonly name: string
  readonly address: number
  readonly bytes: Uint8Array
  /** No bytes in the file: .bss. */
  readonly empty: boolean
  readonly size: number
}

export interface ElfSymbol {
  readonly name: string
  readonly address: number
  readonly size: number
}

export interface Elf {
  readonly sections: readonly ElfSection[]
  readonly symbols: readonly ElfSymbol[]
}

const symbolTable = 2
const noBits = 8
const headerBytes = 40
const symbolBytes = 16

function readName(view: DataView, at: number): string {
  let name = ''
  for (let c = view.getUint8(at); c !== 0; c = view.getUint8(++at)) name += String.fromCharCode(c)
  return name
}

export function readElf(file: Uint8Array): Elf {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(4) !== 1)
    throw new Error('not a 32-bit ELF file')
  const word = (at: number) => view.getUint32(at, true)
  const table = word(32)
  const headers = Array.from({ length: view.getUint16(48, true) }, (_, i) => {
    const at = table + i * headerBytes
    return {
      name: word(at),
      type: word(at + 4),
      address: word(at + 12),
      offset: word(at + 16),
      size: word(at + 20),
      link: word(at + 24),
    }
  })
  const names = headers[view.getUint16(50, true)]?.offset ?? 0
  const sections = headers.map((h) => ({
    name: readName(view, names + h.name),
    address: h.address,
    bytes: h.type === noBits ? new Uint8Array() : file.subarray(h.offset, h.offset + h.size),
    empty: h.type === noBits,
    size: h.size,
  }))
  const symbols = headers
    .filter(({ type }) => type === symbolTable)
    .flatMap(({ offset, size, link }) =>
      Array.from({ length: size / symbolBytes }, (_, i) => ({
        name: readName(view, (headers[link]?.offset ?? 0) + word(offset + i * symbolBytes)),
        address: word(offset + i * symbolBytes + 4),
        size: word(offset + i * symbolBytes + 8),
      })),
    )
  return { sections, symbols }
}

export function symbolAddress(elf: Elf, name: string): number {
  const symbol = elf.symbols.find((s) => s.name === name)
  if (!symbol) throw new Error(`no symbol ${name}`)
  return symbol.address
}
