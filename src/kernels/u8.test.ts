import { describe, expect, test } from 'vitest'
import { seededRandom } from '../lib/random'
import { quantizeMultiplier, requantize } from './fixedPoint'
import type { Fields } from './pack'
import { addFieldsU8, canRun, packChannelsU8, scratchBytes, storedClamp } from './u8'

const random = seededRandom(31)
const whole = (lo: number, hi: number) => lo + Math.floor(random() * (hi - lo + 1))

const picture = { in_h: 20, in_w: 20, in_c: 4, out_h: 18, out_w: 18, out_c: 4 }
const taps = { kernel_h: 3, kernel_w: 3, stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1 }
const rest = { pad_top: 0, pad_left: 0, pool_h: 1, pool_w: 1, pool_kind: 0 }
/** 3 × 3 over 20 × 20, no padding. */
const plain: Fields = { ...picture, ...taps, ...rest }
const padded = { ...plain, out_h: 20, out_w: 20, pad_top: 1, pad_left: 1 }
const halved = { ...plain, stride_h: 2, stride_w: 2, out_h: 10, out_w: 10 }
const wide5 = { ...plain, kernel_h: 5, kernel_w: 5, out_h: 16, out_w: 16 }
const pooled = { ...plain, pool_h: 2, pool_w: 2, pool_kind: 1, out_h: 9, out_w: 9 }
const onePoint = { ...plain, kernel_h: 1, kernel_w: 1, out_h: 20, out_w: 20 }

const tiles = ['', '1', '3', '5', '3_pad', '5_pad', '3_stride2', '5_stride2']
const tilesFor = (fields: Fields) =>
  tiles.filter((name) => canRun(`nn_conv2d_u8_tile${name}`, fields)).join(' ')
const depthwise = (more: Fields) =>
  canRun('nn_depthwise_conv2d_u8_tile3', { ...plain, ...more }) &&
  !canRun('nn_depthwise_conv2d_u8_tile3_stride2', { ...plain, ...more })

