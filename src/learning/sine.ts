// Sine and cosine from +, −, × alone: engines differ in the last bit of their own, and training is to
// give the same weights everywhere. Taylor series, within 1e-15 for angles up to π either way.

export function sine(angle: number): number {
  const square = angle * angle
  let sum = 1
  for (let n = 26; n > 0; n -= 2) sum = 1 - (sum * square) / (n * (n + 1))
  return angle * sum
}

export function cosine(angle: number): number {
  const square = angle * angle
  let sum = 1
  for (let n = 26; n > 0; n -= 2) sum = 1 - (sum * square) / (n * (n - 1))
  return sum
}
