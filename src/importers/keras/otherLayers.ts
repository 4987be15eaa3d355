// The Keras layers without trained weights: pooling, shapes, activations, merges, input scaling.

import type { Attrs, Json, Tensor } from '../../model/model'
import { asInts, asList, field, firstField } from '../json'
import type { JsonObject } from '../json'
import {
  activationAttrs,
  checkLayout,
  leakyReluAttrs,
  readPadding,
  readPair,
  reluAttrs,
  show,
  unsupported,
} from './conversion'
import type { Converted, Source } from './conversion'
import { checkLastAxis } from './linearLayers'
import type { Converter } from './linearLayers'

type Rank = Converted['rank']
const sameRank: Rank = (rank) => rank

function plain(kind: string, attrs: Attrs, rank: Rank = sameRank): Converted {
  return { kind, attrs, weights: [], rank }
}

function pooling(kind: string): Converter {
  return ({ config }) => {
    checkLayout(config)
    const pool = readPair(firstField(config, 'pool_size') ?? 2, 'pool_size')
    const strides = readPair(firstField(config, 'strides') ?? pool, 'strides')
    return plain(kind, { pool, strides, padding: readPadding(config) })
  }
}

function globalPooling(kind: string): Converter {
  return ({ config }) => {
    checkLayout(config)
    const keepDims = field(config, 'keepdims') === true
    return plain(kind, { keepDims }, () => (keepDims ? 3 : 1))
  }
}

const convertFlatten: Converter = ({ config, rank }) => {
  if (rank !== 1) checkLayout(config)
  return plain('flatten', {}, () => 1)
}

const convertReshape: Converter = ({ config }) => {
  const shape = asInts(firstField(config, 'target_shape'))
  const holes = shape?.filter((size) => size === -1).length ?? 0
  if (!shape || holes > 1 || shape.some((size) => size < -1 || size === 0))
    return unsupported(`target_shape ${show(field(config, 'target_shape'))}`)
  return plain('reshape', { shape }, () => shape.length)
}

const convertZeroPadding: Converter = ({ config }) => {
  checkLayout(config)
  const value = firstField(config, 'padding') ?? 1
  const sides: Json[] = typeof value === 'number' ? [value, value] : [...(asList(value) ?? [])]
  const padding = sides.map((side) => (typeof side === 'number' ? [side, side] : asInts(side)))
  const sound = padding.every((side) => side?.length === 2 && side.every((size) => size >= 0))
  if (padding.length !== 2 || !sound) return unsupported(`padding ${show(value)}`)
  return plain('zeroPad2d', { padding: padding as number[][] })
}

const convertActivation: Converter = ({ config }) =>
  plain('activation', activationAttrs(firstField(config, 'activation') ?? 'linear'))

const convertSoftmax: Converter = ({ config, rank }) => {
  checkLastAxis(firstField(config, 'axis') ?? -1, rank)
  return plain('activation', { activation: 'softmax' })
}

const convertConcat: Converter = ({ config, rank }) => {
  const axis = firstField(config, 'axis', 'concat_axis') ?? -1
  if (typeof axis !== 'number' || !Number.isSafeInteger(axis) || axis === 0)
    return unsupported(`axis ${show(axis)}`)
  const last = axis === -1 || axis === rank
  return plain('concat', { axis: last ? -1 : axis > 0 ? axis - 1 : axis })
}

const convertRescaling: Converter = ({ config }) =>
  plain('rescaling', {
    scale: readScale(firstField(config, 'scale') ?? 1),
    offset: readScale(firstField(config, 'offset') ?? 0),
  })

/** (x − mean) / √variance, Keras's lower bound 1e-7 included. */
const convertNormalization: Converter = ({ config, rank }) => {
  const axis = field(config, 'axis')
  const noAxis = axis === null || asList(axis)?.length === 0
  if (!noAxis) checkLastAxis(axis ?? -1, rank)
  const invert = field(config, 'invert') === true
  const mean = firstField(config, 'mean')
  const variance = firstField(config, 'variance')
  if (mean !== undefined && variance !== undefined)
    return plain(
      'rescaling',
      normalize([readScale(mean)].flat(), [readScale(variance)].flat(), invert),
    )
  const shape = noAxis ? [] : [null]
  const statistic = (role: string, ofShape: (number | null)[]) => ({
    role,
    names: [role],
    shape: ofShape,
    trained: false,
  })
  return {
    ...plain('rescaling', {}),
    weights: [statistic('mean', shape), statistic('variance', shape), statistic('count', [])],
    absorb: (weights: Readonly<Record<string, Tensor>>) =>
      normalize(
        Array.from(weights['mean']?.data ?? [0]),
        Array.from(weights['variance']?.data ?? [1]),
        invert,
      ),
  }
}

