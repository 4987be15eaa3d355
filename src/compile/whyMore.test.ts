import { describe, expect, it } from 'vitest'
import { boardById } from '../boards/index'
import type { Board } from '../boards/board'
import { Sketch } from '../layers/sketch'
import { seededRandom } from '../lib/random'
import type { Model } from '../model/model'
import { plan } from './compile'
import { defaultOptions } from './plan'
import { whyMore } from './whyMore'

const still = { strides: [1, 1], dilation: [1, 1], padding: 'same', activation: 'relu' }

/** `first` filters, a depthwise convolution of them, `last` filters. */
function depthwise(first: number, last = 8): Model {
  const s = new Sketch(seededRandom(1))
  let tip = s.add('input', { shape: [16, 16, 4] })
  tip = s.add('depthwiseConv2d', { ...still, kernel: [3, 3], multiplier: 1 }, tip)
  tip = s.add('conv2d', { ...still, kernel: [1, 1], filters: first }, tip)
  tip = s.add('depthwiseConv2d', { ...still, kernel: [3, 3], multiplier: 1 }, tip)
  tip = s.add('conv2d', { ...still, kernel: [1, 1], filters: last }, tip)
  return s.model('depthwise', s.add('globalAveragePool2d', { keepDims: false }, tip))
}

const nano = boardById('arduino-nano-33-ble')!
const uno = boardById('arduino-uno')!

const told = (from: Model, to: Model, board: Board) =>
  whyMore(plan(from, board), plan(to, board)).join('\n').replaceAll('\u00a0', ' ')

describe('why a smaller model takes more', () => {
  it('names the kernel that was not there before', () => {
    expect(told(depthwise(4), depthwise(3), nano)).toMatch(
      /^Flash: [\d,]+ B more code, because depthwiseConv2d_3 now needs nn_depthwise_conv2d_s8, the/,
    )
  })

  it('says that whole buffers fit now', () => {
    const whole = plan(depthwise(6), uno, { ...defaultOptions, streaming: 'whole' })
    const board = { ...uno, ramBytes: whole.ram.bytes }
    expect(plan(depthwise(7), board).stream).toBeDefined()
    expect(told(depthwise(7), depthwise(6), board)).toMatch(
      /^RAM: [\d,]+ B more, because whole buffers now fit/,
    )
    expect(told(depthwise(6), depthwise(7), board)).toMatch(
      /^Flash: [\d,]+ B more code, because rows are streamed/,
    )
  })

  it('says nothing where all shrinks', () => {
    expect(told(depthwise(8), depthwise(7), nano)).toBe('')
    expect(told(depthwise(8), depthwise(8), uno)).toBe('')
  })
})
