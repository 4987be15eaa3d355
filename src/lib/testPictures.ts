// Pictures made for tests.

import { encode } from 'fast-png'

/** A PNG of one grey. */
export function encodePng(height: number, width: number, channels: 1 | 3, value = 7): Uint8Array {
  const data = new Uint8Array(height * width * channels).fill(value)
  return encode({ width, height, channels, data })
}
