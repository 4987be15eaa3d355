import { describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { bytesOf, joinBytes } from './bytes'
import { gunzip, isGzip } from './gzip'
import { halfToFloat, readHalfFloats } from './halfFloat'
import { hashContent } from './hash'
import { isZip, packZip, unpackZip } from './zip'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

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

  it('says of a damaged archive that it is damaged', async () => {
    const zip = await packZip([{ path: 'x', bytes: new Uint8Array(999) }])
    await expect(unpackZip(zip.subarray(0, 60), 'cut.zip', 1000)).rejects.toThrow(
      'cut.zip is a zip',
    )
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
