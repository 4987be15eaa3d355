// Another kind or size of a pooling. The stride follows a window that it was equal to.

import { fail } from '../lib/diagnostics'
import type { Attrs, Model, Node, NodeId } from '../model/model'
import { sizeAttr } from '../layers/shared'
import { asKind, changeNode, fieldOf, placeOf, unsuited } from './changeNode'
import type { Edit } from './edit'
import { sizeArg, stringArg } from './edit'

export type PoolingReduce = 'max' | 'average'
type Pair = readonly [number, number]

const kinds = [
  { max: 'maxPool2d', average: 'averagePool2d' },
  { max: 'globalMaxPool2d', average: 'globalAveragePool2d' },
] as const

/** What a pooling takes of its window; undefined for other layers. */
export function poolingOf({ kind }: Node): PoolingReduce | undefined {
  const pair = kinds.find(({ max, average }) => kind === max || kind === average)
  return pair && (kind === pair.max ? 'max' : 'average')
}

export interface Pooling {
  readonly reduce?: PoolingReduce
  readonly pool?: Pair
}

function sizedAttrs(attrs: Attrs, pool: Pair): Attrs {
  const follows = sizeAttr(attrs, 'strides').join() === sizeAttr(attrs, 'pool').join()
  return { ...attrs, pool, ...(follows ? { strides: pool } : {}) }
}

export function setPooling(model: Model, id: NodeId, { reduce, pool }: Pooling): Model {
  const place = placeOf(model, id)
  const { node } = place
  const pair = kinds.find(({ max, average }) => node.kind === max || node.kind === average)
  if (!pair)
    return fail('edit/pooling', `${node.name} (${place.layer.label}) is no pooling.`, {
      where: { node: id },
    })
  if (pool) fieldOf(place, 'pool', 'size', 'window: it pools the whole picture')
  const kind = reduce ? pair[reduce] : node.kind
  const attrs = pool ? sizedAttrs(node.attrs, pool) : node.attrs
  const refusal = `${node.name} can't pool ${pool ? pool.join(' × ') : 'so'}`
  const resized = pool !== undefined && sizeAttr(node.attrs, 'pool').join() !== pool.join()
  if (kind === node.kind && !resized) return model
  return changeNode(model, { ...node, ...asKind(node, kind), attrs }, refusal, {
    untrained: unsuited(model, id),
  })
}

export const setPoolingEdit: Edit = {
  id: 'setPooling',
  label: 'Pooling',
  apply: (model, args) => {
    const reduce = args['reduce']
    if (reduce !== undefined && reduce !== 'max' && reduce !== 'average')
      return fail('edit/argument', `reduce is ${JSON.stringify(reduce)}, expected max or average.`)
    const pool = args['pool'] === undefined ? undefined : sizeArg(args, 'pool')
    return setPooling(model, stringArg(args, 'node'), { reduce, pool })
  },
  sample: (model) => {
    const pooling = model.nodes.find(({ kind }) => kind === 'averagePool2d')
    return { node: pooling?.id ?? '', reduce: 'max' }
  },
}
