import { describe, expect, it } from 'vitest'
import { armCountsOf } from './latencyCountsArm'

const ones = { stride_h: 1, stride_w: 1, dilation_h: 1, dilation_w: 1, pool_h: 1, pool_w: 1 }
const conv = {
  ...{ in_h: 10, in_w: 10, in_c: 8, out_h: 8, out_w: 8, out_c: 6, kernel_h: 3, kernel_w: 3 },
  ...{ ...ones, pad_top: 0, pad_left: 0, pool_kind: 0 },
}
const same = { ...conv, out_h: 10, out_w: 10, pad_top: 1, pad_left: 1 }
const rowsOf = (count: number) => ({ first: 0, count, inAt: 0, outAt: 0 })
const linear = { relu: false }

describe('counts of Cortex-M kernels', () => {
  it('with DSP: pairs of windows and channels, words of rows', () => {
    const counts = armCountsOf('nn_conv2d_s8', conv, rowsOf(8), linear, 'dsp')
    expect(counts).toMatchObject({ jobs: 8, two_turns: 8 * 4 * 3, two_rows: 8 * 4 * 3 * 3 })
    expect(counts).toMatchObject({ two_words: 8 * 4 * 3 * 3 * 6, two_rest: 0, fit_channels: 6 })
    expect(counts).not.toHaveProperty('copies')
    const odd = armCountsOf('nn_conv2d_s8', { ...conv, out_w: 7 }, rowsOf(8), linear, 'dsp')
    expect(odd).toMatchObject({ two_turns: 8 * 3 * 3, lone: 8, one_turns: 8 * 2 })
  })

  it('without: windows one by one with four channels', () => {
    const counts = armCountsOf('nn_conv2d_s8', conv, rowsOf(8), linear, 'v7m')
    expect(counts).toMatchObject({ fours: 8 * 2, one_turns: 8 * 2 * 8, one_words: 8 * 2 * 8 * 72 })
  })

  it('copies windows that reach over an edge', () => {
    const counts = armCountsOf('nn_conv2d_s8', same, rowsOf(10), linear, 'dsp')!
    expect(counts['copies']).toBe(36)
    expect(counts['filled']).toBe((4 * 5 + 32 * 3) * 8)
    expect(4 * counts['copy_words']!).toBe((4 * 4 + 32 * 6) * 8)
  })

  it('takes a 1×1 convolution as one row, unless its rows come one by one', () => {
    const point = { ...conv, kernel_h: 1, kernel_w: 1, in_h: 8, in_w: 8 }
    const jobs = (byRows: boolean) =>
      armCountsOf('nn_conv2d_s8', point, rowsOf(8), { relu: false, byRows }, 'dsp')?.['jobs']
    expect([jobs(false), jobs(true)]).toEqual([1, 8])
  })

  it('leaves to the plain kernel what the assembly does not take', () => {
    const plain = (fields: Record<string, number>) =>
      armCountsOf('nn_conv2d_s8', { ...same, ...fields }, rowsOf(10), linear, 'dsp')?.['plain_call']
    expect(plain({})).toBeUndefined()
    expect(plain({ out_c: 3 })).toBe(1)
    expect(plain({ in_c: 65 })).toBe(1)
    expect(plain({ in_c: 65, pad_top: 0, pad_left: 0, out_h: 8, out_w: 8 })).toBeUndefined()
    expect(plain({ pool_h: 5, pool_w: 5, out_h: 2, out_w: 2 })).toBe(1)
  })

  it('depthwise: four channels of a window, or a channel of four windows', () => {
    const fields = { ...conv, out_c: 8, multiplier: 1 }
    const counts = (form: 'dsp' | 'v6m') =>
      armCountsOf('nn_depthwise_conv2d_s8', fields, rowsOf(8), linear, form)
    expect(counts('dsp')).toMatchObject({ groups: 8 * 2, turns: 8 * 2 * 8, three_taps: 8 * 16 * 9 })
    expect(counts('v6m')).toMatchObject({ groups: 8 * 8, turns: 8 * 8 * 2, taps: 8 * 8 * 2 * 9 })
    const twice = { ...fields, out_c: 16, multiplier: 2 }
    expect(armCountsOf('nn_depthwise_conv2d_s8', twice, rowsOf(8), linear, 'dsp')).toHaveProperty(
      'plain_call',
    )
  })

  it('knows nothing of kernels that no Cortex-M runs', () => {
    expect(armCountsOf('nn_conv2d_u8', conv, rowsOf(8), linear, 'dsp')).toBeUndefined()
    expect(armCountsOf('nn_conv2d_s8_bulk', conv, rowsOf(8), linear, 'dsp')).toBeUndefined()
  })
})
