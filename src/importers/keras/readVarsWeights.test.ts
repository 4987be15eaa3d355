import { describe, expect, it } from 'vitest'
import type { Hdf5Dataset, Hdf5Group } from '../../lib/hdf5'
import { layer, sequential } from '../testLayersModel'
import type { JsonObject } from '../json'
import { parseKerasModel } from './parseKerasModel'
import { readVarsWeights, toSnakeCase } from './readVarsWeights'
import { splitBackslashes } from './splitBackslashes'

function group(
  groups: Record<string, Hdf5Group> = {},
  datasets: Record<string, Hdf5Dataset> = {},
  attributes: Record<string, string> = {},
): Hdf5Group {
  const map = <T>(object: Record<string, T>): Map<string, T> => new Map(Object.entries(object))
  return { groups: map(groups), datasets: map(datasets), attributes: map(attributes) }
}

/** A dense layer 2 × 2 whose kernel holds `value` only. */
function dense(value: number, name?: string): Hdf5Group {
  const set = (shape: number[], size: number): Hdf5Dataset => ({
    shape,
    byteLength: 4 * size,
    values: new Float32Array(size).fill(value),
  })
  const vars = { '1': set([2], 2), '0': set([2, 2], 4) }
  return group({ vars: group({}, vars, name === undefined ? {} : { name }) })
}

const model = parseKerasModel(
  sequential(
    layer('InputLayer', { name: 'x', batch_shape: [null, 2] }),
    layer('Dense', { name: 'dense_7', units: 2 }),
    layer('ReLU', { name: 'dense_1' }),
    layer('Dense', { name: 'dense', units: 2 }),
  ) as JsonObject,
  'file',
)

function read(root: Hdf5Group): Record<string, number | undefined> {
  const { weights } = readVarsWeights(root, model, 'file', () => undefined)
  return Object.fromEntries(
    [...weights].map(([{ name }, roles]) => [name, roles['kernel']?.data[0]]),
  )
}

describe('weights of .keras archives', () => {
  it('are not looked for under the layer’s own name', () => {
    const layers = group({ dense: dense(1), dense_1: dense(2), re_lu: group() })
    expect(read(group({ layers }))).toEqual({ dense_7: 1, dense: 2 })
  })

  it('follow the noted name where there is one', () => {
    const layers = group({ dense: dense(1, 'dense'), dense_1: dense(2, 'dense_7') })
    expect(read(group({ layers }))).toEqual({ dense_7: 2, dense: 1 })
  })

  it('sort groups by number, and may step by two', () => {
    const groups = { dense_10: dense(3), dense_2: dense(2) }
    expect(read(group({ _layer_checkpoint_dependencies: group(groups) }))).toEqual({
      dense_7: 2,
      dense: 3,
    })
  })

  it('are found behind backslashes', () => {
    const root = group({
      '_layer_checkpoint_dependencies\\dense': dense(1),
      '_layer_checkpoint_dependencies\\dense_2': dense(2),
    })
    expect(read(splitBackslashes(root))).toEqual({ dense_7: 1, dense: 2 })
    const plain = group({ layers: group() })
    expect(splitBackslashes(plain)).toBe(plain)
  })

  it('are refused where a layer has none', () => {
    expect(() => read(group({ layers: group({ dense: dense(1) }) }))).toThrow(
      'The model has 2 Dense layers with weights, but file holds weights of 1.',
    )
  })

  it.each([
    ['Conv2D', 'conv2d'],
    ['Conv2DTranspose', 'conv2d_transpose'],
    ['ReLU', 're_lu'],
    ['LSTM', 'lstm'],
    ['MaxPooling1D', 'max_pooling1d'],
    ['GlobalAveragePooling2D', 'global_average_pooling2d'],
    ['SeparableConv2D', 'separable_conv2d'],
    ['InputLayer', 'input_layer'],
    ['L1Distance', 'l1_distance'],
  ])('%s is called %s', (className, word) => {
    expect(toSnakeCase(className)).toBe(word)
  })
})