describe('canRun', () => {
  test('tiles by width, stride, padding', () => {
    expect(tilesFor(plain)).toBe(' 3 3_pad')
    expect(tilesFor(onePoint)).toBe(' 1')
    expect(tilesFor(wide5)).toBe(' 5 5_pad')
    expect(tilesFor(pooled)).toBe(' 3 3_pad')
    expect(tilesFor(padded)).toBe('3_pad')
    expect(tilesFor({ ...wide5, out_w: 20, pad_left: 2 })).toBe('5_pad')
    expect(tilesFor({ ...wide5, out_w: 18 })).toBe('5_pad')
    expect(tilesFor(halved)).toBe('3_stride2')
    expect(tilesFor({ ...halved, kernel_w: 5, pad_left: 2 })).toBe('5_stride2')
    expect(tilesFor({ ...plain, kernel_w: 4, out_w: 17 })).toBe('')
    expect(canRun('nn_conv2d_u8_tile', { ...plain, kernel_w: 4, out_w: 17 })).toBe(true)
  })

  test.each([
    ['three columns of padding', { pad_left: 3, out_w: 21 }],
    ['dilated rows', { dilation_h: 2, out_h: 16 }],
    ['stride 3', { stride_w: 3, out_w: 6 }],
    ['one column', { in_w: 3, out_w: 1 }],
    ['256 columns', { in_w: 258, out_w: 256 }],
    ['more than 255 runs', { in_c: 86 }],
    ['pooling 2 × 1', { pool_h: 2, out_h: 9 }],
    ['pooling 3 × 3', { pool_h: 3, pool_w: 3, out_h: 6, out_w: 6 }],
    ['a first window above the picture', { pad_top: 3, out_h: 21 }],
    ['a last window below the picture', { out_h: 21 }],
  ])('no tile: %s', (_, more) => {
    expect(tilesFor({ ...plain, ...more })).not.toContain('3')
    expect(canRun('nn_conv2d_u8_tile', { ...plain, ...more })).toBe(false)
  })

  test('padding may be as high as leaves a kernel row inside', () => {
    expect(canRun('nn_conv2d_u8_tile3', { ...plain, pad_top: 2, out_h: 22 })).toBe(true)
    expect(canRun('nn_conv2d_u8_tile3', { ...plain, pad_top: 2, out_h: 23 })).toBe(false)
  })

  test('the widest pictures', () => {
    const width = (in_w: number) => ({ ...plain, in_w, out_w: in_w - 2 })
    expect(tilesFor(width(120))).toBe(' 3 3_pad')
    expect(tilesFor(width(121))).toBe(' 3')
    expect(tilesFor(width(255))).toBe(' 3')
    expect(tilesFor({ ...width(256), out_w: 200 })).toBe('')
  })

  test('depthwise: 3 × 3, no pooling', () => {
    expect(depthwise({})).toBe(true)
    expect(depthwise({ in_w: 255, out_w: 255, pad_left: 1 })).toBe(true)
    expect(depthwise({ pad_top: 2, out_h: 22 })).toBe(true)
    const others: readonly Fields[] = [
      { in_w: 256, out_w: 254 },
      { kernel_h: 5, out_h: 16 },
      { kernel_w: 5, out_w: 16 },
      { pad_top: 3, out_h: 21 },
      { out_w: 20, pad_left: 0 },
      { in_w: 3, out_w: 1 },
      { dilation_w: 2, out_w: 16 },
      { in_c: 1, out_c: 256 },
      { pool_h: 2, pool_w: 2, out_h: 9, out_w: 9 },
    ]
    for (const more of others) expect(depthwise(more)).toBe(false)
    expect(canRun('nn_depthwise_conv2d_u8_tile3_stride2', halved)).toBe(true)
  })

  test('copied windows take anything but pooling, plain kernels anything', () => {
    const odd = { ...plain, dilation_h: 3, stride_w: 3, pad_left: 9, out_w: 8 }
    for (const kernel of ['nn_conv2d_u8_gather', 'nn_conv2d_u8_grouped']) {
      expect(canRun(kernel, odd)).toBe(true)
      expect(canRun(kernel, pooled)).toBe(false)
    }
    expect(canRun('nn_conv2d_u8', { ...odd, pool_h: 3 })).toBe(true)
    expect(canRun('nn_dense_u8_quad', { vectors: 1, in_count: 1, out_count: 1 })).toBe(true)
  })
})

test('scratch: boxes of 2 or 3 bytes, a window, nothing', () => {
  expect(scratchBytes('nn_conv2d_u8_tile3', plain)).toBe(2 * (20 + 3))
  expect(scratchBytes('nn_conv2d_u8_tile3', pooled)).toBe(2 * 2 * (20 + 3))
  expect(scratchBytes('nn_conv2d_u8_tile3', { ...plain, in_c: 28 })).toBe(2 * (20 + 3))
  expect(scratchBytes('nn_conv2d_u8_tile3', { ...plain, in_c: 29 })).toBe(3 * (20 + 3))
  expect(scratchBytes('nn_conv2d_u8_tile3_pad', padded)).toBe(2 * (1 + 20 + 3 + 1))
  expect(scratchBytes('nn_conv2d_u8_gather', plain)).toBe(36)
  for (const kernel of ['nn_conv2d_u8', 'nn_conv2d_u8_grouped', 'nn_depthwise_conv2d_u8_tile3'])
    expect(scratchBytes(kernel, plain)).toBe(0)
  expect(scratchBytes('nn_dense_u8_quad', { in_count: 4 })).toBe(0)
})

test('clamps in stored form', () => {
  expect(storedClamp({ out_zero_point: -3, out_lo: -3, out_hi: 127 })).toEqual({
    out_offset: 0,
    out_lo: 125,
    out_range: 130,
  })
  expect(storedClamp({ out_zero_point: 127, out_lo: -128, out_hi: 127 })).toEqual({
    out_offset: 255,
    out_lo: 0,
    out_range: 255,
  })
})

const little = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)

