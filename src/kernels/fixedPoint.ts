// Multipliers as integers and the one rounding rule, in JavaScript: for tables, for tests, and for
// whoever wants to follow a value by hand. Rules R1 and R2 of SPEC.md; the C is nn_requantize.c.

export interface FixedPoint {
  /** 2^30 … 2^31 − 1 */
  readonly multiplier: number
  /** −31 … 30; negative is to the right. */
  readonly shift: number
}

const largest = 2 ** 31 - 1

/**
 * The multiplier and shift with real ≈ multiplier · 2^(shift − 31), as QuantizeMultiplier of
 * TensorFlow Lite, but always a full 31 bits: what is too small for a shift of −31 becomes
 * 2^30 · 2^−62, which makes 0 of every sum but the two ends of int32; what is too large becomes the
 * largest there is. Throws for reals that are not positive and finite.
 */
export function quantizeMultiplier(real: number): FixedPoint {
  if (!(real > 0) || real === Infinity) throw new Error(`no multiplier for ${real}`)
  let shift = Math.floor(Math.log2(real)) + 1
  // log2 may be off by one next to a power of two.
  if (scaled(real, shift) >= 1) shift++
  else if (scaled(real, shift) < 0.5) shift--
  let multiplier = Math.round(scaled(real, shift) * 2 ** 31)
  if (multiplier > largest) {
    multiplier = 2 ** 30
    shift++
  }
  if (shift < -31) return { multiplier: 2 ** 30, shift: -31 }
  if (shift > 30) return { multiplier: largest, shift: 30 }
  return { multiplier, shift }
}

/** real / 2^shift, exact also where 2^shift alone would leave the range of doubles. */
function scaled(real: number, shift: number): number {
  const half = Math.trunc(shift / 2)
  return real / 2 ** half / 2 ** (shift - half)
}

/** (x · multiplier + 2^30) >> 31 of two int32, exact: in two halves that fit a double. */
function multiplyHigh(x: number, multiplier: number): number {
  const low = x & 0xffff
  const high = (x - low) / 0x10000
  const carry = Math.floor((low * multiplier + 2 ** 30) / 0x10000)
  return Math.floor((high * multiplier + carry) / 0x8000)
}

/** x · multiplier · 2^(shift − 31) for an int32 x, rounded twice, saturated to the left (R2). */
export function requantize(x: number, multiplier: number, shift: number): number {
  if (shift >= 0)
    return multiplyHigh(Math.max(-(2 ** 31), Math.min(largest, x * 2 ** shift)), multiplier)
  const y = multiplyHigh(x, multiplier)
  return Math.floor((y - (y < 0 ? 1 : 0) + 2 ** (-shift - 1)) / 2 ** -shift)
}
