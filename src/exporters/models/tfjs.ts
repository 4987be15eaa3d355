// TF.js layers model: model.json with the topology and a list of the weights, which lie one behind the
// other in shards of 4 MB, as TF.js's own converter cuts them.

import { bytesOf, joinBytes } from '../../lib/bytes'
import type { ModelFile, WriteModel } from './modelFile'
import { keras2Config } from './kerasConfig'
import { toKerasLayers } from './kerasLayers'

const shardBytes = 4 * 2 ** 20

export const writeTfjs: WriteModel = (model, { labels }) => {
  const net = toKerasLayers(model, 'tfjs')
  const weights = net.layers.flatMap((layer) =>
    layer.weights.map((weight) => ({ ...weight, name: `${layer.name}/${weight.name}` })),
  )
  const bytes = joinBytes(weights.map(({ data }) => bytesOf(data)))
  const count = Math.max(1, Math.ceil(bytes.length / shardBytes))
  const shards = Array.from({ length: count }, (_, i): ModelFile => ({
    path: `group1-shard${i + 1}of${count}.bin`,
    bytes: bytes.slice(i * shardBytes, (i + 1) * shardBytes),
  }))
  const json = {
    format: 'layers-model',
    generatedBy: 'MoTrans Studio',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: keras2Config(net),
    },
    weightsManifest: [
      {
        paths: shards.map(({ path }) => path),
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  }
  const text = (path: string, content: string): ModelFile => ({
    path,
    bytes: new TextEncoder().encode(content),
  })
  return Promise.resolve([
    text('model.json', JSON.stringify(json)),
    ...shards,
    ...(labels ? [text('labels.txt', labels.map((label) => `${label}\n`).join(''))] : []),
  ])
}
