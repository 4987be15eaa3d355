// Kinds of layers in Keras's words: the counterpart of importers/keras. A node becomes one Keras layer
// or a few in a row, where Keras has no single one for it.

import type { Attrs, Json, Shape } from '../../model/model'

/** TF.js knows the words of Keras 2, and not all of them. */
export type Dialect = 'keras2' | 'keras3' | 'tfjs'

export interface KerasPart {
  readonly className: string
  readonly config: { readonly [key: string]: Json }
  /** Keras's name and our role of each weight, in Keras's order. */
  readonly weights: readonly (readonly [name: string, role: string])[]
}

export interface NodeContent {
  readonly attrs: Attrs
  /** Roles of the weights that the node has. */
  readonly roles: ReadonlySet<string>
  /** Of the result, without the batch. */
  readonly shape: Shape
  readonly dialect: Dialect
}

export type Words = (node: NodeContent) => readonly KerasPart[]

const part = (
  className: string,
  config: KerasPart['config'],
  weights: KerasPart['weights'] = [],
): KerasPart => ({ className, config, weights })

/** Every kind of layers/ but `input` has its words here. */
export const kerasWords: Readonly<Record<string, Words>> = {
  conv2d: (node) => {
    const { window, before } = windowOf(node)
    const config = { filters: json(node, 'filters'), ...window }
    return [...before, ...linear('Conv2D', node, config, [['kernel', 'kernel']])]
  },
  depthwiseConv2d: (node) => {
    const { window, before } = windowOf(node)
    // TF.js 4.22 reads the dilation of this layer, and computes without.
    if (node.dialect === 'tfjs' && JSON.stringify(window.dilation_rate) !== '[1,1]')
      unwritable('has a dilation, which TF.js ignores in DepthwiseConv2D')
    const config = { depth_multiplier: json(node, 'multiplier'), ...window }
    return [...before, ...linear('DepthwiseConv2D', node, config, [['depthwise_kernel', 'kernel']])]
  },
  separableConv2d: (node) => {
    const { window, before } = windowOf(node)
    const config = {
      filters: json(node, 'filters'),
      depth_multiplier: json(node, 'multiplier'),
      ...window,
    }
    const kernels = [
      ['depthwise_kernel', 'depthwise'],
      ['pointwise_kernel', 'pointwise'],
    ] as const
    return [...before, ...linear('SeparableConv2D', node, config, kernels)]
  },
  dense: (node) => linear('Dense', node, { units: json(node, 'units') }, [['kernel', 'kernel']]),
  maxPool2d: pooling('MaxPooling2D'),
  averagePool2d: pooling('AveragePooling2D'),
  globalMaxPool2d: globalPooling('GlobalMaxPooling2D'),
  globalAveragePool2d: globalPooling('GlobalAveragePooling2D'),
  flatten: () => [part('Flatten', { data_format: 'channels_last' })],
  reshape: ({ shape }) => [part('Reshape', { target_shape: shape })],
  zeroPad2d: (node) => [zeroPadding(json(node, 'padding'))],
  batchNorm: ({ attrs, roles }) => [
    batchNorm(Number(attrs['epsilon'] ?? 1e-3), roles.has('gamma'), roles.has('beta')),
  ],
  activation: ({ attrs, dialect }) => [activationLayer(attrs, dialect)],
  add: () => [part('Add', {})],
  concat: () => [part('Concatenate', { axis: -1 })],
  // TF.js's Rescaling takes single numbers only.
  rescaling: (node) => {
    const [scale, offset] = [json(node, 'scale'), json(node, 'offset')]
    const single = typeof scale === 'number' && typeof offset === 'number'
    return node.dialect !== 'tfjs' || single
      ? [part('Rescaling', { scale, offset })]
      : [batchNorm(0, true, true)]
  },
  elu: (node) => {
    const alpha = json(node, 'alpha')
    if (node.dialect === 'tfjs' && alpha !== 1)
      unwritable(`has an alpha of ${String(alpha)}; TF.js knows 1 only`)
    return [part('ELU', { alpha })]
  },
}

/** Why a format can't have a layer; the caller names the layer. */
export class Unwritable extends Error {}

function unwritable(why: string): never {
  throw new Unwritable(why)
}

function json({ attrs }: NodeContent, name: string): Json {
  return attrs[name] ?? null
}

function batchNorm(epsilon: number, scale: boolean, center: boolean): KerasPart {
  return part('BatchNormalization', { axis: -1, momentum: 0.99, epsilon, center, scale }, [
    ...(scale ? ([['gamma', 'gamma']] as const) : []),
    ...(center ? ([['beta', 'beta']] as const) : []),
    ['moving_mean', 'mean'],
    ['moving_variance', 'variance'],
  ])
}

function zeroPadding(padding: Json): KerasPart {
  return part('ZeroPadding2D', { padding, data_format: 'channels_last' })
}

/** Kernel, strides and padding; padding that Keras has no word for is a layer of its own before. */
function windowOf(node: NodeContent) {
  const explicit = node.attrs['padding'] === 'explicit'
  const [top = 0, bottom = 0, left = 0, right = 0] = (node.attrs['pads'] ?? []) as readonly Json[]
  return {
    window: {
      kernel_size: json(node, 'kernel'),
      strides: json(node, 'strides'),
      dilation_rate: json(node, 'dilation'),
      padding: explicit ? 'valid' : json(node, 'padding'),
      data_format: 'channels_last',
    },
    before: explicit
      ? [
          zeroPadding([
            [top, bottom],
            [left, right],
          ]),
        ]
      : [],
  }
}

/** A layer with kernels, its bias and its activation. */
function linear(
  className: string,
  { attrs, roles, dialect }: NodeContent,
  config: KerasPart['config'],
  kernels: KerasPart['weights'],
): readonly KerasPart[] {
  const activation = attrs['activation'] ?? 'linear'
  const bias = roles.has('bias')
  // As layers of their own they have the same name in every version of Keras and TF.js.
  const apart = activation === 'relu6' || activation === 'leakyRelu'
  const own = part(
    className,
    { ...config, activation: apart ? 'linear' : activation, use_bias: bias },
    [...kernels, ...(bias ? ([['bias', 'bias']] as const) : [])],
  )
  return apart ? [own, activationLayer(attrs, dialect)] : [own]
}

function activationLayer(attrs: Attrs, dialect: Dialect): KerasPart {
  const activation = attrs['activation'] ?? 'linear'
  if (activation === 'relu6') return part('ReLU', { max_value: 6, negative_slope: 0, threshold: 0 })
  if (activation !== 'leakyRelu') return part('Activation', { activation })
  const slope = attrs['alpha'] ?? 0.3
  return part('LeakyReLU', dialect === 'keras3' ? { negative_slope: slope } : { alpha: slope })
}

function pooling(className: string): Words {
  return (node) => [
    part(className, {
      pool_size: json(node, 'pool'),
      strides: json(node, 'strides'),
      padding: json(node, 'padding'),
      data_format: 'channels_last',
    }),
  ]
}

/** TF.js has no `keepdims`. */
function globalPooling(className: string): Words {
  return ({ attrs, shape }) => [
    part(className, { data_format: 'channels_last' }),
    ...(attrs['keepDims'] === true ? [part('Reshape', { target_shape: shape })] : []),
  ]
}
