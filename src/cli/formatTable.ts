// Tables for terminals and for Markdown.

export type Cell = string | number

const text = (cell: Cell) => String(cell)
const isNumeric = (cell: Cell) => /^[-+−]?[\d,. ]+( ?[%KMG]?B?)?$/.test(text(cell))

/** Columns two spaces apart; columns of numbers to the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const widths = head.map((title, c) =>
    Math.max(title.length, ...rows.map((row) => text(row[c] ?? '').length)),
  )
  const right = head.map((_, c) => rows.length > 0 && rows.every((row) => isNumeric(row[c] ?? '')))
  const line = (cells: readonly Cell[]) =>
    cells
      .map((cell, c) =>
        right[c] ? text(cell).padStart(widths[c] ?? 0) : text(cell).padEnd(widths[c] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export function formatMarkdown(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => text(cell).replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** 12,345 */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}