/** A record as nn_u8.h describes it. */
function readRecord(r: Uint8Array) {
  const e = r[6]!
  if (e === 255) {
    const view = new DataView(r.buffer, r.byteOffset)
    const multiplier = little(r.subarray(4, 6)) + little(r.subarray(8, 10)) * 65536
    return { bias: view.getInt32(0, true), multiplier, shift: view.getInt8(7), origin: 0 }
  }
  const signed = (little(r.subarray(0, 3)) << 8) >> 8
  const factor = r[3]! * 65536 + r[4]! * 256 + r[5]!
  const cut = e < 8 ? e + 7 : e - 1
  const origin = e < 8 ? little(r.subarray(8, 10)) : little(r.subarray(7, 10))
  const multiplier = factor * 2 ** cut + little(r.subarray(10, 12))
  return { bias: signed - origin, multiplier, shift: -e, origin }
}

describe('packChannelsU8', () => {
  const pack = (bias: number, multiplier: number, shift: number, weights: number[], offset = 0) =>
    packChannelsU8(
      'nn_dense_u8',
      { out_count: 1, out_offset: offset },
      {
        bias: Int32Array.from([bias]),
        multiplier: Int32Array.from([multiplier]),
        shift: Int32Array.from([shift]),
      },
      Int8Array.from(weights),
    )

  test('every form holds bias, multiplier and shift; narrow is the exact bound', () => {
    const seen = new Set<string>()
    for (let i = 0; i < 3000; i++) {
      const weights = Array.from({ length: whole(1, 60) }, () => whole(-127, 127))
      const sum = weights.reduce((a, b) => a + b, 0)
      const positive = weights.reduce((a, b) => a + Math.max(0, b), 0)
      const ends = [2 ** 23 - 255 * positive, -(2 ** 23) - 255 * (sum - positive)]
      const stored = [whole(-90_000, 90_000), ends[0]! - whole(-3, 9000), ends[1]! + whole(-3, 9)]
      const [bias, shift] = [stored[whole(0, 2)]! + 128 * sum, whole(-20, 2)]
      const multiplier = [whole(2 ** 30, 2 ** 31 - 1), 2 ** 30, 2 ** 31 - 1][whole(0, 2)]!
      const { bytes, narrow } = pack(bias, multiplier, shift, weights, whole(-255, 255))
      const read = readRecord(bytes)
      expect(read).toMatchObject({ bias: bias - 128 * sum, multiplier, shift })
      const lowest = read.bias + read.origin + 255 * (sum - positive)
      const highest = read.bias + read.origin + 255 * positive
      expect(narrow).toBe(lowest >= -(2 ** 23) && highest < 2 ** 23)
      if (read.origin > 0) expect(narrow).toBe(true)
      const form = bytes[6] === 255 ? 'any' : shift > -8 ? 'small' : 'usual'
      seen.add(`${form} ${narrow}`)
    }
    expect([...seen].sort()).toEqual(['any false', 'any true', 'small true', 'usual true'])
  })

  test('the last bias that fits, and the first that does not', () => {
    // One weight of 1: sums bias' … bias' + 255, bias' = bias − 128.
    const highest = 2 ** 23 - 1 - 255 + 128
    expect(pack(highest, 2 ** 30, -1, [1]).narrow).toBe(true)
    expect(pack(highest + 1, 2 ** 30, -1, [1]).narrow).toBe(false)
    expect(pack(-(2 ** 23) + 128, 2 ** 30, -1, [1]).narrow).toBe(true)
    expect(pack(-(2 ** 23) + 127, 2 ** 30, -1, [1]).narrow).toBe(false)
    const wide = pack(2 ** 31 - 300, 2 ** 30 + 77, -9, [1])
    expect([wide.narrow, wide.bytes[6]]).toEqual([false, 255])
    expect(readRecord(wide.bytes).bias).toBe(2 ** 31 - 300 - 128)
  })

  test('depthwise weights are summed by channel', () => {
    const records = {
      bias: new Int32Array(2),
      multiplier: new Int32Array(2).fill(2 ** 30),
      shift: new Int32Array(2),
    }
    const fields = { out_c: 2, out_offset: 0 }
    const weights = Int8Array.from([1, 10, 2, 20])
    const biases = (kernel: string) => {
      const { bytes } = packChannelsU8(kernel, fields, records, weights)
      return [0, 12].map((at) => readRecord(bytes.subarray(at, at + 12)).bias)
    }
    expect(biases('nn_depthwise_conv2d_u8')).toEqual([-128 * 3, -128 * 30])
    expect(biases('nn_conv2d_u8')).toEqual([-128 * 11, -128 * 22])
  })

  test('wrong counts are refused', () => {
    const two = { bias: new Int32Array(2), multiplier: new Int32Array(1), shift: new Int32Array(1) }
    expect(() =>
      packChannelsU8('nn_dense_u8', { out_count: 1, out_offset: 0 }, two, new Int8Array(1)),
    ).toThrow('2 values of bias for 1 channels')
  })
})

