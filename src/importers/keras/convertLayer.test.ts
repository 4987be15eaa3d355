import { describe, expect, it } from 'vitest'
import type { Json } from '../../model/model'
import { convertLayer } from './convertLayer'

type Config = { readonly [key: string]: Json }

function convert(className: string, config: Config, rank = 3) {
  return convertLayer({ name: 'l', className, config, calls: [[]], custom: false }, rank)
}

const conv = { filters: 8, kernel_size: [3, 5] }
const window = { kernel: [3, 5], strides: [1, 1], dilation: [1, 1], padding: 'valid' }

describe('Keras layers', () => {
  it.each<[string, Config, string, Config]>([
    ['Conv2D', conv, 'conv2d', { filters: 8, ...window, activation: 'linear' }],
    [
      'Conv2D',
      {
        ...conv,
        kernel_size: 3,
        strides: 2,
        dilation_rate: [2, 1],
        padding: 'same',
        activation: 'relu6',
      },
      'conv2d',
      {
        filters: 8,
        kernel: [3, 3],
        strides: [2, 2],
        dilation: [2, 1],
        padding: 'same',
        activation: 'relu6',
      },
    ],
    [
      'Convolution2D',
      {
        nb_filter: 8,
        nb_row: 3,
        nb_col: 5,
        border_mode: 'valid',
        subsample: [1, 1],
        dim_ordering: 'tf',
      },
      'conv2d',
      { filters: 8, ...window, activation: 'linear' },
    ],
    [
      'DepthwiseConv2D',
      { kernel_size: [3, 5], depth_multiplier: 2 },
      'depthwiseConv2d',
      { multiplier: 2, ...window, activation: 'linear' },
    ],
    [
      'SeparableConv2D',
      conv,
      'separableConv2d',
      { filters: 8, multiplier: 1, ...window, activation: 'linear' },
    ],
    ['Dense', { output_dim: 4, activation: 'tanh' }, 'dense', { units: 4, activation: 'tanh' }],
    [
      'Dense',
      { units: 4, activation: 'leaky_relu' },
      'dense',
      { units: 4, activation: 'leakyRelu', alpha: 0.2 },
    ],
    [
      'MaxPooling2D',
      { pool_size: [3, 2], strides: null },
      'maxPool2d',
      { pool: [3, 2], strides: [3, 2], padding: 'valid' },
    ],
    ['GlobalAveragePooling2D', { keepdims: true }, 'globalAveragePool2d', { keepDims: true }],
    [
      'ZeroPadding2D',
      { padding: [1, 2] },
      'zeroPad2d',
      {
        padding: [
          [1, 1],
          [2, 2],
        ],
      },
    ],
    [
      'ZeroPadding2D',
      {
        padding: [
          [0, 1],
          [0, 1],
        ],
      },
      'zeroPad2d',
      {
        padding: [
          [0, 1],
          [0, 1],
        ],
      },
    ],
    ['ReLU', { max_value: null }, 'activation', { activation: 'relu' }],
    [
      'ReLU',
      { max_value: 6, negative_slope: 0, threshold: 0 },
      'activation',
      { activation: 'relu6' },
    ],
    ['ReLU', { negative_slope: 0.1 }, 'activation', { activation: 'leakyRelu', alpha: 0.1 }],
    ['LeakyReLU', { negative_slope: 0.3 }, 'activation', { activation: 'leakyRelu', alpha: 0.3 }],
    ['LeakyReLU', {}, 'activation', { activation: 'leakyRelu', alpha: 0.3 }],
    ['Softmax', { axis: [-1] }, 'activation', { activation: 'softmax' }],
    ['BatchNormalization', { axis: [3], epsilon: 0.01 }, 'batchNorm', { epsilon: 0.01 }],
    ['Concatenate', { axis: 3 }, 'concat', { axis: -1 }],
    ['Concatenate', { axis: 1 }, 'concat', { axis: 0 }],
    ['Rescaling', { scale: 1 / 127.5, offset: -1 }, 'rescaling', { scale: 1 / 127.5, offset: -1 }],
    ['Normalization', { mean: 3, variance: 4 }, 'rescaling', { scale: 0.5, offset: -1.5 }],
    [
      'Normalization',
      { mean: [[[[1, 2]]]], variance: [4, 16] },
      'rescaling',
      { scale: [0.5, 0.25], offset: [-0.5, -0.5] },
    ],
    ['Reshape', { target_shape: [-1, 7] }, 'reshape', { shape: [-1, 7] }],
  ])('%s %j is %s', (className, config, kind, attrs) => {
    expect(convert(className, config)).toMatchObject({ kind, attrs })
  })

  it.each<[string, Config, string]>([
    ['Conv2D', { ...conv, groups: 2 }, '2 groups'],
    ['Conv2D', { ...conv, data_format: 'channels_first' }, 'channels_first layout'],
    ['Conv2D', { ...conv, padding: 'causal' }, 'padding "causal"'],
    ['Conv2D', { ...conv, activation: 'gelu' }, 'activation "gelu"'],
    ['Conv2D', { ...conv, filters: -1 }, 'filters is not a whole number'],
    ['Conv2D', { filters: 8, kernel_size: [3, 3, 3] }, 'kernel_size is not a pair of sizes'],
    ['BatchNormalization', { axis: 1 }, 'axis 1 is not the last'],
    ['Softmax', { axis: 1 }, 'axis 1 is not the last'],
    ['ReLU', { max_value: 3 }, 'ReLU with max_value 3'],
    ['Activation', { activation: 'elu' }, 'activation "elu"'],
    ['TFOpLambda', { function: 'math.multiply' }, 'operator "math.multiply"'],
    ['Lambda', {}, 'Python code that only Keras can run'],
    ['Rescaling', { scale: 'x' }, 'value "x"'],
  ])('%s %j is not supported: %s', (className, config, problem) => {
    const conversion = convert(className, config)
    expect('problem' in conversion && conversion.problem).toContain(problem)
  })

  it('leaves out weights that switches take away', () => {
    const roles = (className: string, config: Config): string[] => {
      const conversion = convert(className, config)
      return 'weights' in conversion ? conversion.weights.map((spec) => spec.role) : []
    }
    expect(roles('Conv2D', { ...conv, use_bias: false })).toEqual(['kernel'])
    expect(roles('BatchNormalization', { scale: false })).toEqual(['beta', 'mean', 'variance'])
    expect(roles('BatchNormalization', { center: false })).toEqual(['gamma', 'mean', 'variance'])
    expect(roles('SeparableConv2D', conv)).toEqual(['depthwise', 'pointwise', 'bias'])
  })
})
