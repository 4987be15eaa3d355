// Convolutions, dense layers and batch normalization: the Keras layers with weights.

import { asInts, field, firstField } from '../json'
import type { JsonObject } from '../json'
import {
  checkLayout,
  hasBias,
  readActivation,
  readCount,
  readPadding,
  readPair,
  show,
  unsupported,
} from './conversion'
import type { Converted, Source, WeightSpec } from './conversion'

export type Converter = (source: Source) => Converted

function weight(
  role: string,
  shape: WeightSpec['shape'],
  names: readonly string[] = [role],
): WeightSpec {
  return { role, names, shape, trained: true }
}

function bias(config: JsonObject, size: number | null): WeightSpec[] {
  return hasBias(config) ? [weight('bias', [size], ['bias', 'b'])] : []
}

/** What all spatial layers with a kernel share. */
function readWindow(config: JsonObject) {
  checkLayout(config)
  const kernel =
    firstField(config, 'nb_row') === undefined
      ? readPair(field(config, 'kernel_size'), 'kernel_size')
      : readPair([field(config, 'nb_row') ?? 0, field(config, 'nb_col') ?? 0], 'kernel size')
  return {
    kernel,
    strides: readPair(firstField(config, 'strides', 'subsample') ?? 1, 'strides'),
    dilation: readPair(firstField(config, 'dilation_rate') ?? 1, 'dilation_rate'),
    padding: readPadding(config),
  }
}

const pictures = (): number => 3

const convertConv2d: Converter = ({ config }) => {
  const groups = firstField(config, 'groups') ?? 1
  if (groups !== 1) unsupported(`${show(groups)} groups`)
  const filters = readCount(firstField(config, 'filters', 'nb_filter'), 'filters')
  const window = readWindow(config)
  return {
    kind: 'conv2d',
    attrs: { filters, ...window, ...readActivation(config) },
    weights: [
      weight('kernel', [...window.kernel, null, filters], ['kernel', 'W']),
      ...bias(config, filters),
    ],
    rank: pictures,
  }
}

const convertDepthwise: Converter = ({ config }) => {
  const multiplier = readCount(firstField(config, 'depth_multiplier') ?? 1, 'depth_multiplier')
  const window = readWindow(config)
  return {
    kind: 'depthwiseConv2d',
    attrs: { multiplier, ...window, ...readActivation(config) },
    weights: [
      weight('kernel', [...window.kernel, null, multiplier], ['depthwise_kernel', 'kernel']),
      ...bias(config, null),
    ],
    rank: pictures,
  }
}

const convertSeparable: Converter = ({ config }) => {
  const filters = readCount(firstField(config, 'filters', 'nb_filter'), 'filters')
  const multiplier = readCount(firstField(config, 'depth_multiplier') ?? 1, 'depth_multiplier')
  const window = readWindow(config)
  return {
    kind: 'separableConv2d',
    attrs: { filters, multiplier, ...window, ...readActivation(config) },
    weights: [
      weight('depthwise', [...window.kernel, null, multiplier], ['depthwise_kernel']),
      weight('pointwise', [1, 1, null, filters], ['pointwise_kernel']),
      ...bias(config, filters),
    ],
    rank: pictures,
  }
}

const convertDense: Converter = ({ config }) => {
  const units = readCount(firstField(config, 'units', 'output_dim'), 'units')
  return {
    kind: 'dense',
    attrs: { units, ...readActivation(config) },
    weights: [weight('kernel', [null, units], ['kernel', 'W']), ...bias(config, units)],
    rank: (rank) => rank,
  }
}

const convertBatchNorm: Converter = ({ config, rank }) => {
  checkLastAxis(firstField(config, 'axis') ?? -1, rank)
  const mode = firstField(config, 'mode') ?? 0
  if (mode !== 0) unsupported(`mode ${show(mode)}`)
  const epsilon = firstField(config, 'epsilon') ?? 1e-3
  if (typeof epsilon !== 'number') unsupported(`epsilon ${show(epsilon)}`)
  const still = (role: string, names: string[]): WeightSpec => ({
    role,
    names,
    shape: [null],
    trained: false,
  })
  return {
    kind: 'batchNorm',
    attrs: { epsilon: epsilon as number },
    weights: [
      ...(field(config, 'scale') === false ? [] : [weight('gamma', [null])]),
      ...(field(config, 'center') === false ? [] : [weight('beta', [null])]),
      still('mean', ['moving_mean', 'running_mean']),
      still('variance', ['moving_variance', 'running_std']),
    ],
    rank: (r) => r,
  }
}

/** `axis` counts the batch; a list holds one axis. */
export function checkLastAxis(axis: unknown, rank: number | undefined): void {
  const list = typeof axis === 'number' ? [axis] : asInts(axis as never)
  const [only] = list ?? []
  if (list?.length !== 1 || only === undefined) return unsupported(`axis ${show(axis as never)}`)
  // Behind an unknown layer the last axis cannot be told; the model cannot run anyway.
  if (only !== -1 && rank !== undefined && only !== rank)
    unsupported(`axis ${only} is not the last`)
}

export const linearLayers: Readonly<Record<string, Converter>> = {
  Conv2D: convertConv2d,
  Convolution2D: convertConv2d,
  DepthwiseConv2D: convertDepthwise,
  SeparableConv2D: convertSeparable,
  SeparableConvolution2D: convertSeparable,
  Dense: convertDense,
  BatchNormalization: convertBatchNorm,
  BatchNormalizationV1: convertBatchNorm,
  BatchNormalizationV2: convertBatchNorm,
}
