// The directory at a zip's end: what lies where, still packed. Sizes in the entries' own heads are not
// asked: archives written as streams lack them there.

export interface PackedEntry {
  /** As the archive spells it. */
  readonly path: string
  /** 0: stored, 8: deflated. */
  readonly method: number
  readonly packed: Uint8Array
}

const endSignature = 0x06054b50
const wideEndSignature = 0x06064b50
const wideLocatorSignature = 0x07064b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22
const wideLocatorBytes = 20
const longestComment = 0xffff
const wide = 0xffffffff
const encrypted = 1
const folderAttribute = 0x10

/** Files without folders, in order; undefined where the archive is damaged or encrypted. */
export function readZipDirectory(bytes: Uint8Array): PackedEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return readEntries(view, bytes)
  } catch (error) {
    // Something points outside.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readEntries(view: DataView, bytes: Uint8Array): PackedEntry[] | undefined {
  const directory = findDirectory(view)
  if (!directory) return undefined
  const decoder = new TextDecoder()
  const entries: PackedEntry[] = []
  let at = directory.start
  for (let i = 0; i < directory.count; i++) {
    if (view.getUint32(at, true) !== entrySignature) return undefined
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) =>
      view.getUint16(at + place, true),
    ) as [number, number, number]
    const path = decoder.decode(bytes.subarray(at + 46, at + 46 + nameBytes))
    const isFolder = path.endsWith('/') || (view.getUint8(at + 38) & folderAttribute) !== 0
    const { packedBytes, offset } = readPlace(view, at, at + 46 + nameBytes, extraBytes)
    if (!isFolder) {
      if (view.getUint16(at + 8, true) & encrypted) return undefined
      const start = dataStart(view, offset + directory.shift)
      if (start === undefined || start + packedBytes > bytes.length) return undefined
      const packed = bytes.subarray(start, start + packedBytes)
      entries.push({ path, method: view.getUint16(at + 10, true), packed })
    }
    at += 46 + nameBytes + extraBytes + commentBytes
  }
  return entries
}

interface Directory {
  readonly start: number
  readonly count: number
  /** Of all offsets, where something lies before the archive. */
  readonly shift: number
}

function findDirectory(view: DataView): Directory | undefined {
  const first = Math.max(0, view.byteLength - endBytes - longestComment)
  for (let end = view.byteLength - endBytes; end >= first; end--) {
    if (view.getUint32(end, true) !== endSignature) continue
    const locator = end - wideLocatorBytes
    if (locator >= 0 && view.getUint32(locator, true) === wideLocatorSignature) {
      const wideEnd = readWide(view, locator + 8)
      if (view.getUint32(wideEnd, true) !== wideEndSignature) return undefined
      const count = readWide(view, wideEnd + 32)
      return { start: readWide(view, wideEnd + 48), count, shift: 0 }
    }
    const [size, offset] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)]
    const start = end - size
    return { start, count: view.getUint16(end + 10, true), shift: start - offset }
  }
  return undefined
}

const readWide = (view: DataView, at: number) => Number(view.getBigUint64(at, true))

/** Numbers that 32 bits do not hold stand in the extra field, in this order. */
function readPlace(view: DataView, entry: number, extra: number, extraBytes: number) {
  const places = [24, 20, 42].map((place) => view.getUint32(entry + place, true))
  const end = extra + extraBytes
  for (let at = extra; places.includes(wide) && at + 4 <= end;) {
    const [id, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    let value = at + 4
    if (id === 1)
      for (const [i, place] of places.entries())
        if (place === wide) {
          places[i] = readWide(view, value)
          value += 8
        }
    at += 4 + size
  }
  const [, packedBytes, offset] = places as [number, number, number]
  return { packedBytes, offset }
}

function dataStart(view: DataView, local: number): number | undefined {
  if (view.getUint32(local, true) !== localSignature) return undefined
  return local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
}