describe('addFieldsU8', () => {
  function portable(scales: readonly [number, number, number]): Fields {
    const [a, b, out] = scales
    const twice = 2 * Math.max(a, b)
    const clampLo = whole(-128, 0)
    const f: Record<string, number> = { out_lo: clampLo, out_hi: whole(1, 127) }
    const reals = { a: a / twice, b: b / twice, out: twice / (2 ** 20 * out) }
    for (const [name, real] of Object.entries(reals)) {
      const { multiplier, shift } = quantizeMultiplier(real)
      Object.assign(f, { [`${name}_multiplier`]: multiplier, [`${name}_shift`]: shift })
    }
    for (const name of ['a', 'b', 'out']) f[`${name}_zero_point`] = whole(-128, 127)
    return f
  }

  /** E1 of stored values, to a stored value. */
  function exactSum(f: Fields, a: number, b: number): number {
    const part = (name: 'a' | 'b', stored: number) =>
      requantize(
        (stored - 128 - f[`${name}_zero_point`]!) * 2 ** 20,
        f[`${name}_multiplier`]!,
        f[`${name}_shift`]!,
      )
    const sum = requantize(part('a', a) + part('b', b), f['out_multiplier']!, f['out_shift']!)
    return 128 + Math.max(f['out_lo']!, Math.min(f['out_hi']!, sum + f['out_zero_point']!))
  }

  test('sixteen fractional bits decide every sum below the threshold', () => {
    let [fixed, decided, tried] = [0, 0, 0]
    for (let i = 0; i < 300; i++) {
      const size = () => 10 ** (random() * 4 - 3)
      const f = portable([size(), size(), size()])
      const u = addFieldsU8(f)
      expect(u).toMatchObject(storedClamp(f))
      expect(u['a_zero_point']).toBe(f['a_zero_point']! + 128)
      if (u['threshold'] === 0) continue
      fixed++
      for (let n = 0; n < 200; n++) {
        const [a, b] = [whole(0, 255), whole(0, 255)]
        const value = a * u['a_factor']! + b * u['b_factor']! + u['start']!
        expect(Math.abs(value)).toBeLessThan(2 ** 31)
        tried++
        if (((value >> 8) & 255) >= u['threshold']!) continue
        decided++
        const result = u['out_lo']! + Math.max(0, Math.min(u['out_range']!, value >> 16))
        expect({ f, a, b, result }).toEqual({ f, a, b, result: exactSum(f, a, b) })
      }
    }
    expect(fixed).toBeGreaterThan(150)
    expect(decided / tried).toBeGreaterThan(0.97)
  })

  test('always the exact rule where a value could leave 32 bits', () => {
    const factors = { multiplier: 2 ** 31 - 1, shift: 0 }
    const outShift = -14
    const f = {
      ...Object.fromEntries(
        ['a', 'b'].flatMap((name) => [
          [`${name}_multiplier`, factors.multiplier],
          [`${name}_shift`, factors.shift],
        ]),
      ),
      out_multiplier: 2 ** 31 - 1,
      out_shift: outShift,
      out_zero_point: 127,
      out_lo: -128,
      out_hi: 127,
    }
    expect(addFieldsU8({ ...f, a_zero_point: -128, b_zero_point: -128 })['threshold']).toBe(0)
    expect(addFieldsU8({ ...f, a_zero_point: 0, b_zero_point: 0 })['threshold']).toBe(252)
    expect(addFieldsU8({ ...f, a_zero_point: 0, b_zero_point: 0, out_shift: -9 })).toMatchObject({
      threshold: 0,
      a_factor: 0,
      b_factor: 0,
      start: 0,
    })
  })
})
