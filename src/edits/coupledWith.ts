// Which layers change along when a layer's number of channels does.

import type { Model, NodeId } from '../model/model'
import { layerOf } from '../layers/index'
import { findNode } from './edit'
import { hasWidth, traceChannels } from './traceChannels'

export interface Coupled {
  readonly node: NodeId
  /**
   * width: loses the same channels of its own, since its results are added to these;
   * channels: passes the channels on (batch norm, depthwise, pooling, addition, concatenation);
   * reads: has weights for each of them.
   */
  readonly how: 'width' | 'channels' | 'reads'
}

/** All others that move along, in flow order. */
export function coupledWith(model: Model, id: NodeId): readonly Coupled[] {
  const { classes } = traceChannels(model)
  const own = new Set(classes.get(findNode(model, id).id))
  const has = (one: NodeId) => classes.get(one)?.some((each) => own.has(each)) ?? false
  return model.nodes.flatMap((node): readonly Coupled[] => {
    const layer = layerOf(node.kind)
    if (node.id === id || !layer) return []
    if (has(node.id)) return [{ node: node.id, how: hasWidth(layer) ? 'width' : 'channels' }]
    return node.inputs.some(has) ? [{ node: node.id, how: 'reads' }] : []
  })
}
