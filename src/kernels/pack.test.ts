import { expect, test } from 'vitest'
import { packChannels, packWeights, packedBytes } from './pack'

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

test('bulk weights are woven in pairs for four channels', () => {
  const fields = { in_count: 3, out_count: 2 }
  expect(packedBytes('nn_dense_s8_bulk', fields)).toEqual({ weights: 32, channels: 64 })
  const packed = packWeights('nn_dense_s8_bulk', fields, new Int8Array([1, 2, 3, -4, -5, -6]))
  const values = new Int16Array(packed.buffer)
  expect([...values.subarray(0, 8)]).toEqual([1, 2, -4, -5, 0, 0, 0, 0])
  expect([...values.subarray(8)]).toEqual([3, 0, -6, 0, 0, 0, 0, 0])
})

test('a dilated bulk row has zeros between its taps', () => {
  const fields = { kernel_h: 1, kernel_w: 2, dilation_w: 3, in_c: 1, out_c: 1 }
  const packed = packWeights('nn_conv2d_s8_bulk', fields, new Int8Array([7, 9]))
  const row = [...new Int16Array(packed.buffer)].filter((_, i) => i % 8 < 2)
  expect(row).toEqual([7, 0, 0, 9])
})

test('bulk records are woven, a shift to the left switches the fast way off', () => {
  const fields = { in_count: 3, out_count: 1 }
  const words = (shift: number) =>
    new Int32Array(
      packChannels('nn_dense_s8_bulk', fields, { ...records, shift: new Int8Array([shift]) })
        .buffer,
    )
  const filler = 2 ** 30
  expect([...words(-7).subarray(0, 4)]).toEqual([-2, 0, 0, 0])
  expect([...words(-7).subarray(4, 8)]).toEqual([2 ** 30 + 5, filler, filler, filler])
  expect([...words(-7).subarray(8, 12)]).toEqual([-7, -31, -31, -31])
  expect([...words(-7).subarray(12)]).toEqual([2 ** 24, 1, 1, 1])
  expect([...words(0)].slice(12)).toEqual([0, 0, 0, 0])
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
