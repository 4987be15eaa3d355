// Linear equations with a symmetric positive definite matrix, by Cholesky. Only +, ·, / and square
// roots, so that every engine gives the same bits.

/** L of A = L Lᵀ, in place, row by row; upper half untouched. */
function factor(a: Float64Array, n: number): void {
  for (let row = 0; row < n; row++)
    for (let column = 0; column <= row; column++) {
      let sum = a[row * n + column] ?? 0
      for (let k = 0; k < column; k++) sum -= (a[row * n + k] ?? 0) * (a[column * n + k] ?? 0)
      a[row * n + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-300)) : sum / (a[column * n + column] ?? 1)
    }
}

/** X of A X = B; `matrix` [n × n] and `right` [n × columns] row by row, both stay as they are. */
export function solveSymmetric(
  matrix: Float64Array,
  n: number,
  right: Float64Array,
  columns: number,
): Float64Array {
  const lower = Float64Array.from(matrix)
  factor(lower, n)
  const x = Float64Array.from(right)
  const subtract = (to: number, from: number, times: number) => {
    for (let c = 0; c < columns; c++)
      x[to * columns + c] = (x[to * columns + c] ?? 0) - times * (x[from * columns + c] ?? 0)
  }
  const divide = (row: number) => {
    for (let c = 0; c < columns; c++)
      x[row * columns + c] = (x[row * columns + c] ?? 0) / (lower[row * n + row] ?? 1)
  }
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) subtract(row, k, lower[row * n + k] ?? 0)
    divide(row)
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) subtract(row, k, lower[k * n + row] ?? 0)
    divide(row)
  }
  return x
}
