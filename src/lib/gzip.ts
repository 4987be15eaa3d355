// Unpacks gzip and deflate with the platform's own decompressor, never beyond a given size.

import { joinBytes } from './bytes'
import { fail } from './diagnostics'

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Starts unpacking; nothing is read ahead of who reads. */
function inflate(bytes: Uint8Array, format: CompressionFormat) {
  const stream = new DecompressionStream(format)
  const writer = stream.writable.getWriter()
  // A broken stream is reported by the reading side; this side must only not be left unhandled.
  writer
    .write(bytes as Uint8Array<ArrayBuffer>)
    .then(() => writer.close())
    .catch(() => undefined)
  return stream.readable.getReader()
}

/** Whether packed bytes are sound and unpack to at most `maxBytes`; none of it is kept. */
export async function inflatesTo(
  bytes: Uint8Array,
  format: CompressionFormat,
  maxBytes: number,
): Promise<boolean> {
  const reader = inflate(bytes, format)
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return true
      size += value.length
      if (size > maxBytes) return await reader.cancel().then(() => false)
    }
  } catch {
    return false
  }
}

/** Throws UserError `file/too-large` beyond `maxBytes` and `file/damaged` where the stream breaks off. */
export async function gunzip(
  bytes: Uint8Array,
  file: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const unpacked = await inflateAtMost(bytes, 'gzip', maxBytes).catch(() =>
    fail('file/damaged', `${file} cannot be unpacked: the gzip data is damaged or cut short.`, {
      where: { file },
      hint: 'Download or copy the file again.',
    }),
  )
  if (unpacked) return unpacked
  return fail(
    'file/too-large',
    `${file} unpacks to more than ${Math.round(maxBytes / 2 ** 20)} MB.`,
    {
      where: { file },
      hint: 'Use a smaller file.',
    },
  )
}

/** Undefined beyond `maxBytes`; rejects where the stream is damaged or breaks off. */
export async function inflateAtMost(
  bytes: Uint8Array,
  format: CompressionFormat,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const reader = inflate(bytes, format)
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return joinBytes(chunks)
    size += value.length
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(value)
  }
}

/** Bytes of our own that the build deflated and wrote as base64. */
export async function inflateBase64(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
