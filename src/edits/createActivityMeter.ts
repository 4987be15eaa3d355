// Mean |x| per channel of every layer over calibration samples: what importance by activation
// needs. Whoever runs the model (`learning/`) shows every layer's values.

import type { Model, NodeId } from '../model/model'
import { lastAxis } from '../layers/shared'
import type { ChannelScores } from './importance'
import { traceChannels } from './traceChannels'

export interface ActivityMeter {
  /** Values of one or more samples, channels last; what is no layer of the model is ignored. */
  readonly add: (node: NodeId, values: Float32Array) => void
  readonly activity: () => ChannelScores
}

export function createActivityMeter(model: Model): ActivityMeter {
  const sums = new Map<NodeId, { sum: Float64Array; count: number }>()
  for (const [id, shape] of traceChannels(model).shapes)
    sums.set(id, { sum: new Float64Array(lastAxis(shape)), count: 0 })
  return {
    add: (node, values) => {
      const own = sums.get(node)
      if (!own) return
      const channels = own.sum.length
      if (values.length % channels !== 0)
        throw new Error(`${node}: ${values.length} values are no multiple of ${channels} channels`)
      for (let from = 0; from < values.length; from += channels)
        for (let c = 0; c < channels; c++)
          own.sum[c] = (own.sum[c] ?? 0) + Math.abs(values[from + c] ?? 0)
      own.count += values.length / channels
    },
    activity: () =>
      Object.fromEntries(
        [...sums].map(([id, { sum, count }]) => [id, Array.from(sum, (x) => x / (count || 1))]),
      ),
  }
}
