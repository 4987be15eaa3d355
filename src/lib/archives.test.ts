import { describe, expect, it, vi } from 'vitest'
import { gzipSync } from 'node:zlib'
import { bytesOf, joinBytes } from './bytes'
import { UserError } from './diagnostics'
import { gunzip, isGzip } from './gzip'
import { halfToFloat, readHalfFloats } from './halfFloat'
import { hashContent, hashLargeContent } from './hash'
import { isZip, packZip, unpackZip } from './zip'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The same archive as writers do it that do not know its size beforehand: numbers in 64 bits. */
function withWideEnd(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset)
  const end = zip.length - 22
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)]
  const entry = zip.slice(start, end)
  const [packed, unpacked] = [20, 24].map((at) => view.getUint32(start + at, true))
  const inEntry = new DataView(entry.buffer)
  for (const at of [20, 24, 42]) inEntry.setUint32(at, 0xffffffff, true)
  inEntry.setUint16(30, 28, true)
  const extra = new DataView(new ArrayBuffer(28))
  extra.setUint16(0, 1, true)
  extra.setUint16(2, 24, true)
  for (const [i, value] of [unpacked, packed, 0].entries())
    extra.setBigUint64(4 + 8 * i, BigInt(value!), true)
  const wide = new DataView(new ArrayBuffer(56 + 20 + 22))
  wide.setUint32(0, 0x06064b50, true)
  wide.setBigUint64(32, 1n, true)
  wide.setBigUint64(40, BigInt(size + 28), true)
  wide.setBigUint64(48, BigInt(start), true)
  wide.setUint32(56, 0x07064b50, true)
  wide.setBigUint64(64, BigInt(end + 28), true)
  wide.setUint32(76, 0x06054b50, true)
  for (const at of [84, 86]) wide.setUint16(at, 0xffff, true)
  for (const at of [88, 92]) wide.setUint32(at, 0xffffffff, true)
  return joinBytes([zip.slice(0, start), entry, bytesOf(extra), bytesOf(wide)])
}

describe('zip', () => {
  it('gives back what was packed, in order', async () => {
    const entries = [
      { path: 'b/x.txt', bytes: encode('one') },
      { path: 'a.bin', bytes: new Uint8Array(5000) },
    ]
    const zip = await packZip(entries)
    expect(isZip(zip)).toBe(true)
    expect(zip.length).toBeLessThan(1000)
    expect(await unpackZip(zip, 'z.zip', 10_000)).toEqual(entries)
  })

  it('packs the same files into the same bytes', async () => {
    const pack = (): Promise<Uint8Array> => packZip([{ path: 'x', bytes: encode('same') }])
    expect(await pack()).toEqual(await pack())
  })

  it('stops at the limit and skips copies that macOS leaves, hidden paths and ways out', async () => {
    const bomb = await packZip([{ path: 'zeros', bytes: new Uint8Array(1_000_000) }])
    expect(bomb.length).toBeLessThan(5000)
    await expect(unpackZip(bomb, 'bomb.zip', 999_999)).rejects.toThrow(
      'bomb.zip unpacks to more than',
    )
    const odd = await packZip(
      ['__MACOSX/._a', '../up', '/root', 'x/.DS_Store', 'x/a'].map((path) => ({
        path,
        bytes: encode(path),
      })),
    )
    expect((await unpackZip(odd, 'odd.zip', 1000)).map(({ path }) => path)).toEqual(['x/a'])
  })

  it('reads archives with 64-bit offsets, and such that something lies before', async () => {
    const entries = [{ path: 'a/x', bytes: encode('one') }]
    const plain = await packZip(entries)
    expect(await unpackZip(withWideEnd(plain), 'wide.zip', 100)).toEqual(entries)
    const after = joinBytes([encode('#!program'), plain])
    expect(await unpackZip(after, 'after.zip', 100)).toEqual(entries)
  })

  it('keeps the last of two entries with one path', async () => {
    const twice = await packZip([
      { path: 'a', bytes: encode('first') },
      { path: './a', bytes: encode('second') },
    ])
    expect(await unpackZip(twice, 'twice.zip', 100)).toEqual([
      { path: 'a', bytes: encode('second') },
    ])
  })

  it('says of a damaged archive that it is damaged', async () => {
    const zip = await packZip([{ path: 'x', bytes: new Uint8Array(999) }])
    await expect(unpackZip(zip.subarray(0, 60), 'cut.zip', 1000)).rejects.toThrow(
      'cut.zip is a zip',
    )
    for (let i = 4; i < zip.length; i++) {
      const damaged = zip.with(i, 0xff)
      const read = await unpackZip(damaged, 'damaged.zip', 1000).catch((error: unknown) => error)
      if (read instanceof Error) expect(read).toBeInstanceOf(UserError)
    }
  })
})

describe('gzip', () => {
  it('unpacks up to the limit', async () => {
    const packed = new Uint8Array(gzipSync(new Uint8Array(100_000)))
    expect(isGzip(packed)).toBe(true)
    expect(await gunzip(packed, 'f.gz', 100_000)).toEqual(new Uint8Array(100_000))
    await expect(gunzip(packed, 'f.gz', 99_999)).rejects.toThrow('f.gz unpacks to more than')
  })

  it('says of a broken stream that it is broken', async () => {
    const packed = new Uint8Array(gzipSync(encode('some text')))
    await expect(gunzip(packed.subarray(0, 15), 'cut.gz', 100)).rejects.toThrow(
      'cut.gz cannot be unpacked',
    )
  })
})

describe('bytes', () => {
  it('hashes content, keeping its parts apart', () => {
    expect(hashContent('ab', 'c')).toMatch(/^[0-9a-f]{32}$/)
    expect(hashContent('ab', 'c')).not.toBe(hashContent('a', 'bc'))
    expect(hashContent('x')).toBe(hashContent(encode('x')))
  })

  it('hashes large content to the same name, with and without the platform', async () => {
    const large = Uint8Array.from({ length: 100_000 }, (_, i) => i * i)
    expect(await hashLargeContent('3,3', large)).toBe(hashContent('3,3', large))
    vi.stubGlobal('crypto', {})
    expect(await hashLargeContent('3,3', large)).toBe(hashContent('3,3', large))
    vi.unstubAllGlobals()
  })

  it('views and joins', () => {
    expect(bytesOf(Float32Array.of(1))).toEqual(Uint8Array.of(0, 0, 0x80, 0x3f))
    expect(joinBytes([Uint8Array.of(1, 2), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('reads half floats exactly', () => {
    expect([0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00].map(halfToFloat)).toEqual([
      1,
      -2,
      0.333251953125,
      2 ** -24,
      Infinity,
    ])
    expect(halfToFloat(0x7e00)).toBeNaN()
    expect(readHalfFloats(Uint8Array.of(0, 0x3c, 0, 0xc0))).toEqual(Float32Array.of(1, -2))
  })
})
