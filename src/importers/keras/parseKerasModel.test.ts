import { describe, expect, it } from 'vitest'
import type { Json, Model } from '../../model/model'
import { functional, layer, sequential } from '../testLayersModel'
import type { JsonObject } from '../json'
import { buildModel } from './buildModel'
import { parseKerasModel } from './parseKerasModel'

const silent = (): void => undefined

/** Structure only: no layer here has weights. */
async function build(config: Json): Promise<Model> {
  const keras = parseKerasModel(config as JsonObject, 'file')
  return buildModel(keras, 'net', new Map(), 'file', silent)
}

/** `id(kind)<inputs` of each node. */
function show(model: Model): string[] {
  return model.nodes.map(
    ({ id, kind, inputs }) => `${id}(${kind})${inputs.length ? `<${inputs.join()}` : ''}`,
  )
}

const input = (name: string, ...shape: number[]): Json =>
  layer('InputLayer', { name, batch_input_shape: [null, ...shape] })
const relu = (name: string): Json => layer('ReLU', { name })
const withInbound = (one: Json, inbound: Json): Json => ({
  ...(one as JsonObject),
  name: (one as { config: { name: string } }).config.name,
  inbound_nodes: inbound,
})
const keras3 = (layer: string, call = 0): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, call, 0] },
})

describe('Keras configurations', () => {
  it('lay nested Sequentials flat, inside each other and first in line', async () => {
    const inner = {
      class_name: 'Sequential',
      config: { name: 'in', layers: [input('i', 4), relu('r')] },
    }
    const outer = { class_name: 'Sequential', config: { name: 'out', layers: [inner, relu('s')] } }
    const model = await build({
      class_name: 'Sequential',
      config: { name: 'top', layers: [outer, relu('t')] },
    })
    expect(show(model)).toEqual([
      'out_input(input)',
      'out/in/r(activation)<out_input',
      'out/s(activation)<out/in/r',
      't(activation)<out/s',
    ])
    expect(model.nodes[0]?.attrs).toEqual({ shape: [4] })
  })

  it.each([1, 0])(
    'read a nested model whose uses count from %i, and a layer used twice',
    async (first) => {
      const inner = { ...(sequential(input('i', 4), relu('r')) as JsonObject) }
      const twice: Json = {
        class_name: 'Model',
        config: {
          name: 'net',
          layers: [
            withInbound(input('x', 4), []),
            withInbound(input('y', 4), []),
            withInbound({ ...inner, config: { ...(inner['config'] as JsonObject), name: 'm' } }, [
              [['x', 0, 0, {}]],
              [['y', 0, 0, {}]],
            ]),
            withInbound(layer('Add', { name: 'sum' }), [
              [
                ['m', first, 0, {}],
                ['m', first + 1, 0, {}],
              ],
            ]),
          ],
          input_layers: [
            ['x', 0, 0],
            ['y', 0, 0],
          ],
          output_layers: [['sum', 0, 0]],
        },
      }
      expect(show(await build(twice))).toEqual([
        'x(input)',
        'y(input)',
        'm/r(activation)<x',
        'm/r_2(activation)<y',
        'sum(add)<m/r,m/r_2',
      ])
    },
  )

  it('read Keras 3 connections, flat references and lists of tensors as one argument', async () => {
    const config: Json = {
      class_name: 'Functional',
      config: {
        name: 'net',
        layers: [
          withInbound(layer('InputLayer', { name: 'x', batch_shape: [null, 4] }), []),
          withInbound(relu('a'), [{ args: [keras3('x')], kwargs: { training: false } }]),
          withInbound(layer('Concatenate', { name: 'c', axis: -1 }), [
            { args: [[keras3('x'), keras3('a')]], kwargs: {} },
          ]),
          // `a + b` in Keras 3: two arguments.
          withInbound(layer('Add', { name: 'p' }), [
            { args: [keras3('c'), keras3('c')], kwargs: {} },
          ]),
        ],
        input_layers: ['x', 0, 0],
        output_layers: ['p', 0, 0],
      },
    }
    expect(show(await build(config))).toEqual([
      'x(input)',
      'a(activation)<x',
      'c(concat)<x,a',
      'p(add)<c,c',
    ])
  })

  it('find the second operand of a TensorFlow operator in its keyword arguments', async () => {
    const plus = layer('TFOpLambda', { name: 'plus', function: '__operators__.add' })
    const config: Json = {
      class_name: 'Functional',
      config: {
        name: 'net',
        layers: [
          withInbound(input('x', 4), []),
          withInbound(relu('a'), [[['x', 0, 0, {}]]]),
          withInbound(plus, [['x', 0, 0, { y: ['a', 0, 0], name: null }]]),
        ],
        input_layers: [['x', 0, 0]],
        output_layers: [['plus', 0, 0]],
      },
    }
    expect(show(await build(config)).at(-1)).toBe('plus(add)<x,a')
  })

  it('take out training-only layers and wire past them', async () => {
    const model = await build(
      functional(
        [
          [input('x', 4)],
          [layer('Dropout', { name: 'd', rate: 0.5 }), 'x'],
          [layer('GaussianNoise', { name: 'g', stddev: 1 }), 'd'],
          [relu('r'), 'g'],
        ],
        ['x'],
        ['r', 'g'],
      ),
    )
    expect(show(model)).toEqual(['x(input)', 'r(activation)<x'])
    expect(model.outputs).toEqual(['r', 'x'])
  })

  it('put layers in order, and say where there is none', async () => {
    const shuffled = functional([[relu('b'), 'a'], [relu('a'), 'x'], [input('x', 4)]], ['x'], ['b'])
    expect(show(await build(shuffled))).toEqual(['x(input)', 'a(activation)<x', 'b(activation)<a'])
    const circle = functional([[input('x', 4)], [relu('a'), 'b'], [relu('b'), 'a']], ['x'], ['b'])
    await expect(build(circle)).rejects.toThrow('layer a reads b, which depends on it in a circle')
    const lost = functional([[input('x', 4)], [relu('a'), 'z']], ['x'], ['a'])
    await expect(build(lost)).rejects.toThrow('layer a reads z, which is not in the file')
  })

  it('refuse two layers of one name, and what is no model of layers', async () => {
    await expect(build(sequential(input('x', 4), relu('r'), relu('r')))).rejects.toThrow(
      'two layers named r',
    )
    await expect(build({ class_name: 'MyModel', config: {} })).rejects.toThrow(
      'describes MyModel, not a',
    )
  })

  it('stay bounded where nested models multiply', async () => {
    let bomb: Json = layer('ReLU', { name: 'r' })
    for (let i = 0; i < 15; i++) {
      const inner = { ...(bomb as JsonObject), name: 'm' }
      bomb = {
        class_name: 'Model',
        config: {
          name: 'm',
          layers: [
            withInbound(input('x', 4), []),
            {
              ...inner,
              inbound_nodes: [[['x', 0, 0]], [['x', 0, 0]], [['x', 0, 0]], [['x', 0, 0]]],
            },
          ],
          input_layers: [['x', 0, 0]],
          output_layers: [['m', 0, 0]],
        },
      }
    }
    await expect(build(bomb)).rejects.toThrow('more than 2000 layers')
  })
})
