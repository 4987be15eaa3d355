// Zip archives: reads hostile ones within limits, writes the same bytes for the same files. Read with
// the platform's own decompressor; jszip, loaded on need, writes.

import { fail } from './diagnostics'
import { inflateAtMost } from './gzip'
import { readZipDirectory } from './zipDirectory'
import type { PackedEntry } from './zipDirectory'

export interface ZipEntry {
  /** Relative, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** MNIST's training pictures as single files are 60,000. */
const maxEntries = 100_000

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/** Entries in the archive's order, without folders, hidden copies and paths that lead outside. */
export async function unpackZip(
  bytes: Uint8Array,
  file: string,
  maxBytes: number,
): Promise<ZipEntry[]> {
  const wanted = (readZipDirectory(bytes) ?? failDamaged(file)).filter(({ path }) => isInside(path))
  if (wanted.length > maxEntries)
    fail('file/too-large', `${file} holds more than ${maxEntries.toLocaleString('en-US')} files.`, {
      where: { file },
    })
  let left = maxBytes
  const entries = new Map<string, Uint8Array>()
  for (const entry of wanted) {
    const unpacked = await unpackEntry(entry, left).catch(() => failDamaged(file))
    if (!unpacked)
      return fail(
        'file/too-large',
        `${file} unpacks to more than ${Math.round(maxBytes / 2 ** 20)} MB.`,
        { where: { file }, hint: 'Use a smaller file.' },
      )
    left -= unpacked.length
    entries.set(withoutDots(entry.path), unpacked)
  }
  return [...entries].map(([path, unpacked]) => ({ path, bytes: unpacked }))
}

/** Deflated, with a fixed date, in the given order: the same files always give the same bytes. */
export async function packZip(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const { default: JSZip } = await import('jszip')
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

function isInside(path: string): boolean {
  const parts = path.split(/[/\\]/)
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || parts.includes('..')) return false
  return !parts.includes('__MACOSX') && parts.at(-1) !== '.DS_Store'
}

function withoutDots(path: string): string {
  const parts = path.split('/')
  return parts.filter((part) => part !== '' && part !== '.').join('/')
}

const [stored, deflated] = [0, 8]

/** Undefined where the entry is larger than `maxBytes`, whatever its header says. */
async function unpackEntry(
  { method, packed }: PackedEntry,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  if (method === stored) return packed.length > maxBytes ? undefined : packed.slice()
  if (method !== deflated) throw new Error(`compressed by method ${method}`)
  return inflateAtMost(packed, 'deflate-raw', maxBytes)
}

function failDamaged(file: string): never {
  return fail('file/damaged', `${file} is a zip archive, but it is damaged or cut short.`, {
    where: { file },
    hint: 'Download or copy the file again.',
  })
}
