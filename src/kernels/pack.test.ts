import { describe, expect, test } from 'vitest'
import { packChannels, packWeights, packedBytes } from './pack'
import type { Records } from './pack'
import { stored, woven } from './packPairs'

const records = {
  bias: new Int32Array([-2]),
  multiplier: new Int32Array([2 ** 30 + 5]),
  shift: new Int8Array([-7]),
}

test('plain weights are the canonical ones, records are twelve bytes', () => {
  const fields = { in_count: 3, out_count: 1 }
  expect(packedBytes('nn_dense_s8', fields)).toEqual({ weights: 3, channels: 12 })
  expect([...packWeights('nn_dense_s8', fields, new Int8Array([1, -1, 2]))]).toEqual([1, 255, 2])
  expect([...packChannels('nn_dense_s8', fields, records)]).toEqual([
    254, 255, 255, 255, 5, 0, 0, 64, 249, 255, 0, 0,
  ])
})

const of = (count: number, shift = -7, bias = 0) => ({
  bias: new Int32Array(count).fill(bias),
  multiplier: new Int32Array(count).fill(2 ** 30 + 5),
  shift: new Int8Array(count).fill(shift),
})

/** End of what `nn_arm_multiply_small.h` reads: four taps at a time of each pair, then of an odd last channel. */
function readEnd(taps: number, outputs: number): number {
  let end = 0
  for (let channel = 0; channel < outputs; channel += 2) {
    const together = channel + 1 < outputs ? 2 : 1
    for (let tap = 0; tap < taps; tap += 4)
      end = Math.max(end, channel * taps + together * (tap + 4))
  }
  return end
}

test('stored weights end where the assembly stops reading, at most 6 bytes of zeros later', () => {
  const kernel = 'nn_conv2d_s8_stored'
  for (let taps = 1; taps <= 13; taps++)
    for (let out_c = 1; out_c <= 7; out_c++) {
      const fields = { kernel_h: 1, kernel_w: 1, in_c: taps, out_c, form: stored }
      const bytes = packedBytes(kernel, fields).weights
      expect(bytes).toBe(Math.max(taps * out_c, readEnd(taps, out_c)))
      expect(bytes - taps * out_c).toBeLessThanOrEqual(6)
      const packed = packWeights(kernel, fields, new Int8Array(taps * out_c).fill(1))
      expect([...packed]).toEqual(
        Array.from({ length: bytes }, (_, i) => (i < taps * out_c ? 129 : 0)),
      )
    }
  expect(
    packedBytes('nn_conv2d_s8_woven', { kernel_h: 3, kernel_w: 3, in_c: 1, out_c: 2, form: woven })
      .weights,
  ).toBe(18)
})

test('bulk weights are woven in pairs for four channels, four times as large', () => {
  const fields = { in_count: 3, out_count: 2 }
  const bulk = 'nn_dense_s8_bulk'
  expect(packedBytes(bulk, fields)).toEqual({ weights: 32, channels: 112 })
  const weights = new Int8Array([1, 2, 3, -4, -5, -6])
  const packed = packWeights(bulk, fields, weights, { records: of(2) })
  const values = new Int16Array(packed.buffer)
  expect([...values.subarray(0, 8)]).toEqual([4, 8, -16, -20, 0, 0, 0, 0])
  expect([...values.subarray(8)]).toEqual([12, 0, -24, 0, 0, 0, 0, 0])
  expect(() => packWeights(bulk, fields, weights)).toThrow('records')
})

test('bulk convolutions weave eight channels; a dilated row has zeros between its taps', () => {
  const fields = { kernel_h: 1, kernel_w: 2, dilation_w: 3, in_c: 1, out_c: 1 }
  const weights = new Int8Array([7, 9])
  const packed = packWeights('nn_conv2d_s8_bulk', fields, weights, { records: of(1) })
  const row = [...new Int16Array(packed.buffer)].filter((_, i) => i % 16 < 2)
  expect(row).toEqual([28, 0, 0, 36])
})

describe('bulk records', () => {
  const words = (records: Records) => {
    const fields = { in_count: 3, out_count: records.bias.length }
    const { buffer } = packChannels('nn_dense_s8_bulk', fields, records)
    const all = new Int32Array(buffer)
    const four = (at: number) => [...all.subarray(at, at + 4)]
    return {
      bias: four(0),
      multiplier: four(4),
      shift: four(8),
      post: four(12),
      add: four(16),
      away: four(20),
      down: all[24],
    }
  }

  test('are woven and scaled to the smallest factor', () => {
    const records = { ...of(3, 0, -2), shift: new Int8Array([-7, -5, -1]) }
    const half = 2 ** 30
    expect(words(records)).toEqual({
      bias: [-2 * 4, -2 * 16, -2 * 256, 0],
      multiplier: [half + 5, half + 5, half + 5, half],
      shift: [-7, -5, -1, -1],
      post: [2 ** 24, 2 ** 26, half, half],
      add: [1 + 128, 4 + 128, 64 + 128, 64 + 128],
      away: [-2, -8, -128, -128],
      down: 8,
    })
  })

  test('round once where nothing is shifted', () => {
    const { add, away, down } = words(of(4, 0))
    expect([add[0], away[0], down]).toEqual([1, 0, 1])
  })

  test('are not scaled where a factor is too large, too far from another, or a sum would overflow', () => {
    const plain = (records: Records) => {
      const { bias, down } = words(records)
      return down === 0 && bias[0] === records.bias[0]
    }
    expect(plain(of(2, 1))).toBe(true)
    expect(plain({ ...of(2), shift: new Int8Array([-1, -8]) })).toBe(true)
    expect(plain({ ...of(2), shift: new Int8Array([-1, -7]) })).toBe(false)
    expect(plain(of(1, -30))).toBe(true)
    expect(plain(of(1, -29))).toBe(false)
    const room = 2 ** 29 - 3 * 128 * 127
    expect(plain(of(1, -7, room))).toBe(true)
    expect(plain(of(1, -7, room - 1))).toBe(false)
  })
})

test('wrong counts and kernels without weights are refused', () => {
  const fields = { in_count: 3, out_count: 1 }
  expect(() => packWeights('nn_dense_s8', fields, new Int8Array(4))).toThrow(
    '4 weights, expected 3',
  )
  const two = { ...records, bias: new Int32Array(2) }
  expect(() => packChannels('nn_dense_s8', fields, two)).toThrow('2 values of bias for 1 channels')
  expect(() => packedBytes('nn_add_s8', {})).toThrow('no weights')
  expect(() => packedBytes('nn_dense_s8', {})).toThrow('in_count')
})
