// Pictures made by Pillow 13.0.0, one per way of storing colors, with the pixels that it reads from them.

import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { joinBytes } from './bytes'
import { decodePicture, foreignPicture, pictureFormat } from './picture'

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** name, channels, pixels, file */
// prettier-ignore
const pngs: readonly (readonly [string, number, readonly number[], string])[] = [
  ['one bit', 1, [0, 255, 0, 255, 255, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], 'iVBORw0KGgoAAAANSUhEUgAAAAkAAAACAQAAAACiLct+AAAADklEQVR4nGOMVGdaxgAAA7cBKgksvSgAAAAASUVORK5CYII='],
  ['palette', 3, [10, 20, 30, 40, 50, 60, 70, 80, 90, 70, 80, 90, 40, 50, 60, 10, 20, 30], 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAACVBMVEUKFB4oMjxGUFoWrIR0AAAADElEQVR4nGOQYJgAAADcAKls58AjAAAAAElFTkSuQmCC'],
  ['palette with a clear color', 3, [10, 20, 30, 255, 255, 255, 70, 80, 90, 70, 80, 90, 255, 255, 255, 10, 20, 30], 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAACVBMVEUKFB4oMjxGUFoWrIR0AAAAAnRSTlP/AOW3MEoAAAAMSURBVHicY5BgmAAAANwAqWznwCMAAAAASUVORK5CYII='],
  ['color and alpha', 3, [100, 150, 200, 255, 255, 255], 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGNImXbiPwMDAwMAEO4CwsUizx0AAAAASUVORK5CYII='],
  ['grey and alpha', 1, [100, 204], 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR4nGNI+c9gDAAExQGXhV/BfQAAAABJRU5ErkJggg=='],
  ['16 bits', 1, [1, 255], 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGNgZPj/HwADBgIAur1OMAAAAABJRU5ErkJggg=='],
  ['a clear color', 3, [1, 2, 3, 255, 255, 255, 4, 5, 7, 255, 255, 255], 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAABCAIAAAB2XpiaAAAABnRSTlMABAAFAAZ0jsaPAAAAFUlEQVR4nGNkZGJmZmZmYGBkYPgPAAGlARFlBNF4AAAAAElFTkSuQmCC'],
]

// prettier-ignore
const jpegs: readonly (readonly [string, readonly number[], readonly number[], string])[] = [
  ['color', [8, 8, 3], [200, 30, 60], '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD5Pooor4c/1MP/2Q=='],
  ['grey', [8, 8, 1], [90], '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AMiv/9k='],
  ['progressive', [5, 9, 3], [20, 130, 60], '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAFAAkDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAVAQEBAAAAAAAAAAAAAAAAAAADBP/aAAwDAQACEAMQAAABjBQ//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABBQI//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQAGPwI//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPyE//9oADAMBAAIAAwAAABAL/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxB//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPxA//9k='],
]

describe('pictures', () => {
  it.each(pngs)('PNG, %s', async (_, channels, pixels, text) => {
    const picture = await decodePicture(fromBase64(text), 'x.png')
    expect([picture.channels, [...picture.pixels]]).toEqual([channels, pixels])
  })

  it.each(jpegs)('JPEG, %s', async (_, shape, color, text) => {
    const { height, width, channels, pixels } = await decodePicture(fromBase64(text), 'x.jpg')
    expect([height, width, channels]).toEqual(shape)
    for (const [i, value] of pixels.entries())
      expect(Math.abs(value - (color[i % channels] ?? 0))).toBeLessThanOrEqual(3)
  })

  it('are told by content', () => {
    const text = (head: string) => new TextEncoder().encode(head.padEnd(30))
    expect(pictureFormat(fromBase64(pngs[0]![3]))).toBe('png')
    expect(pictureFormat(fromBase64(jpegs[0]![3]))).toBe('jpeg')
    expect(pictureFormat(text('GIF89a'))).toBeUndefined()
    expect(foreignPicture(text('RIFF....WEBP'))).toBe('a WebP picture')
    expect(foreignPicture(text('a,b,c'))).toBeUndefined()
  })
})

/** Chunks without check sums, which nobody checks. */
function pngOf(width: number, height: number, data: Uint8Array): Uint8Array {
  const chunk = (type: string, bytes: Uint8Array): Uint8Array => {
    const made = new Uint8Array(12 + bytes.length)
    new DataView(made.buffer).setUint32(0, bytes.length)
    made.set(new TextEncoder().encode(type), 4)
    made.set(bytes, 8)
    return made
  }
  const head = new Uint8Array(13)
  new DataView(head.buffer).setUint32(0, width)
  new DataView(head.buffer).setUint32(4, height)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  return joinBytes([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ])
}

describe('hostile pictures', () => {
  const packed = (bytes: number) => new Uint8Array(deflateSync(new Uint8Array(bytes)))

  it.each<[string, Uint8Array, string]>([
    [
      'billions of pixels',
      pngOf(4e9, 4e9, packed(10)),
      '4,000,000,000 × 4,000,000,000 pixels; at most 24 million',
    ],
    ['no pixels', pngOf(0, 9, packed(10)), 'x.png is a picture, but it is damaged'],
    ['a bomb', pngOf(10, 10, packed(80e6)), 'holds more than its size says'],
    ['too few pixels', pngOf(100, 100, packed(10)), 'x.png is a picture, but it is damaged'],
    ['a cut', fromBase64(pngs[1]![3]).slice(0, 50), 'it ends too early'],
    ['a chunk beyond the end', pngOf(3, 3, packed(12)).slice(0, -5), 'it ends too early'],
    [
      'a JPEG without a frame',
      Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0, 0, 0, 0, 0),
      'is damaged',
    ],
    ['a cut JPEG', fromBase64(jpegs[0]![3]).slice(0, 300), 'x.png is a picture, but it is damaged'],
  ])('with %s end in an error', async (_, bytes, message) => {
    await expect(decodePicture(bytes, 'x.png')).rejects.toThrow(message)
  })
})