function normalize(mean: readonly number[], variance: readonly number[], invert: boolean): Attrs {
  const deviation = variance.map((v) => Math.max(Math.sqrt(v), 1e-7))
  const per = (i: number): number => deviation[Math.min(i, deviation.length - 1)] ?? 1
  const scale = mean.map((_, i) => (invert ? per(i) : 1 / per(i)))
  const offset = mean.map((m, i) => (invert ? m : -m / per(i)))
  const [onlyScale, onlyOffset] = [scale[0] ?? 1, offset[0] ?? 0]
  return mean.length === 1 ? { scale: onlyScale, offset: onlyOffset } : { scale, offset }
}

/** A number or a flat list of numbers. */
function readScale(value: Json): number | number[] {
  if (typeof value === 'number') return value
  const list = asList(value)
  // Keras writes per-channel values as nested lists, one level per broadcast axis.
  const inner = list?.length === 1 ? list[0] : undefined
  if (inner !== undefined) return readScale(inner)
  if (list?.every((item): item is number => typeof item === 'number')) return [...list]
  return unsupported(`value ${show(value)}`)
}

const addition = (): Converted => plain('add', {})

/** `a + b` in Python, as TensorFlow 2.4 to 2.15 writes it. */
const convertTensorFlowOperator: Converter = ({ config }) => {
  const name = firstField(config, 'function')
  if (name === '__operators__.add' || name === 'math.add') return addition()
  return unsupported(`operator ${show(name)}`)
}

export const otherLayers: Readonly<Record<string, (source: Source) => Converted>> = {
  MaxPooling2D: pooling('maxPool2d'),
  MaxPool2D: pooling('maxPool2d'),
  AveragePooling2D: pooling('averagePool2d'),
  AvgPool2D: pooling('averagePool2d'),
  GlobalAveragePooling2D: globalPooling('globalAveragePool2d'),
  GlobalMaxPooling2D: globalPooling('globalMaxPool2d'),
  Flatten: convertFlatten,
  Reshape: convertReshape,
  ZeroPadding2D: convertZeroPadding,
  Activation: convertActivation,
  ReLU: ({ config }) => plain('activation', reluAttrs(config)),
  LeakyReLU: ({ config }) => plain('activation', leakyReluAttrs(config)),
  ELU: ({ config }) => plain('elu', { alpha: field(config, 'alpha') ?? 1 }),
  Softmax: convertSoftmax,
  Add: addition,
  TFOpLambda: convertTensorFlowOperator,
  Concatenate: convertConcat,
  Rescaling: convertRescaling,
  Normalization: convertNormalization,
}

/** They do nothing once training is over. */
export const trainingLayers: ReadonlySet<string> = new Set([
  'Dropout',
  'SpatialDropout1D',
  'SpatialDropout2D',
  'SpatialDropout3D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomZoom',
  'RandomTranslation',
  'RandomContrast',
  'RandomBrightness',
])

/** Axes of the result of layers that are known by name only. */
export const foreignRanks: Readonly<Record<string, number>> = {
  Conv1D: 2,
  MaxPooling1D: 2,
  AveragePooling1D: 2,
  Embedding: 2,
  GlobalAveragePooling1D: 1,
  GlobalMaxPooling1D: 1,
  Conv2DTranspose: 3,
  UpSampling2D: 3,
  Cropping2D: 3,
  Resizing: 3,
}

export function readForeignRank(className: string, config: JsonObject): number | undefined {
  if (/(?:LSTM|GRU|SimpleRNN)$/.test(className))
    return field(config, 'return_sequences') === true ? 2 : 1
  return Object.hasOwn(foreignRanks, className) ? foreignRanks[className] : undefined
}
