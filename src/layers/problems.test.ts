// What a kind says to attributes and shapes that it can't have.

import { expect, test } from 'vitest'
import type { Attrs, Shape } from '../model/model'
import { attrsProblem } from './attrsProblem'
import { layerOf } from './index'
import type { Layer } from './layer'

const layer = (kind: string) => layerOf(kind) as Layer
const problem = (kind: string, attrs: Attrs, ...inputs: readonly Shape[]) =>
  layer(kind).problem?.(attrs, inputs)

const window = { strides: [1, 1], dilation: [1, 1], padding: 'valid', activation: 'linear' }

test.each<[string, Attrs, Shape[], RegExp]>([
  ['conv2d', { filters: 1, kernel: [5, 5], ...window }, [[4, 9, 1]], /5 × 5 window, larger/],
  ['conv2d', { filters: 1, kernel: [3, 3], ...window }, [[9]], /needs a picture/],
  ['conv2d', { filters: 1, kernel: [1, 300], ...window }, [[9, 400, 1]], /kernel size 300/],
  ['conv2d', { filters: 1, kernel: [9, 9], ...window }, [[9, 9, 999]], /80919 is above 32768/],
  [
    'conv2d',
    { filters: 1, kernel: [1, 1], ...window },
    [[70000, 1, 1]],
    /height of picture and window 70001/,
  ],
  [
    'conv2d',
    { filters: 1, kernel: [1, 1], ...window, padding: 'explicit', pads: [-1, 0, 0, 0] },
    [[9, 9, 1]],
    /\[-1,0,0,0\], expected \[top/,
  ],
  ['dense', { units: 3 }, [[40000]], /40000 is above 32768/],
  ['dense', { units: 70000 }, [[4]], /units 70000/],
  ['depthwiseConv2d', { multiplier: 300, kernel: [1, 1], ...window }, [[4, 4, 1]], /multiplier/],
  ['maxPool2d', { pool: [3, 3], strides: [1, 1], padding: 'valid' }, [[2, 2, 1]], /larger/],
  [
    'add',
    {},
    [
      [4, 4, 2],
      [4, 4, 1],
    ],
    /shapes must be equal/,
  ],
  [
    'concat',
    { axis: 0 },
    [
      [4, 4, 2],
      [4, 4, 1],
    ],
    /only channels/,
  ],
  [
    'concat',
    { axis: -1 },
    [
      [4, 4, 2],
      [4, 3, 1],
    ],
    /all but channels/,
  ],
  ['reshape', { shape: [5, 5] }, [[24]], /24 values/],
  ['reshape', { shape: [-1, 5] }, [[24]], /24 values/],
  ['reshape', { shape: [-1, -1] }, [[24]], /one may be -1/],
  ['zeroPad2d', { padding: [1, 1] }, [[4, 4, 1]], /\[\[top, bottom\], \[left, right\]\]/],
  [
    'zeroPad2d',
    {
      padding: [
        [1, 65535],
        [0, 0],
      ],
    },
    [[4, 4, 1]],
    /padded height/,
  ],
  ['rescaling', { scale: [1, 2], offset: 0 }, [[4, 4, 3]], /2 numbers as scale for 3/],
  ['rescaling', { scale: 'x', offset: 0 }, [[4]], /expected a number/],
  ['input', { shape: [0, 4] }, [], /whole number/],
  ['activation', { activation: 'softmax' }, [[300, 300, 10]], /vectors 90000/],
])('%s %j %j', (kind, attrs, inputs, message) => {
  const said = problem(kind, attrs, ...inputs)
  expect(said).toMatch(message)
  // It goes on behind the layer's name.
  expect(said).toMatch(/^(needs|has|is|adds|joins|can't) /)
})

test.each<[string, Attrs, RegExp]>([
  ['conv2d', { filters: 1.5, kernel: [1, 1], ...window }, /filters 1.5, expected a whole number/],
  ['conv2d', { filters: 2, kernel: [0, 1], ...window }, /kernel \[0,1\]/],
  ['conv2d', { filters: 2, kernel: 3, ...window }, /height, width/],
  ['conv2d', { kernel: [1, 1], ...window }, /filters undefined, expected a value/],
  ['dense', { units: 2, activation: 'gelu' }, /"gelu", expected linear, relu/],
  ['batchNorm', { epsilon: 'small' }, /epsilon "small"/],
  ['globalMaxPool2d', { keepDims: 1 }, /true or false/],
])('%s refuses the attributes %j', (kind, attrs, message) => {
  expect(attrsProblem(layer(kind), attrs)).toMatch(message)
})

test('a reshape that mixes channels refuses to follow', () => {
  const mixing = layer('reshape')
  expect(mixing.sources?.({ shape: [4, 6] }, [[4, 3, 2]])).toBeUndefined()
  expect(() => mixing.follow?.({ shape: [4, 6] }, [[4, 3, 2]], [[0]], null)).toThrow(/mixes/)
})
