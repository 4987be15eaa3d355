// PNG through fast-png, which inflates whatever a file holds: so only the chunks that make the picture
// are handed to it, and where they could be a bomb their inflated size is counted first.
// Transparent pictures are laid on white, as a page shows them. https://www.w3.org/TR/png-3/

import { convertIndexedToRgb, decode } from 'fast-png'
import { joinBytes } from './bytes'
import type { Picture } from './picture'
import { inflatesTo } from './gzip'

const wanted = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])
/** Deflate packs at most this much, so less need not be counted. */
const bestPacking = 1032
const harmlessBytes = 64 * 2 ** 20
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** `height` and `width` as the header says them. Throws Error where the file is damaged. */
export async function decodePng(
  bytes: Uint8Array,
  height: number,
  width: number,
): Promise<Picture> {
  const { needed, data } = pickChunks(bytes)
  const bits = (bytes[24] ?? 0) * (channelsOf[bytes[25] ?? 9] ?? 0)
  // Interlaced pictures have up to seven passes, each with its own row starts.
  const most = (Math.ceil((width * bits) / 8) + 16) * height + 4096
  if (data.length * bestPacking > harmlessBytes && !(await inflatesTo(data, 'deflate', most)))
    throw new Error('it holds more than its size says')
  const png = decode(needed)
  const { depth, channels, transparency } = png
  if (png.palette) {
    const colors = convertIndexedToRgb(png)
    return toPicture(colors, png.palette[0]?.length ?? 3, height, width)
  }
  const values =
    depth === 16 ? toBytes(png.data) : spreadBits(png.data, depth, height, width * channels)
  const opaque = transparency?.length === channels ? transparency : undefined
  if (!opaque) return toPicture(values, channels, height, width)
  return toPicture(addAlpha(values, png.data, opaque, depth), channels + 1, height, width)
}

function pickChunks(bytes: Uint8Array): { needed: Uint8Array; data: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks = [bytes.subarray(0, 8)]
  const data: Uint8Array[] = []
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw new Error('it ends too early')
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) throw new Error('it ends too early')
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (wanted.has(type)) chunks.push(bytes.subarray(at, end))
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, end - 4))
    if (type === 'IEND') return { needed: joinBytes(chunks), data: joinBytes(data) }
    at = end
  }
}

function toBytes(values: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: values.length }, (_, i) => (values[i] ?? 0) >> 8)
}

/** Grey of 1, 2 or 4 bits lies packed, each row from a new byte. */
function spreadBits(
  data: ArrayLike<number>,
  depth: number,
  rows: number,
  perRow: number,
): Uint8Array {
  if (depth === 8) return Uint8Array.from(data)
  const stride = Math.ceil((perRow * depth) / 8)
  const most = 2 ** depth - 1
  const values = new Uint8Array(rows * perRow)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < perRow; x++) {
      const byte = data[y * stride + ((x * depth) >> 3)] ?? 0
      const shift = 8 - depth - ((x * depth) & 7)
      values[y * perRow + x] = (((byte >> shift) & most) * 255) / most
    }
  return values
}

/** One color of the picture means "transparent". */
function addAlpha(
  values: Uint8Array,
  raw: ArrayLike<number>,
  clear: Uint16Array,
  depth: number,
): Uint8Array {
  const channels = clear.length
  const count = values.length / channels
  const shown = new Uint8Array(count * (channels + 1))
  const key = clear.map((value) => (depth < 8 ? (value * 255) / (2 ** depth - 1) : value))
  for (let i = 0; i < count; i++) {
    let same = true
    for (let c = 0; c < channels; c++) {
      const value = values[i * channels + c] ?? 0
      shown[i * (channels + 1) + c] = value
      same &&= (depth < 8 ? value : raw[i * channels + c]) === key[c]
    }
    shown[i * (channels + 1) + channels] = same ? 0 : 255
  }
  return shown
}

/** Grey, grey and alpha, color, color and alpha. */
function toPicture(values: Uint8Array, channels: number, height: number, width: number): Picture {
  const colors = channels < 3 ? 1 : 3
  if (values.length !== height * width * channels) throw new Error('its pixels are not all there')
  if (colors === channels) return { height, width, channels: colors, pixels: values }
  const pixels = new Uint8Array(height * width * colors)
  for (let i = 0; i < height * width; i++) {
    const alpha = (values[i * channels + colors] ?? 0) / 255
    for (let c = 0; c < colors; c++)
      pixels[i * colors + c] = Math.round(255 + ((values[i * channels + c] ?? 0) - 255) * alpha)
  }
  return { height, width, channels: colors, pixels }
}
