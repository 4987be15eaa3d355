// Pictures of another size. Everything behind adapts; a dense layer behind a Flatten has other
// inputs then, is initialized anew and marked.

import { fail } from '../lib/diagnostics'
import type { Attrs, Model, Node, NodeId, Shape } from '../model/model'
import { formatShape } from '../model/model'
import { layerOf } from '../layers/index'
import { modelShapes } from '../layers/modelShapes'
import { shapeAttr } from '../layers/shared'
import type { Edit } from './edit'
import { sizeArg, stringArg } from './edit'
import { settle } from './settle'

const largest = 4096

function inputOf(model: Model, id: NodeId | undefined): Node {
  const inputs = model.nodes.filter(({ kind }) => kind === 'input')
  const found = id === undefined ? inputs[0] : inputs.find((node) => node.id === id)
  return found ?? fail('edit/no-such-layer', `The model has no input ${id ?? ''}.`)
}

/**
 * A fixed shape that only adds or drops axes of size 1 follows its input; one that makes a vector
 * takes all there is. Others stay.
 */
function reshaped(attrs: Attrs, before: Shape, after: Shape, output: Shape): Attrs {
  if (output.length === 1) return { ...attrs, shape: [-1] }
  const sizes = before.flatMap((size, axis) => (size === 1 ? [] : [after[axis] ?? size]))
  const kept = before.filter((size) => size !== 1)
  if (kept.join() !== output.filter((size) => size !== 1).join()) return attrs
  return { ...attrs, shape: output.map((size) => (size === 1 ? 1 : (sizes.shift() ?? size))) }
}

/** Without `id` the model's first input. */
export function setInputSize(
  model: Model,
  [height, width]: readonly [number, number],
  id?: NodeId,
): Model {
  const input = inputOf(model, id)
  const shape = shapeAttr(input.attrs)
  const refusal = `${input.name} can't take pictures of ${height} × ${width}`
  const where = { node: input.id }
  if (shape.length !== 3 && shape.length !== 2)
    fail('edit/input', `${input.name} takes ${formatShape(shape)} values, no pictures.`, { where })
  if ([height, width].some((size) => !Number.isInteger(size) || size < 1 || size > largest))
    fail('edit/input', `${refusal}.`, {
      where,
      hint: `Choose whole numbers from 1 to ${largest}.`,
    })
  const before = modelShapes(model)
  const nodes: Node[] = []
  const shapes = new Map<NodeId, Shape>()
  for (const node of model.nodes) {
    const layer = layerOf(node.kind)
    const inputs = node.inputs.map((one) => shapes.get(one) ?? [])
    let { attrs } = node
    if (node.id === input.id) attrs = { ...attrs, shape: [height, width, ...shape.slice(2)] }
    else if (node.kind === 'reshape' && before.has(node.id))
      attrs = reshaped(
        attrs,
        before.get(node.inputs[0] ?? '') ?? [],
        inputs[0] ?? [],
        before.get(node.id) ?? [],
      )
    nodes.push(attrs === node.attrs ? node : { ...node, attrs })
    if (layer && before.has(node.id) && !layer.problem?.(attrs, inputs))
      shapes.set(node.id, layer.outputShape(attrs, inputs))
  }
  return settle(model, { nodes }, { refusal, initialize: true })
}

export const setInputSizeEdit: Edit = {
  id: 'setInputSize',
  label: 'Input size',
  apply: (model, args) => {
    const node = args['node'] === undefined ? undefined : stringArg(args, 'node')
    return setInputSize(model, sizeArg(args, 'size'), node)
  },
  sample: () => ({ size: [28, 28] }),
}
