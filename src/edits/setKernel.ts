// Another kernel size for a convolution. A larger kernel has zeros around the old one and the result
// keeps its size, so the network computes what it did; of one made smaller the middle stays.

import { fail } from '../lib/diagnostics'
import type { Attrs, Model, NodeId, Shape, Tensor, WeightId } from '../model/model'
import { shapeSize } from '../model/model'
import { weightId } from '../model/weightId'
import { sizeAttr, windowOf } from '../layers/shared'
import { changeNode, fieldOf, placeOf, withAttrs } from './changeNode'
import type { Edit } from './edit'
import { sizeArg, stringArg } from './edit'

type Pair = readonly [number, number]

const mostWeights = 2 ** 26

/** Padding [before, after] with which the result keeps its size, as far as it can. */
function padsFor(pads: Pair, growth: number, dilation: number): Pair {
  const first = Math.trunc(growth / 2)
  return [
    Math.max(0, pads[0] + first * dilation),
    Math.max(0, pads[1] + (growth - first) * dilation),
  ]
}

/** Explicit padding with which the result keeps its size, as far as it can. */
function paddedAttrs(attrs: Attrs, kernel: Pair, input: Shape): Attrs {
  const old = windowOf(attrs, input)
  const rows = padsFor([old.padTop, old.padBottom], kernel[0] - old.kernel[0], old.dilation[0])
  const columns = padsFor([old.padLeft, old.padRight], kernel[1] - old.kernel[1], old.dilation[1])
  const pads = [...rows, ...columns]
  const none = pads.every((pad) => pad === 0)
  return withAttrs(attrs, {
    kernel,
    padding: none ? 'valid' : 'explicit',
    pads: none ? undefined : pads,
  })
}

interface Moved {
  readonly attrs: Attrs
  /** Where the old kernel's first tap stands in the new one. */
  readonly shift: Pair
  /** No axis grows whose taps then lie over other pixels. */
  readonly keeps: boolean
}

function move(before: Attrs, attrs: Attrs, input: Shape): Moved {
  const [a, b] = [windowOf(before, input), windowOf(attrs, input)]
  const along = (axis: 0 | 1, sameSize: boolean, padding: number) => {
    const growth = b.kernel[axis] - a.kernel[axis]
    const shift = padding / a.dilation[axis]
    const [low, high] = [Math.min(0, growth), Math.max(0, growth)]
    const exact = sameSize && Number.isInteger(shift) && shift >= low && shift <= high
    return { shift: exact ? shift : Math.trunc(growth / 2), keeps: exact || growth <= 0 }
  }
  const rows = along(0, a.outH === b.outH, b.padTop - a.padTop)
  const columns = along(1, a.outW === b.outW, b.padLeft - a.padLeft)
  return { attrs, shift: [rows.shift, columns.shift], keeps: rows.keeps && columns.keeps }
}

/** 'same' stays where it can: with dilation or stride its padding may lie between two taps. */
function moveKernel(attrs: Attrs, kernel: Pair, input: Shape): Moved {
  const plain = move(attrs, { ...attrs, kernel }, input)
  if (attrs['padding'] === 'same' && plain.keeps) return plain
  return move(attrs, paddedAttrs(attrs, kernel, input), input)
}

/** [height, width, …] cropped or with zeros around. */
function moveTaps({ shape, data }: Tensor, kernel: Pair, shift: Pair): Tensor {
  const [h = 0, w = 0, ...rest] = shape
  const each = shapeSize(rest)
  const out = new Float32Array(kernel[0] * kernel[1] * each)
  for (let y = Math.max(0, -shift[0]); y < h && y + shift[0] < kernel[0]; y++)
    for (let x = Math.max(0, -shift[1]); x < w && x + shift[1] < kernel[1]; x++) {
      const from = (y * w + x) * each
      const to = ((y + shift[0]) * kernel[1] + x + shift[1]) * each
      out.set(data.subarray(from, from + each), to)
    }
  return { shape: [...kernel, ...rest], data: out }
}

/** Weights that are not zero. */
const countTaps = ({ data }: Tensor) => data.reduce((sum, x) => (x === 0 ? sum : sum + 1), 0)

export function setKernel(model: Model, id: NodeId, kernel: Pair): Model {
  const place = placeOf(model, id)
  const { node, layer, inputs } = place
  const { max } = fieldOf(place, 'kernel', 'size', 'kernel')
  const refusal = `${node.name} can't have a ${kernel.join(' × ')} kernel`
  if (kernel.some((size) => !Number.isInteger(size) || size < 1 || size > max))
    fail('edit/kernel', `${refusal}.`, {
      where: { node: id },
      hint: `Choose whole numbers from 1 to ${max}.`,
    })
  if (sizeAttr(node.attrs, 'kernel').join() === kernel.join()) return model
  const { attrs, shift } = moveKernel(node.attrs, kernel, inputs[0] ?? [])
  const wanted = layer.weightShapes?.(attrs, inputs) ?? {}
  const weights: Record<WeightId, Tensor> = {}
  let cut = false
  const names = Object.entries(node.weights).map(([role, name]) => {
    const old = model.weights[name]
    const shape = wanted[role]
    if (!old || !shape || old.shape.join() === shape.join()) return [role, name] as const
    if (shapeSize(shape) > mostWeights)
      fail('edit/kernel', `${refusal}: it would have ${shapeSize(shape)} weights.`, {
        where: { node: id },
      })
    const moved = moveTaps(old, kernel, shift)
    const made = weightId(moved)
    weights[made] = moved
    cut ||= countTaps(moved) < countTaps(old)
    return [role, made] as const
  })
  const changed = { ...node, attrs, weights: Object.fromEntries(names) }
  return changeNode(model, changed, refusal, { weights, untrained: cut ? [id] : [] })
}

export const setKernelEdit: Edit = {
  id: 'setKernel',
  label: 'Kernel size',
  apply: (model, args) => setKernel(model, stringArg(args, 'node'), sizeArg(args, 'kernel')),
  sample: (_model, hidden) => ({ node: hidden, kernel: [3, 3] }),
}
