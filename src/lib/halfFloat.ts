// IEEE 754 half precision (binary16), little-endian, to float32: exact.

export function readHalfFloats(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length >> 1)
  for (let i = 0; i < values.length; i++)
    values[i] = halfToFloat((bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8))
  return values
}

export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
