// A convolution becomes a separable one: per input channel the matrix [taps × filters] is replaced by
// its nearest of rank `multiplier` (Eckart–Young), which is the least-squares best, channel by
// channel and so for the whole kernel.

import { fail } from '../lib/diagnostics'
import type { Model, NodeId, Tensor } from '../model/model'
import { weightId } from '../model/weightId'
import { asKind, changeNode, placeOf } from './changeNode'
import type { Edit } from './edit'
import { intArg, stringArg } from './edit'
import { nearestOfRank } from './nearestOfRank'

/** Relative error below which the network counts as the same. */
const exact = 1e-5

interface Separated {
  readonly depthwise: Tensor
  readonly pointwise: Tensor
  /** ‖kernel − separated‖ / ‖kernel‖ */
  readonly error: number
}

/** `kernel` [height, width, in, filters]. */
export function separateKernel({ shape, data }: Tensor, multiplier: number): Separated {
  const [h = 1, w = 1, channels = 1, filters = 1] = shape
  const taps = h * w
  const depthwise = new Float32Array(taps * channels * multiplier)
  const pointwise = new Float32Array(channels * multiplier * filters)
  let [squares, lost] = [0, 0]
  for (let c = 0; c < channels; c++) {
    const matrix = new Float64Array(taps * filters)
    for (let tap = 0; tap < taps; tap++)
      for (let f = 0; f < filters; f++)
        matrix[tap * filters + f] = data[(tap * channels + c) * filters + f] ?? 0
    squares += matrix.reduce((sum, x) => sum + x * x, 0)
    const { left, right, rest } = nearestOfRank(matrix, taps, filters, multiplier)
    lost += rest
    for (let m = 0; m < multiplier; m++) {
      for (let tap = 0; tap < taps; tap++)
        depthwise[(tap * channels + c) * multiplier + m] = left[m * taps + tap] ?? 0
      for (let f = 0; f < filters; f++)
        pointwise[(c * multiplier + m) * filters + f] = right[m * filters + f] ?? 0
    }
  }
  return {
    depthwise: { shape: [h, w, channels, multiplier], data: depthwise },
    pointwise: { shape: [1, 1, channels * multiplier, filters], data: pointwise },
    error: squares > 0 ? Math.sqrt(lost / squares) : 0,
  }
}

/** `multiplier`: depthwise results per input channel; more come nearer and cost more. */
export function separateConvolution(model: Model, id: NodeId, multiplier = 1): Model {
  const { node, layer } = placeOf(model, id)
  const where = { node: id }
  const refusal = `${node.name} can't become separable`
  const kernel = model.weights[node.weights['kernel'] ?? '']
  if (node.kind !== 'conv2d' || !kernel)
    return fail('edit/separable', `${refusal}: ${layer.label} is no full convolution.`, { where })
  const [h = 1, w = 1, , filters = 1] = kernel.shape
  if (h * w === 1)
    return fail('edit/separable', `${refusal}: its kernel is 1 × 1 already.`, { where })
  const most = Math.min(h * w, filters)
  if (!Number.isInteger(multiplier) || multiplier < 1 || multiplier > most)
    return fail('edit/separable', `${refusal} with the channel multiplier ${multiplier}.`, {
      where,
      hint: `Choose a whole number from 1 to ${most}; ${most} is exact.`,
    })
  const { depthwise, pointwise, error } = separateKernel(kernel, multiplier)
  const { kernel: _, ...others } = node.weights
  const [depthwiseId, pointwiseId] = [weightId(depthwise), weightId(pointwise)]
  const separable = {
    ...node,
    ...asKind(node, 'separableConv2d'),
    attrs: { ...node.attrs, multiplier },
    weights: { ...others, depthwise: depthwiseId, pointwise: pointwiseId },
  }
  return changeNode(model, separable, refusal, {
    weights: { [depthwiseId]: depthwise, [pointwiseId]: pointwise },
    untrained: error > exact ? [id] : [],
  })
}

export const separateConvolutionEdit: Edit = {
  id: 'separateConvolution',
  label: 'Separable form',
  apply: (model, args) =>
    separateConvolution(model, stringArg(args, 'node'), intArg(args, 'multiplier', 1)),
  sample: (_model, hidden) => ({ node: hidden }),
}
