// JPEG through jpeg-js, within limits of its own. A grey JPEG comes back grey.

import { decode } from 'jpeg-js'
import { mostPixels } from './picture'
import type { Picture } from './picture'

const mostMegabytes = 768

/** Throws Error where the file is damaged. */
export function decodeJpeg(bytes: Uint8Array): Picture {
  const { height, width, data } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: mostPixels / 1e6,
    maxMemoryUsageInMB: mostMegabytes,
  })
  if (data.length !== height * width * 3) throw new Error('its pixels are not all there')
  if (!isGrey(data)) return { height, width, channels: 3, pixels: new Uint8Array(data) }
  const pixels = Uint8Array.from({ length: height * width }, (_, i) => data[3 * i] ?? 0)
  return { height, width, channels: 1, pixels }
}

function isGrey(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i += 3)
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false
  return true
}
