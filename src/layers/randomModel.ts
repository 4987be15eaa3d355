// A seeded generator of small networks over all kinds, for tests: branches, strides, dilation, both
// paddings, multipliers, batch norms before and behind activations. The same seed, the same model.

import { seededRandom } from '../lib/random'
import type { Attrs, Json, Model } from '../model/model'
import { Sketch } from './sketch'
import type { Tip } from './sketch'

function windowAttrs(s: Sketch, { shape: [h = 1, w = 1] }: Tip): Attrs {
  const dilation = s.pick([1, 1], [1, 1], [2, 2], [1, 2])
  const small = Math.min(h, w) < 5
  return {
    kernel: [s.pick(1, 2, 3), s.pick(1, 3, 3)],
    // As Keras: no strides beside dilation.
    strides: small || Math.max(...dilation) > 1 ? [1, 1] : s.pick([1, 1], [1, 1], [2, 2], [2, 1]),
    dilation: small ? [1, 1] : dilation,
    padding: small ? 'same' : s.pick('valid', 'same'),
  }
}

const compound = ['linear', 'relu', 'relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh'] as const

function activationAttrs(s: Sketch): Attrs {
  const activation = s.pick(...compound)
  return activation === 'leakyRelu' ? { activation, alpha: s.pick(0.1, 0.3) } : { activation }
}

function convolution(s: Sketch, tip: Tip, over: Attrs = {}): Tip {
  const attrs = { ...windowAttrs(s, tip), ...activationAttrs(s), ...over }
  const filters = s.pick(1, 2, 3, 4, 5, 8)
  const kind = s.pick('conv2d', 'conv2d', 'depthwiseConv2d', 'separableConv2d')
  const multiplier = (tip.shape[2] ?? 0) > 8 ? 1 : s.pick(1, 1, 2, 3)
  if (kind === 'conv2d') return s.add(kind, { filters, ...attrs }, tip)
  if (kind === 'depthwiseConv2d') return s.add(kind, { multiplier, ...attrs }, tip)
  return s.add(kind, { filters, multiplier, ...attrs }, tip)
}

function pooling(s: Sketch, tip: Tip): Tip {
  const small = Math.min(tip.shape[0] ?? 0, tip.shape[1] ?? 0) < 4
  const pool = s.pick([2, 2], [2, 2], [3, 3], [3, 2])
  const strides = small ? [1, 1] : s.pick(pool, [2, 2], [1, 2])
  const kind = s.pick('maxPool2d', 'averagePool2d')
  return s.add(kind, { pool, strides, padding: small ? 'same' : s.pick('valid', 'same') }, tip)
}

/** Same height and width; `filters` channels. */
function sameSize(s: Sketch, tip: Tip, filters: number): Tip {
  const still = {
    kernel: s.pick([1, 1], [3, 3]),
    strides: [1, 1],
    dilation: [1, 1],
    padding: 'same',
  }
  const made = s.add('conv2d', { filters, ...still, ...activationAttrs(s) }, tip)
  return s.random() < 0.4 ? s.add('batchNorm', { epsilon: 0.001 }, made) : made
}

function sum(s: Sketch, tip: Tip): Tip {
  const filters = tip.shape[2] ?? 1
  const branches = [tip, sameSize(s, tip, filters)]
  if (s.random() < 0.4) branches.push(sameSize(s, tip, filters))
  return s.add('add', {}, ...(s.random() < 0.5 ? branches : branches.toReversed()))
}

function join(s: Sketch, tip: Tip): Tip {
  const branches = [sameSize(s, tip, s.pick(1, 2, 3)), sameSize(s, tip, s.pick(2, 4))]
  if (s.random() < 0.4) branches.push(tip)
  return s.add('concat', { axis: s.pick(-1, 2) }, ...branches)
}

const side = (s: Sketch): Json => [s.pick(0, 1, 2), s.pick(0, 1)]

const pictureBlocks: readonly ((s: Sketch, tip: Tip) => Tip)[] = [
  (s, tip) => convolution(s, tip),
  (s, tip) => convolution(s, tip, { activation: 'linear' }),
  (s, tip) => convolution(s, s.add('zeroPad2d', { padding: [side(s), side(s)] }, tip)),
  pooling,
  (s, tip) => pooling(s, convolution(s, tip, { activation: 'relu' })),
  (s, tip) => s.add('batchNorm', { epsilon: s.pick(0.001, 1e-5) }, tip),
  (s, tip) => s.add('activation', activationAttrs(s), tip),
  (s, tip) => s.add('elu', { alpha: s.pick(1, 0.3) }, tip),
  sum,
  join,
]

function toVector(s: Sketch, tip: Tip): Tip {
  const choice = s.pick('flatten', 'flatten', 'reshape', 'globalAveragePool2d', 'globalMaxPool2d')
  if (choice === 'flatten') return s.add('flatten', {}, tip)
  if (choice === 'reshape') return s.add('reshape', { shape: [-1] }, tip)
  const keepDims = s.random() < 0.3
  const pooled = s.add(choice, { keepDims }, tip)
  return keepDims ? s.add('flatten', {}, pooled) : pooled
}

function vectorBlock(s: Sketch, tip: Tip): Tip {
  const made = s.add('dense', { units: s.pick(1, 3, 6, 11), ...activationAttrs(s) }, tip)
  const choice = s.random()
  if (choice < 0.2) return s.add('batchNorm', { epsilon: 0.001 }, made)
  if (choice < 0.4) return s.add('activation', activationAttrs(s), made)
  if (choice < 0.5) return s.add('concat', { axis: -1 }, made, tip)
  return made
}

function start(s: Sketch, pixels: boolean): Tip {
  const channels = pixels ? s.pick(1, 3) : s.pick(1, 2, 3)
  const input = s.add('input', { shape: [s.pick(6, 8, 9), s.pick(5, 8, 11), channels] })
  if (s.random() < 0.75) return input
  const perChannel = Array.from({ length: channels }, () => s.random() + 0.5)
  const uneven = s.random() < 0.5
  return s.add('rescaling', { scale: uneven ? perChannel : 2, offset: uneven ? 0.25 : -1 }, input)
}

function finish(s: Sketch, tip: Tip): Tip {
  let vector = s.random() < 0.9 ? toVector(s, tip) : tip
  for (let blocks = s.pick(0, 1, 2); blocks > 0 && vector.shape.length === 1; blocks--)
    vector = vectorBlock(s, vector)
  const activation = s.pick('softmax', 'softmax', 'linear', 'sigmoid')
  return s.add('dense', { units: s.pick(2, 5, 10), activation }, vector)
}

/** Any whole number is a seed. */
export function randomModel(seed: number): Model {
  const s = new Sketch(seededRandom(seed))
  const pixels = s.random() < 0.5
  let tip = start(s, pixels)
  for (let blocks = s.pick(2, 3, 4, 5); blocks > 0; blocks--) tip = s.pick(...pictureBlocks)(s, tip)
  return s.model(`random ${seed}`, finish(s, tip), { pixels, scale: pixels ? 1 / 255 : 1 })
}

/** A seeded input for a model: what its input node holds. */
export function randomInput(model: Model, seed: number): Float32Array {
  const random = seededRandom(seed)
  const shape = model.nodes.find((node) => node.kind === 'input')?.attrs['shape']
  const count = (shape as readonly number[]).reduce((a, b) => a * b, 1)
  const { pixels, scale, offset } = model.preprocessing
  return Float32Array.from({ length: count }, () =>
    pixels ? Math.floor(random() * 256) * scale + offset : 2 * random() - 1,
  )
}
