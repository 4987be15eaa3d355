// What calibration samples say of every channel of every layer: what importance by activation needs.
// Whoever runs the model (`learning/`) shows every layer's values.

import type { Model, NodeId } from '../model/model'
import { lastAxis } from '../layers/shared'
import type { Activity } from './importance'
import { traceChannels } from './traceChannels'

export interface ActivityMeter {
  /** Values of one or more samples, channels last; what is no layer of the model is ignored. */
  readonly add: (node: NodeId, values: Float32Array) => void
  readonly activity: () => Activity
}

interface Sums {
  readonly absolute: Float64Array
  readonly plain: Float64Array
  readonly squares: Float64Array
  count: number
}

export function createActivityMeter(model: Model): ActivityMeter {
  const sums = new Map<NodeId, Sums>()
  for (const [id, shape] of traceChannels(model).shapes) {
    const zeros = () => new Float64Array(lastAxis(shape))
    sums.set(id, { absolute: zeros(), plain: zeros(), squares: zeros(), count: 0 })
  }
  return {
    add: (node, values) => {
      const own = sums.get(node)
      if (!own) return
      const { absolute, plain, squares } = own
      const channels = plain.length
      if (values.length % channels !== 0)
        throw new Error(`${node}: ${values.length} values are no multiple of ${channels} channels`)
      for (let from = 0; from < values.length; from += channels)
        for (let c = 0; c < channels; c++) {
          const x = values[from + c] ?? 0
          absolute[c] = (absolute[c] ?? 0) + Math.abs(x)
          plain[c] = (plain[c] ?? 0) + x
          squares[c] = (squares[c] ?? 0) + x * x
        }
      own.count += values.length / channels
    },
    activity: () =>
      Object.fromEntries([...sums].map(([id, own]) => [id, statisticsOf(own)] as const)),
  }
}

function statisticsOf({ absolute, plain, squares, count }: Sums): Activity[NodeId] {
  const mean = (sum: Float64Array) => Array.from(sum, (x) => x / (count || 1))
  const means = mean(plain)
  const variances = mean(squares).map((square, c) => square - (means[c] ?? 0) ** 2)
  return {
    magnitude: mean(absolute),
    deviation: variances.map((variance) => Math.sqrt(Math.max(0, variance))),
  }
}
