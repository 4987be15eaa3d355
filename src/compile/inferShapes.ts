// Shapes of every node as far as they can be known, and what stands in the way where they can't.

import type { Diagnostic } from '../lib/diagnostics'
import { attrsProblem } from '../layers/attrsProblem'
import { layerOf } from '../layers/index'
import type { Model, Node, NodeId, Shape } from '../model/model'
import { shapeSize } from '../model/model'

export interface Shapes {
  readonly of: ReadonlyMap<NodeId, Shape>
  /** One per node that can't run, in flow order, only for nodes that the chosen output needs. */
  readonly problems: readonly Diagnostic[]
  /** Nodes that the chosen output needs. */
  readonly needed: ReadonlySet<NodeId>
}

/** No activation of a board's network comes near this; above it a shape is a mistake or an attack. */
const largestTensor = 2 ** 28

/** Nodes from which the model's output can be reached. */
export function neededNodes(model: Model): ReadonlySet<NodeId> {
  const needed = new Set<NodeId>([model.output])
  for (const node of [...model.nodes].reverse())
    if (needed.has(node.id)) for (const id of node.inputs) needed.add(id)
  return needed
}

function weightProblem(model: Model, node: Node, inputs: readonly Shape[]): string | undefined {
  const layer = layerOf(node.kind)
  const wanted = layer?.weightShapes?.(node.attrs, inputs) ?? {}
  for (const [role, shape] of Object.entries(wanted)) {
    const id = node.weights[role]
    const tensor = id === undefined ? undefined : model.weights[id]
    if (!tensor) {
      if (layer?.optionalWeights?.includes(role)) continue
      return `has no ${role} weights`
    }
    if (tensor.shape.join() !== shape.join())
      return `has ${role} weights of ${tensor.shape.join(' × ')}, expected ${shape.join(' × ')}`
  }
  return undefined
}

function nodeProblem(model: Model, node: Node, inputs: readonly Shape[]): string | undefined {
  const layer = layerOf(node.kind)
  if (!layer) return undefined
  const [fewest, most] = layer.arity
  if (inputs.length < fewest || inputs.length > most)
    return `has ${inputs.length} inputs, expected ${fewest === most ? fewest : `${fewest} or more`}`
  return (
    attrsProblem(layer, node.attrs) ??
    layer.problem?.(node.attrs, inputs) ??
    weightProblem(model, node, inputs)
  )
}

/** Never throws on a model that an importer made. */
export function inferShapes(model: Model): Shapes {
  const of = new Map<NodeId, Shape>()
  const problems: Diagnostic[] = []
  const needed = neededNodes(model)
  for (const node of model.nodes) {
    const layer = layerOf(node.kind)
    const where = { node: node.name }
    const complain = (code: string, message: string, hint: string) => {
      if (needed.has(node.id)) problems.push({ severity: 'error', code, message, where, hint })
    }
    if (!layer) {
      const word = node.origin?.className ?? node.kind
      const reason = typeof node.attrs['reason'] === 'string' ? `: ${node.attrs['reason']}` : ''
      complain(
        'compile/unsupported-layer',
        `Layer ${node.name} (${word}) can't run on a board yet${reason}.`,
        'Everything before it is costed. Choose an output before it, or remove it.',
      )
      continue
    }
    const inputs = node.inputs.map((id) => of.get(id))
    if (inputs.some((shape) => shape === undefined)) continue
    const problem = nodeProblem(model, node, inputs as Shape[])
    if (problem) {
      complain(
        'compile/layer-problem',
        `Layer ${node.name} (${layer.label}) ${problem}.`,
        'Change the layer where the model was made.',
      )
      continue
    }
    const shape = layer.outputShape(node.attrs, inputs as Shape[])
    if (
      shape.some((size) => !Number.isInteger(size) || size < 1) ||
      shapeSize(shape) > largestTensor
    ) {
      complain(
        'compile/shape',
        `Layer ${node.name} (${layer.label}) would have the shape ${shape.join(' × ')}.`,
        'Check its sizes.',
      )
      continue
    }
    of.set(node.id, shape)
  }
  const inputs = model.nodes.filter((node) => node.kind === 'input' && needed.has(node.id))
  if (inputs.length !== 1)
    problems.push({
      severity: 'error',
      code: 'compile/inputs',
      message: `The chosen output needs ${inputs.length} inputs (${inputs.map((n) => n.name).join(', ')}); a sketch has one.`,
      hint: 'Choose an output that needs one input only.',
    })
  return { of, problems, needed }
}
