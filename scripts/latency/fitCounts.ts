// Cycles as a sum of counts: coefficients by non-negative least squares (Lawson and Hanson 1974) of
// relative errors, so that a small call weighs as much as a large one.

import type { Counts } from '../../src/boards/latencyCounts'

export interface Sample {
  readonly counts: Counts
  readonly cycles: number
}

/** Solves A x = b for symmetric positive definite A, a little damped where columns depend. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length
  const rows = a.map((row, i) => [...row.map((v, j) => (i === j ? v * (1 + 1e-9) : v)), b[i] ?? 0])
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let i = column + 1; i < n; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const head = rows[column]!
    for (let i = 0; i < n; i++) {
      const row = rows[i]!
      if (i === column || row[column] === 0) continue
      const factor = row[column]! / head[column]!
      for (let j = column; j <= n; j++) row[j] = row[j]! - factor * head[j]!
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!)
}

/** x ≥ 0 with the least |A x − b|², from A'A and A'b. */
function nonNegative(ata: readonly (readonly number[])[], atb: readonly number[]): number[] {
  const n = atb.length
  const x = Array<number>(n).fill(0)
  const free = new Set<number>()
  const solveFree = () => {
    const list = [...free]
    const found = solve(
      list.map((i) => list.map((j) => ata[i]![j]!)),
      list.map((i) => atb[i]!),
    )
    return new Map(list.map((i, at) => [i, found[at]!]))
  }
  for (let round = 0; round < 10 * n; round++) {
    const slope = atb.map((b, i) => b - ata[i]!.reduce((sum, v, j) => sum + v * x[j]!, 0))
    let best = -1
    for (let i = 0; i < n; i++)
      if (!free.has(i) && slope[i]! > 1e-9 && (best < 0 || slope[i]! > slope[best]!)) best = i
    if (best < 0) break
    free.add(best)
    for (;;) {
      const wanted = solveFree()
      const negative = [...wanted].filter(([, v]) => v <= 0)
      if (negative.length === 0) {
        for (const [i, v] of wanted) x[i] = v
        break
      }
      const step = Math.min(...negative.map(([i, v]) => x[i]! / (x[i]! - v)))
      for (const [i, v] of wanted) x[i] = x[i]! + step * (v - x[i]!)
      for (const i of [...free]) {
        if (x[i]! >= 1e-12) continue
        free.delete(i)
        x[i] = 0
      }
      if (free.size === 0) break
    }
  }
  return x
}

export const cyclesOf = (coefficients: Counts, counts: Counts): number =>
  Object.entries(coefficients).reduce((sum, [name, c]) => sum + c * (counts[name] ?? 0), 0)

/** Coefficients by count; those that explain nothing are left out. */
export function fitCounts(samples: readonly Sample[]): Record<string, number> {
  const names = [...new Set(samples.flatMap(({ counts }) => Object.keys(counts)))]
  const rows = samples.map(({ counts, cycles }) =>
    names.map((name) => (counts[name] ?? 0) / cycles),
  )
  const scale = names.map(
    (_, j) => Math.sqrt(rows.reduce((sum, row) => sum + row[j]! ** 2, 0)) || 1,
  )
  const scaled = rows.map((row) => row.map((v, j) => v / scale[j]!))
  const ata = names.map((_, i) =>
    names.map((_, j) => scaled.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  )
  const atb = names.map((_, i) => scaled.reduce((sum, row) => sum + row[i]!, 0))
  const x = nonNegative(ata, atb)
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const value = Number((x[i]! / scale[i]!).toPrecision(5))
      return value > 1e-3 ? [[name, value]] : []
    }),
  )
}

/** Mean and largest relative error of the coefficients on samples. */
export function errorsOf(coefficients: Counts, samples: readonly Sample[]) {
  const errors = samples.map(({ counts, cycles }) =>
    Math.abs(cyclesOf(coefficients, counts) / cycles - 1),
  )
  return {
    meanError: errors.reduce((sum, e) => sum + e, 0) / errors.length,
    largestError: Math.max(...errors),
  }
}
