// What a layer kind is: everything the rest of the product asks about a kind, in one plain object.
// Nothing outside switches over kinds. Outside stay C text, file formats' words, React, tfjs.

import type { Attrs, Role, Shape } from '../model/model'
import type { LazyTensor, Op } from '../model/graph'
import type { Quantization, QuantizedOp, Range } from '../model/quantized'
import type { TargetId } from '../model/program'

/** An attribute as the inspector shows it and the checker tests it. */
export type AttrField =
  | {
      readonly type: 'int'
      readonly label: string
      readonly min: number
      readonly max: number
      readonly channels?: true
    }
  | { readonly type: 'size'; readonly label: string; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly label: string; readonly of: readonly string[] }
  | { readonly type: 'flag'; readonly label: string }
  | { readonly type: 'number'; readonly label: string }
  | { readonly type: 'json'; readonly label: string }

/** A value in a float run: NHWC without batch. */
export interface Value {
  readonly shape: Shape
  readonly data: Float32Array
}

/** What a node becomes in the program, from shapes alone. Offsets are filled in after planning. */
export interface Lowered {
  readonly kernel: string
  readonly fields: Readonly<Record<string, number>>
  /** Arena fields: index of the input whose buffer it is, 'out', or bytes of scratch memory. */
  readonly buffers: Readonly<Record<string, number | 'out' | { readonly scratch: number }>>
  /** Model fields and how many bytes each takes. */
  readonly constants: Readonly<
    Record<string, { content: 'weights' | 'channels' | 'table'; bytes: number }>
  >
  readonly inPlace?: { readonly field: string; readonly proof: string }
  /** Output rows; 1 for kernels that ignore rows. */
  readonly rows: number
}

/** What depends on weights and ranges: one per lowered call, in order. */
export interface Filled {
  /** Instead of the planned kernel, where these weights don't allow it: no fields beside the call's and these, constants as long. */
  readonly kernel?: string
  readonly fields: Readonly<Record<string, number>>
  readonly constants: Readonly<Record<string, Uint8Array>>
}

/** Channels that stay when a layer is made narrower, some twice when wider; null keeps all. */
export type Kept = readonly number[] | null

/** How a layer follows when channels of its inputs or its own output go away. */
export interface Followed {
  /** New attributes where sizes changed. */
  readonly attrs?: Attrs
  /** Which indices stay along which axis of which weight. Several cuts of one weight are applied in order. */
  readonly cuts: readonly {
    readonly role: Role
    readonly axis: number
    readonly keep: readonly number[]
    /** Results are sums along this axis: an index listed twice shares its weights between both. */
    readonly sums?: true
  }[]
  /** Channels of the result that stay (indices into the old result's last axis). */
  readonly output: Kept
}

export interface LayerSample {
  readonly attrs: Attrs
  readonly inputs: readonly Shape[]
}

export interface QuantizeContext {
  readonly inputs: readonly Quantization[]
  /** Of the inputs. */
  readonly shapes: readonly Shape[]
  /** Calibrated range of `op.rangeOf`. */
  readonly range: Range
}

export interface Layer {
  /** As `Node.kind`; the file's name. */
  readonly kind: string
  /** "Conv2D": Keras' word, which users know. */
  readonly label: string
  readonly fields: Readonly<Record<string, AttrField>>
  /** Smallest and largest number of inputs. */
  readonly arity: readonly [number, number]
  /** Short sizes for a card, "5×5". */
  readonly summary?: (attrs: Attrs) => string
  /**
   * Why these attributes and input shapes can't be computed here, as goes on behind the layer's name:
   * "needs a picture". Asked before anything below.
   */
  readonly problem?: (attrs: Attrs, inputs: readonly Shape[]) => string | undefined
  readonly outputShape: (attrs: Attrs, inputs: readonly Shape[]) => Shape
  /** Shapes of the weights by role; a role ending in `?` in the list of optional ones may be absent. */
  readonly weightShapes?: (attrs: Attrs, inputs: readonly Shape[]) => Readonly<Record<Role, Shape>>
  readonly optionalWeights?: readonly Role[]
  /** LeCun's count: every output's fan-in plus its bias; padding taps count. */
  readonly connections: (attrs: Attrs, inputs: readonly Shape[], output: Shape) => number
  readonly macs: (attrs: Attrs, inputs: readonly Shape[], output: Shape) => number
  /** Float oracle for tests: slow, readable. */
  readonly run: (
    attrs: Attrs,
    inputs: readonly Value[],
    weights: Readonly<Record<Role, Float32Array>>,
    output: Shape,
  ) => Float32Array
  /** Takes a compound layer apart into simpler ops; the last has the op's own id and shape. */
  readonly expand?: (op: Op, inputs: readonly Shape[]) => readonly Op[]
  /** Sums products of weights: batch norms and clamps fold into it. */
  readonly linear?: true
  /** The result is the input's bytes, seen with another shape. */
  readonly alias?: true
  /** Integers and the result's scale; absent where there is nothing to compute. */
  readonly quantize?: (op: Op, context: QuantizeContext) => QuantizedOp
  /** Several calls where one op needs them (a concatenation: one per input). */
  readonly lower?: (op: Op, inputs: readonly Shape[], target: TargetId) => readonly Lowered[]
  readonly fill?: (
    q: QuantizedOp,
    inputs: readonly Quantization[],
    lowered: readonly Lowered[],
  ) => readonly Filled[]
  /**
   * Width edits. `inputs[i]` lists the channels of input i that stay, `own` the channels of the
   * result that the user wants to keep (null: all that remain).
   */
  readonly follow?: (
    attrs: Attrs,
    inputs: readonly Shape[],
    kept: readonly Kept[],
    own: Kept,
  ) => Followed
  /**
   * Which channel each channel of the result carries on, counted through the last axes of all
   * inputs, one behind the other. Absent or undefined: the channels are the layer's own (a field
   * says `channels`), or they can't be told apart and nothing before the layer may be narrowed.
   */
  readonly sources?: (attrs: Attrs, inputs: readonly Shape[]) => Int32Array | undefined
  /** All inputs and the output have the same channels (element-wise sums). */
  readonly coupled?: true
  readonly samples: readonly LayerSample[]
}

/** The activation attribute of compound layers. */
export const activations = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'softmax',
] as const

export type WeightThunks = Readonly<Record<Role, LazyTensor>>
