import { expect, test } from 'vitest'
import { coupledWith } from './coupledWith'
import { branches, leNet } from './testModels'

test('says which layers move along, and how', () => {
  expect(coupledWith(branches(), 'conv2d_1')).toEqual([
    { node: 'batchNorm_2', how: 'channels' },
    { node: 'conv2d_3', how: 'width' },
    { node: 'add_4', how: 'channels' },
    { node: 'depthwiseConv2d_5', how: 'channels' },
    { node: 'concat_7', how: 'channels' },
    { node: 'flatten_8', how: 'channels' },
    { node: 'dense_9', how: 'reads' },
  ])
  expect(coupledWith(leNet(), 'dense_6')).toEqual([{ node: 'dense_7', how: 'reads' }])
})
