// Where steps and bytes lie in the picture of the arena, and what text fits.

export interface Scale {
  readonly x: (step: number) => number
  readonly y: (bytes: number) => number
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
  /** Pixels per CSS pixel at a root font of 16. */
  readonly f: number
}

/** As much of a text as fits a width; the page's digits and letters are about 0.56 em wide. */
export function clip(text: string, width: number, f: number): string {
  const letters = Math.floor(width / (6.8 * f))
  if (letters < 3) return ''
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`
}

/** Every how many steps there is room for a label. */
export function labelStride({ x, f }: Scale): number {
  return Math.max(1, Math.ceil((44 * f) / (x(1) - x(0))))
}

/** Round steps of the address axis: 500, 1,000, 2,000, 5,000 … */
export function axisStep(top: number, lines: number): number {
  const rough = Math.max(1, top / lines)
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5].find((step) => step * power >= rough) ?? 10)
}
