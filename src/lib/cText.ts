// Text that goes into generated C, assembler, Makefiles and Markdown. Names come from model files and
// are hostile: whatever they hold, the result is one line of harmless ASCII.

/** Words that a file or function of the generated project must not be called. */
const reserved = new Set(
  `auto break case char const continue default do double else enum extern float for goto if inline
  int long register restrict return short signed sizeof static struct switch typedef union unsigned
  void volatile while asm bool catch class delete explicit export false friend mutable namespace new
  operator private protected public template this throw true try typename using virtual wchar_t and
  or not xor main setup loop model model_data vectors nn src byte word boolean string arduino wire spi
  servo sd eeprom ethernet wifi stepper keyboard mouse softwareserial liquidcrystal firmata
  con prn aux nul`.split(/\s+/),
)

/** Also the names of devices that Windows keeps: com1, lpt1 … */
function isReserved(name: string): boolean {
  return reserved.has(name.toLowerCase()) || /^(com|lpt)\d$/i.test(name)
}

/**
 * A C identifier and portable file name: letters, digits, single underscores, at most `maxLength`
 * characters; never a keyword, a library's name or empty.
 */
export function cIdentifier(text: string, fallback: string, maxLength = 40): string {
  const ascii = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  const words = ascii.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '')
  const cut = words.slice(0, maxLength).replace(/_+$/, '')
  if (cut === '') return fallback
  if (/^[0-9]/.test(cut)) return `${fallback}_${cut}`.slice(0, maxLength).replace(/_+$/, '')
  return isReserved(cut) ? `${cut.slice(0, maxLength - 6)}_model` : cut
}

/** Gives equal texts different identifiers by a number behind them. */
export function uniqueIdentifiers(names: readonly string[], fallback: string): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const base = cIdentifier(name, fallback)
    let unique = base
    for (let n = 2; taken.has(unique); n++) unique = `${base}_${n}`
    taken.add(unique)
    return unique
  })
}

/**
 * Printable ASCII on one line without what could end a comment, continue a line, make a trigraph,
 * or be read by a preprocessor, make, Markdown or HTML. At most `maxLength` characters.
 */
export function plainText(text: string, maxLength = 60): string {
  const ascii = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  const kept = ascii.replace(/[^A-Za-z0-9 .,:;()+=-]+/g, '_').replace(/\s+/g, ' ')
  // A Markdown list, heading rule or number at a line's start would be markup.
  const trimmed = kept.replace(/^[\s+=.:;,)-]+/, '').trim()
  const cut = trimmed.length > maxLength ? `${trimmed.slice(0, maxLength - 3)}...` : trimmed
  return cut === '' ? 'unnamed' : cut
}

/** An integer that a C compiler with a 16-bit `int` reads as meant. */
export function intLiteral(value: number): string {
  if (!Number.isInteger(value)) throw new Error(`${value} is not an integer`)
  if (value === -2147483648) return '(-2147483647 - 1)'
  return value > 2147483647 ? `${value}u` : String(value)
}

/** A C float constant that reads back as the same float32. */
export function floatLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is not a finite number`)
  const text = Math.fround(value).toPrecision(9)
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`
}

/** Numbers in lines of at most `width` characters. */
export function numberLines(
  numbers: ArrayLike<number>,
  { indent, width = 100 }: { indent: string; width?: number },
): string {
  const lines: string[] = []
  let line = ''
  for (const number of Array.from(numbers)) {
    const text = String(number)
    if (line !== '' && indent.length + line.length + text.length + 2 > width) {
      lines.push(`${indent}${line}`)
      line = ''
    }
    line += line === '' ? `${text},` : ` ${text},`
  }
  if (line !== '') lines.push(`${indent}${line}`)
  return lines.join('\n')
}
