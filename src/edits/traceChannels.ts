// Where every channel comes from. Each channel of each linear layer is a class of its own; layers
// that only pass channels on hand their classes on, and a sum makes classes of its inputs one. To
// remove a channel anywhere is to remove its class everywhere, before and behind.

import type { Model, Node, NodeId, Shape } from '../model/model'
import { layerOf } from '../layers/index'
import type { Layer } from '../layers/layer'
import { modelShapes } from '../layers/modelShapes'
import { lastAxis } from '../layers/shared'

export interface ChannelTrace {
  readonly shapes: ReadonlyMap<NodeId, Shape>
  /** The class of each channel, by node. Nodes without a known shape are left out. */
  readonly classes: ReadonlyMap<NodeId, Int32Array>
  /** Classes are numbers below this. */
  readonly count: number
  /** Why a class can't go away, by class. */
  readonly frozen: ReadonlyMap<number, string>
}

/** Has a width of its own, such as `filters`. */
export function hasWidth(layer: Layer): boolean {
  return Object.values(layer.fields).some((field) => field.type === 'int' && field.channels)
}

/** Union-find over channels. */
class Classes {
  private readonly parents: number[] = []
  private readonly reasons = new Map<number, string>()

  fresh(count: number): Int32Array {
    const first = this.parents.length
    for (let i = 0; i < count; i++) this.parents.push(first + i)
    return Int32Array.from({ length: count }, (_, i) => first + i)
  }

  find(one: number): number {
    let root = one
    while (this.parents[root] !== root) root = this.parents[root] ?? root
    for (let at = one; at !== root;) {
      const next = this.parents[at] ?? root
      this.parents[at] = root
      at = next
    }
    return root
  }

  join(a: number, b: number): void {
    const [low, high] = [this.find(a), this.find(b)].toSorted((x, y) => x - y) as [number, number]
    this.parents[high] = low
    const reason = this.reasons.get(low) ?? this.reasons.get(high)
    if (reason !== undefined) this.reasons.set(low, reason)
  }

  freeze(classes: Int32Array, reason: string): void {
    for (const one of classes) {
      const root = this.find(one)
      if (!this.reasons.has(root)) this.reasons.set(root, reason)
    }
  }

  get count(): number {
    return this.parents.length
  }

  frozen(): ReadonlyMap<number, string> {
    return new Map([...this.reasons].map(([one, reason]) => [this.find(one), reason]))
  }
}

function channelsOf(
  { kind, attrs, name }: Node,
  inputs: readonly { shape: Shape; classes: Int32Array }[],
  output: Shape,
  classes: Classes,
): Int32Array {
  const layer = layerOf(kind)
  const fresh = () => classes.fresh(lastAxis(output))
  if (layer && hasWidth(layer)) return fresh()
  const sources = layer?.sources?.(
    attrs,
    inputs.map((input) => input.shape),
  )
  if (!sources) {
    for (const input of inputs) classes.freeze(input.classes, `feeds ${name}, which mixes channels`)
    const own = fresh()
    classes.freeze(own, inputs.length > 0 ? `is added to ${name}` : 'is added to the input')
    return own
  }
  if (layer?.coupled)
    for (const input of inputs.slice(1))
      input.classes.forEach((one, c) => classes.join(one, inputs[0]?.classes[c] ?? one))
  const all = inputs.flatMap((input) => [...input.classes])
  return sources.map((source) => all[source] ?? 0)
}

function trace(model: Model): ChannelTrace {
  const shapes = modelShapes(model)
  const classes = new Classes()
  const of = new Map<NodeId, Int32Array>()
  for (const node of model.nodes) {
    const inputs = node.inputs.flatMap((id) => {
      const [shape, known] = [shapes.get(id), of.get(id)]
      return shape && known ? [{ shape, classes: known }] : []
    })
    const output = shapes.get(node.id)
    if (output) of.set(node.id, channelsOf(node, inputs, output, classes))
    else
      for (const input of inputs)
        classes.freeze(input.classes, `feeds ${node.name}, which can't run`)
  }
  classes.freeze(of.get(model.output) ?? new Int32Array(), 'gives the results of the network')
  const roots = [...of].map(([id, own]) => [id, own.map((one) => classes.find(one))] as const)
  return { shapes, classes: new Map(roots), count: classes.count, frozen: classes.frozen() }
}

const traces = new WeakMap<Model, ChannelTrace>()

/** Cached by model: sliders ask for the same one on every tick. */
export function traceChannels(model: Model): ChannelTrace {
  const known = traces.get(model) ?? trace(model)
  traces.set(model, known)
  return known
}

/** For a model that has the same layers and shapes and differs in the values of weights only. */
export function traceAlike(model: Model, like: Model): void {
  traces.set(model, traceChannels(like))
}
