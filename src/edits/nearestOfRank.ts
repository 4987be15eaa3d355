// The nearest matrix of small rank: its largest singular vectors, one after the other, by power
// iteration. Only +, ·, / and square roots, so that every engine gives the same bits.

export interface LowRank {
  /** [rank × rows] and [rank × columns]; the matrix is about Σ left · rightᵀ. */
  readonly left: Float64Array
  readonly right: Float64Array
  /** Sum of squares of what is missing. */
  readonly rest: number
}

const rounds = 200
const still = 1e-14

function squareSum(x: Float64Array): number {
  return x.reduce((sum, value) => sum + value * value, 0)
}

/** a · v, or aᵀ · v. */
function multiply(
  a: Float64Array,
  columns: number,
  v: Float64Array,
  transposed: boolean,
): Float64Array {
  const rows = a.length / columns
  const out = new Float64Array(transposed ? columns : rows)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const value = a[r * columns + c] ?? 0
      if (transposed) out[c] = (out[c] ?? 0) + value * (v[r] ?? 0)
      else out[r] = (out[r] ?? 0) + value * (v[c] ?? 0)
    }
  return out
}

/** The row of largest norm: never at a right angle to all that matters. */
function startOf(a: Float64Array, columns: number): Float64Array {
  let best = a.subarray(0, columns)
  for (let from = columns; from < a.length; from += columns) {
    const row = a.subarray(from, from + columns)
    if (squareSum(row) > squareSum(best)) best = row
  }
  return best
}

function unit(x: Float64Array): Float64Array {
  const norm = Math.sqrt(squareSum(x))
  return norm > 0 ? x.map((value) => value / norm) : x
}

/** `matrix` [rows × columns], row by row. */
export function nearestOfRank(
  matrix: Float64Array,
  rows: number,
  columns: number,
  rank: number,
): LowRank {
  const rest = Float64Array.from(matrix)
  const left = new Float64Array(rank * rows)
  const right = new Float64Array(rank * columns)
  for (let k = 0; k < rank; k++) {
    let v = unit(startOf(rest, columns))
    for (let round = 0, change = 1; round < rounds && change > still; round++) {
      const next = unit(multiply(rest, columns, multiply(rest, columns, v, false), true))
      change = squareSum(next.map((value, i) => value - (v[i] ?? 0)))
      v = next
    }
    // Both factors get the root of the singular value, so that int8 sees equal sizes.
    const u = multiply(rest, columns, v, false)
    const root = Math.sqrt(Math.sqrt(squareSum(u))) || 1
    left.set(
      u.map((value) => value / root),
      k * rows,
    )
    right.set(
      v.map((value) => value * root),
      k * columns,
    )
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        rest[r * columns + c] = (rest[r * columns + c] ?? 0) - (u[r] ?? 0) * (v[c] ?? 0)
  }
  return { left, right, rest: squareSum(rest) }
}
