import { describe, expect, it } from 'vitest'
import { UserError } from '../lib/diagnostics'
import type { Json, Model } from '../model/model'
import { importModel } from './index'
import type { Imported, InputFile } from './index'
import { jsonFile, layer, layersModelFiles, sequential } from './testLayersModel'

const none = (): void => undefined
const read = (files: readonly InputFile[]): Promise<Imported> => importModel(files, none)

const mlp = sequential(
  layer('Dense', { name: 'a', units: 2, batch_input_shape: [null, 3], activation: 'relu' }),
  layer('Dense', { name: 'b', units: 2 }),
)
const mlpWeights = [
  // Not in the order of layers: names decide.
  { name: 'b/kernel', shape: [2, 2], values: [10, 20, 30, 40] },
  { name: 'b/bias', shape: [2] },
  { name: 'a/kernel', shape: [3, 2] },
  { name: 'a/bias', shape: [2], values: [7, 8] },
]

function valuesOf(model: Model, node: string, role: string): number[] {
  const id = model.nodes.find((n) => n.id === node)?.weights[role] ?? ''
  return [...(model.weights[id]?.data ?? [])]
}

function manifestFile(groups: Json): InputFile {
  return jsonFile('model.json', { modelTopology: mlp, weightsManifest: groups })
}

