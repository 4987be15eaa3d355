import { describe, expect, it } from 'vitest'
import type { ArmForm } from './latencyCountsArm'
import { armCountsOf } from './latencyCountsArm'

const ones = { stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1, pool_h: 1, pool_w: 1 }
const conv = {
  ...{ in_h: 10, in_w: 10, in_c: 8, out_h: 8, out_w: 8, out_c: 6, kernel_h: 3, kernel_w: 3 },
  ...{ ...ones, pad_top: 0, pad_left: 0, pool_kind: 0 },
}
const same = { ...conv, out_h: 10, out_w: 10, pad_top: 1, pad_left: 1 }
const rowsOf = (count: number) => ({ first: 0, count, inAt: 0, outAt: 0 })
const linear = { relu: false }

const woven = (fields: Record<string, number>, rows: number, byRows = false) =>
  armCountsOf('nn_conv2d_s8_woven', fields, rowsOf(rows), { relu: false, byRows }, 'dsp')!
const stored = (fields: Record<string, number>, rows: number) =>
  armCountsOf('nn_conv2d_s8_stored', fields, rowsOf(rows), linear, 'v6m')!

describe('counts of Cortex-M kernels', () => {
  it('convolutions with DSP: four windows × pairs of channels, pairs of taps', () => {
    const counts = woven(conv, 8)
    expect(counts).toMatchObject({ groups: 16, pairs: 16 * 3, pair_steps: 16 * 3 * 36, parts: 16 })
    expect(counts).toMatchObject({ whole: 64, whole_words: 64 * 3 * 6, border: 0, alone: 0 })
    expect(woven({ ...conv, out_c: 7 }, 8)).toMatchObject({ alone: 16, pair_windows: 64 * 3 })
  })

  it('without: two windows × pairs of channels, taps in fours', () => {
    expect(stored(conv, 8)).toMatchObject({
      groups: 32,
      pair_steps: 32 * 3 * 18,
      pair_windows: 192,
    })
  })

  it('groups of windows go on from row to row, unless each row is a call of its own', () => {
    const narrow = { ...conv, in_w: 7, out_w: 5 }
    expect(woven(narrow, 8)).toMatchObject({ groups: 10, parts: 8 + 8 })
    expect(woven(narrow, 8, true)).toMatchObject({ groups: 16, parts: 16 })
  })

  it('windows that reach over an edge are filled, then copied as far as they lie inside', () => {
    const counts = woven(same, 10)
    expect(counts).toMatchObject({ whole: 64, border: 36, filled: 36 * 72 })
    expect(counts['border_words']).toBe(((4 * 4 + 32 * 6) * 8) / 4)
    const odd = woven({ ...same, in_c: 3 }, 10)
    expect(odd).toMatchObject({ tap_windows: 36, tap_inside: (4 * 4 + 32 * 6) * 3 })
    expect(odd['tap_outside']).toBe((4 * 5 + 32 * 3) * 3)
  })

  it('what is pooled is copied once, or once for as many channels as there is room for', () => {
    const pooled = { ...conv, out_h: 4, out_w: 4, pool_h: 2, pool_w: 2, pool_kind: 2 }
    expect(woven(pooled, 4)).toMatchObject({ whole: 64, groups: 16, mean_of_four_values: 16 * 24 })
    const wide = { ...pooled, out_c: 70 }
    expect(woven(wide, 4)).toMatchObject({ whole: 64, groups: 32, pairs: 16 * 35 })
    expect(stored(wide, 4)).toMatchObject({ whole: 128, groups: 64 })
  })

  it('dense layers: four channels at a time', () => {
    const dense = (kernel: string, form: ArmForm, more = {}) => {
      const fields = { vectors: 2, in_count: 23, out_count: 11, ...more }
      return armCountsOf(kernel, fields, rowsOf(1), linear, form)
    }
    const counts = dense('nn_dense_s8_crossed', 'dsp')
    expect(counts).toMatchObject({ turns: 3, fours: 3 * 5, twos: 6, ones: 3, alone_taps: 23 })
    const long = dense('nn_dense_s8_crossed', 'dsp', { in_count: 1025 })
    expect(long).toMatchObject({ differences: 3, alone: 1 })
    expect(dense('nn_dense_s8_arm', 'v7m')).toMatchObject({ groups: 3, turns: 6, taps: 6 * 23 })
  })

  it('depthwise: four channels of a window, or a channel of four windows', () => {
    const counts = (form: ArmForm) =>
      armCountsOf('nn_depthwise_conv2d_s8_arm', { ...conv, out_c: 8 }, rowsOf(8), linear, form)
    expect(counts('dsp')).toMatchObject({ groups: 8 * 2, turns: 8 * 2 * 8, three_taps: 8 * 16 * 9 })
    expect(counts('v6m')).toMatchObject({ groups: 8 * 8, turns: 8 * 8 * 2, taps: 8 * 8 * 2 * 9 })
  })

  it('knows nothing of kernels that no Cortex-M runs', () => {
    expect(armCountsOf('nn_conv2d_u8', conv, rowsOf(8), linear, 'dsp')).toBeUndefined()
    expect(armCountsOf('nn_conv2d_s8_bulk', conv, rowsOf(8), linear, 'dsp')).toBeUndefined()
  })
})
