// Zip archives: reads hostile ones within limits, writes the same bytes for the same files.

import JSZip from 'jszip'
import { joinBytes } from './bytes'
import { fail, UserError } from './diagnostics'

export interface ZipEntry {
  /** Relative, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** MNIST's training pictures as single files are 60,000. */
const maxEntries = 100_000

/** jszip documents it, its types do not. */
interface Streamable {
  internalStream(type: 'uint8array'): {
    on(event: 'data', take: (chunk: Uint8Array) => void): void
    on(event: 'error', take: (error: Error) => void): void
    on(event: 'end', take: () => void): void
    resume(): void
    pause(): void
  }
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/** Entries in the archive's order, without folders, hidden copies and paths that lead outside. */
export async function unpackZip(
  bytes: Uint8Array,
  file: string,
  maxBytes: number,
): Promise<ZipEntry[]> {
  const zip = await JSZip.loadAsync(bytes).catch(() => failDamaged(file))
  const entries: ZipEntry[] = []
  let left = maxBytes
  const wanted = Object.values(zip.files).filter((entry) => !entry.dir && isInside(entry))
  if (wanted.length > maxEntries)
    fail('file/too-large', `${file} holds more than ${maxEntries.toLocaleString('en-US')} files.`, {
      where: { file },
    })
  for (const entry of wanted) {
    const unpacked = await unpackEntry(entry, left).catch((error: unknown) => {
      if (error instanceof UserError) throw error
      return failDamaged(file)
    })
    if (!unpacked)
      fail('file/too-large', `${file} unpacks to more than ${Math.round(maxBytes / 2 ** 20)} MB.`, {
        where: { file },
        hint: 'Use a smaller file.',
      })
    left -= unpacked.length
    entries.push({ path: entry.name, bytes: unpacked })
  }
  return entries
}

/** Deflated, with a fixed date, in the given order: the same files always give the same bytes. */
export async function packZip(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const zip = new JSZip()
  const date = new Date(Date.UTC(2000, 0, 1))
  for (const { path, bytes } of entries) zip.file(path, bytes, { date, createFolders: false })
  return zip.generateAsync({
    type: 'uint8array',
    compression: 'DEFLATE',
    compressionOptions: { level: 9 },
    platform: 'DOS',
  })
}

function isInside(entry: JSZip.JSZipObject): boolean {
  const original = entry.unsafeOriginalName ?? entry.name
  const parts = original.split(/[/\\]/)
  if (original.startsWith('/') || /^[a-z]:/i.test(original) || parts.includes('..')) return false
  return !parts.includes('__MACOSX') && parts.at(-1) !== '.DS_Store'
}

/** Undefined where the entry is larger than `maxBytes`, whatever its header says. */
function unpackEntry(entry: JSZip.JSZipObject, maxBytes: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    const stream = (entry as unknown as Streamable).internalStream('uint8array')
    stream.on('data', (chunk) => {
      size += chunk.length
      if (size > maxBytes) {
        stream.pause()
        resolve(undefined)
      } else chunks.push(chunk)
    })
    stream.on('error', reject)
    stream.on('end', () => resolve(joinBytes(chunks)))
    stream.resume()
  })
}

function failDamaged(file: string): never {
  return fail('file/damaged', `${file} is a zip archive, but it is damaged or cut short.`, {
    where: { file },
    hint: 'Download or copy the file again.',
  })
}
