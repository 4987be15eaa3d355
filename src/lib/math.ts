// exp, tanh and sigmoid from +, −, ×, ÷ alone: engines differ in the last bit of their own, and
// lookup tables must be the same bytes everywhere.

const ln2High = 0.69314718036912381649 // the upper 33 bits of ln 2: k · ln2High is exact
const ln2Low = 1.90821492927058770002e-10
const log2e = 1.4426950408889634

function powerOfTwo(exponent: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, (exponent + 1023) << 20)
  return view.getFloat64(0)
}

/** e^x within 2 units of the last place; 0 below −708, infinity above 709. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x < -708) return 0
  if (x > 709) return Infinity
  const k = Math.round(x * log2e)
  const r = x - k * ln2High - k * ln2Low
  let sum = 1
  for (let n = 14; n > 0; n--) sum = 1 + (r / n) * sum
  return sum * powerOfTwo(k)
}

/** Within 2e-16, absolute. */
export function tanh(x: number): number {
  const size = Math.abs(x)
  const y = size > 20 ? 1 : 1 - 2 / (exp(2 * size) + 1)
  return x < 0 ? -y : y
}

/** 1 / (1 + e^−x) */
export function sigmoid(x: number): number {
  return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
}

/** To the nearest whole number, halves away from zero; Math.round takes them up. */
export function roundHalfAway(x: number): number {
  const whole = Math.trunc(x)
  return Math.abs(x - whole) < 0.5 ? whole : whole + Math.sign(x)
}
