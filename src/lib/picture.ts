// Pictures out of files: PNG and JPEG into bytes of grey or red, green, blue. The same decoders in the
// page and on the command line, because a browser's own may differ by a step and so change an export.

import { fail } from './diagnostics'

export interface Picture {
  readonly height: number
  readonly width: number
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3
  readonly pixels: Uint8Array
}

export type PictureFormat = 'png' | 'jpeg'

/** More than any camera's that samples come from; a decoded picture then has at most 96 MB. */
export const mostPixels = 24e6

export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const is = (...head: readonly number[]): boolean => head.every((byte, i) => bytes[i] === byte)
  if (is(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  return is(0xff, 0xd8, 0xff) ? 'jpeg' : undefined
}

/** What a picture is that can't be read here: "a WebP picture". */
export function foreignPicture(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 12))
  if (head.startsWith('GIF8')) return 'a GIF picture'
  if (/^RIFF....WEBP/s.test(head)) return 'a WebP picture'
  if (/^(?:II\*\0|MM\0\*)/.test(head)) return 'a TIFF picture'
  if (/^....ftyp(?:heic|heix|mif1|avif)/s.test(head)) return 'a HEIC or AVIF picture'
  return head.startsWith('BM') && bytes.length > 26 ? 'a BMP picture' : undefined
}

/** Height and width as the header says them; throws UserError where it says none. */
export function readPictureSize(bytes: Uint8Array, file: string): readonly [number, number] {
  const size =
    pictureFormat(bytes) === 'png' ? pngSize(bytes) : (findJpegFrame(bytes, 2) ?? undefined)
  const [height = 0, width = 0] = size ?? failDamaged(file)
  if (height === 0 || width === 0) failDamaged(file)
  if (height * width > mostPixels)
    fail(
      'data/picture-too-large',
      `${file} has ${width.toLocaleString('en-US')} × ${height.toLocaleString('en-US')} pixels; at most ${mostPixels / 1e6} million can be read.`,
      { where: { file }, hint: 'Make the picture smaller; a board sees a fraction of it anyway.' },
    )
  return [height, width]
}

/** Throws UserError that names the file where the picture is damaged or too large. */
export async function decodePicture(bytes: Uint8Array, file: string): Promise<Picture> {
  const [height, width] = readPictureSize(bytes, file)
  try {
    if (pictureFormat(bytes) === 'png') {
      const { decodePng } = await import('./png')
      return await decodePng(bytes, height, width)
    }
    const { decodeJpeg } = await import('./jpeg')
    return decodeJpeg(bytes)
  } catch (error) {
    return failDamaged(file, error instanceof Error ? error.message : '')
  }
}

export function failDamaged(file: string, why = ''): never {
  return fail(
    'file/damaged',
    `${file} is a picture, but it is damaged or cut short${why ? ` (${why.slice(0, 80)})` : ''}.`,
    { where: { file }, hint: 'Copy the picture again, or leave it out.' },
  )
}

function pngSize(bytes: Uint8Array): readonly [number, number] | undefined {
  if (bytes.length < 33) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return [view.getUint32(20), view.getUint32(16)]
}

/** The frame header (SOF) among a JPEG's segments. ITU T.81, B.2.2. */
function findJpegFrame(bytes: Uint8Array, from: number): readonly [number, number] | undefined {
  let at = from
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at++
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return [pair(bytes, at + 5), pair(bytes, at + 7)]
    else at += 2 + Math.max(2, pair(bytes, at + 2))
  }
  return undefined
}

function pair(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