describe('TF.js layers models', () => {
  it('match weights by name, whatever their order', async () => {
    const { model } = await read(layersModelFiles(mlp, mlpWeights))
    expect(model.nodes.map((node) => node.id)).toEqual(['a_input', 'a', 'b'])
    expect(valuesOf(model, 'b', 'kernel')).toEqual([10, 20, 30, 40])
    expect(valuesOf(model, 'a', 'bias')).toEqual([7, 8])
    expect(model.preprocessing).toMatchObject({ pixels: false, scale: 1 })
  })

  it('take a topology that is text within the JSON', async () => {
    const [, shard] = layersModelFiles(mlp, mlpWeights)
    const weights = mlpWeights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }))
    const json = jsonFile('any.json', {
      modelTopology: JSON.stringify({ model_config: mlp }),
      weightsManifest: [{ paths: ['w.bin'], weights }],
    })
    const [one, other] = [await read([json, shard]), await read(layersModelFiles(mlp, mlpWeights))]
    expect(one.model.weights).toEqual(other.model.weights)
  })

  it('cut tensors that straddle shards at any byte, in several groups', async () => {
    const [, { bytes }] = layersModelFiles(mlp, mlpWeights)
    const weights = mlpWeights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }))
    const json = manifestFile([
      { paths: ['g1/s1', './g1/s2'], weights: weights.slice(0, 2) },
      { paths: ['g2'], weights: weights.slice(2) },
    ])
    const files = [
      { name: 'x/g2', bytes: bytes.slice(24) },
      { name: 'x/g1/s2', bytes: bytes.slice(5, 24) },
      { ...json, name: 'x/model.json' },
      { name: 'x/g1/s1', bytes: bytes.slice(0, 5) },
    ]
    const { model } = await read(files)
    expect(valuesOf(model, 'b', 'kernel')).toEqual([10, 20, 30, 40])
    expect(valuesOf(model, 'a', 'kernel')).toEqual([1, 2, 3, 4, 5, 6])
    expect(model.name).toBe('x')
  })

  it('undo quantization to bytes, words and half floats', async () => {
    const quantized = (dtype: string) => ({ dtype, min: -1, scale: 0.5 })
    const json = manifestFile([
      {
        paths: ['w'],
        weights: [
          { name: 'a/kernel', shape: [3, 2], dtype: 'float32', quantization: quantized('uint8') },
          { name: 'a/bias', shape: [2], dtype: 'float32', quantization: quantized('uint16') },
          { name: 'b/kernel', shape: [2, 2], dtype: 'float32', quantization: { dtype: 'float16' } },
          { name: 'b/bias', shape: [2], dtype: 'int32' },
        ],
      },
    ])
    const stored = [
      [0, 1, 2, 3, 4, 255],
      [0, 0, 0, 1],
      [0, 0x3c, 0, 0xc0, 0, 0, 0, 0x38],
      [5, 0, 0, 0, 255, 255, 255, 255],
    ]
    const bytes = Uint8Array.from(stored.flat())
    const { model } = await read([json, { name: 'w', bytes }])
    expect(valuesOf(model, 'a', 'kernel')).toEqual([-1, -0.5, 0, 0.5, 1, 126.5])
    expect(valuesOf(model, 'a', 'bias')).toEqual([-1, 127])
    expect(valuesOf(model, 'b', 'kernel')).toEqual([1, -2, 0, 0.5])
    expect(valuesOf(model, 'b', 'bias')).toEqual([5, -1])
  })

  it('warn of NaN, of bytes too many and of weights that are no layer’s', async () => {
    const odd = [...mlpWeights, { name: 'c/kernel', shape: [1] }]
    odd[1] = { name: 'b/bias', shape: [2], values: [NaN, 0] }
    const [json, shard] = layersModelFiles(mlp, odd)
    const long = { ...shard, bytes: new Uint8Array([...shard.bytes, 1, 2]) }
    const { diagnostics } = await read([json, long])
    expect(diagnostics.map((d) => [d.severity, d.code])).toEqual([
      ['warning', 'import/shards-long'],
      ['warning', 'import/spare-weights'],
      ['warning', 'import/weights-not-finite'],
    ])
  })

  it.each<[string, readonly { name: string; shape: number[] }[], string, string]>([
    ['a missing weight', mlpWeights.slice(1), 'import/weights-missing', 'layer b (Dense)'],
    [
      'a transposed kernel',
      [{ name: 'a/kernel', shape: [2, 3] }, ...mlpWeights.filter((w) => w.name !== 'a/kernel')],
      'import/weights-do-not-fit',
      'kernel of layer a (Dense) should be ? × 2, but a/kernel is 2 × 3',
    ],
    [
      'wrong input channels',
      [{ name: 'a/kernel', shape: [5, 2] }, ...mlpWeights.filter((w) => w.name !== 'a/kernel')],
      'import/weights-do-not-fit',
      'kernel of layer a should be 3 × 2, but is 5 × 2',
    ],
  ])('refuse %s', async (_, weights, code, part) => {
    const error: unknown = await read(layersModelFiles(mlp, weights)).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).diagnostics[0]?.code).toBe(code)
    expect((error as UserError).message).toContain(part)
  })

  it('refuse shards that are too short', async () => {
    const [json, shard] = layersModelFiles(mlp, mlpWeights)
    const short = { ...shard, bytes: shard.bytes.subarray(0, 40) }
    await expect(read([json, short])).rejects.toThrow(
      'should hold 56 bytes of weights, but holds 40',
    )
  })

  it.each([
    ['an unknown height', [null, null, 3], 'has no fixed size: ? × 3'],
    ['no size', null, 'does not say the size of its input a_input'],
    ['a huge size', [null, 99_999_999], 'is too large: 99999999'],
  ])('refuse an input of %s', async (_, shape, part) => {
    const topology = sequential(
      layer('Dense', { name: 'a', units: 2, batch_input_shape: shape as Json }),
    )
    const weights = [
      { name: 'a/kernel', shape: [3, 2] },
      { name: 'a/bias', shape: [2] },
    ]
    await expect(read(layersModelFiles(topology, weights))).rejects.toThrow(part)
  })

  it('survive names and keys made to do harm', async () => {
    const topology = sequential(
      layer('InputLayer', { name: '__proto__', batch_input_shape: [null, 2] }),
      layer('constructor', { name: 'toString', ['__proto__']: { polluted: true } }),
      layer('Activation', { name: '"; rm -rf /\n', activation: 'hasOwnProperty' }),
    )
    const { model, diagnostics } = await read(layersModelFiles(topology, []))
    expect(model.nodes.map((node) => node.kind)).toEqual(['input', 'unknown', 'unknown'])
    expect(diagnostics.every((d) => !d.message.includes('\n'))).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('refuse JSON that is nested without end, and models without end', async () => {
    const deep = `{"modelTopology": ${'['.repeat(100_000)}`
    const file = { name: 'deep.json', bytes: new TextEncoder().encode(deep) }
    await expect(read([file])).rejects.toThrow(
      'deep.json cannot be read as JSON: it is nested deeper',
    )
    const many = Array.from({ length: 2001 }, (_, i) => layer('Flatten', { name: `f${i}` }))
    await expect(read(layersModelFiles(sequential(...many), []))).rejects.toThrow(
      'more than 2000 layers',
    )
  })
})
