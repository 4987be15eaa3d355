// A model under construction, with seeded weights: for tests and the random models.

import { defaultPreprocessing } from '../model/model'
import type { Attrs, Model, Node, NodeId, Preprocessing, Shape } from '../model/model'
import type { Tensor, WeightId } from '../model/model'
import { weightId } from '../model/weightId'
import { layerOf } from './index'
import { sampleWeights } from './sampleWeights'
import type { Random } from './sampleWeights'

/** A node of the sketch and what it gives. */
export interface Tip {
  readonly id: NodeId
  readonly shape: Shape
}

export class Sketch {
  private readonly nodes: Node[] = []
  private readonly weights: Record<WeightId, Tensor> = {}
  constructor(readonly random: Random) {}

  pick<T>(...choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)] as T
  }

  /**
   * Adds a layer behind the tips, called as its kind and place say (`conv2d_1`); where it can't
   * stand there, nothing is added and the first tip stays the tip.
   */
  add(kind: string, attrs: Attrs, ...tips: readonly Tip[]): Tip {
    const layer = layerOf(kind)
    const shapes = tips.map((tip) => tip.shape)
    if (!layer) throw new Error(`no layer ${kind}`)
    const problem = layer.problem?.(attrs, shapes)
    if (problem && tips[0]) return tips[0]
    const id = `${kind}_${this.nodes.length}`
    const weights = Object.entries(sampleWeights(layer, attrs, shapes, this.random)).map(
      ([role, tensor]) => {
        const name = weightId(tensor)
        this.weights[name] = tensor
        return [role, name] as const
      },
    )
    const inputs = tips.map((tip) => tip.id)
    this.nodes.push({ id, kind, name: id, attrs, inputs, weights: Object.fromEntries(weights) })
    return { id, shape: layer.outputShape(attrs, shapes) }
  }

  model(name: string, output: Tip, preprocessing: Partial<Preprocessing> = {}): Model {
    return {
      name,
      preprocessing: { ...defaultPreprocessing, ...preprocessing },
      nodes: this.nodes,
      outputs: [output.id],
      output: output.id,
      weights: this.weights,
    }
  }
}
