// The float model: the only form that is edited, undone and saved. Layout NHWC without the batch
// axis; one result per node, so a node's id is also the name of its value.

export type NodeId = string
/** A content hash, so that undo shares arrays and equal weights are stored once. */
export type WeightId = string
/** What a weight is to its layer: `kernel`, `bias`, `gamma`, … */
export type Role = string
/** Sizes without the batch axis, outermost first: [height, width, channels] or [units]. */
export type Shape = readonly number[]

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Attrs = { readonly [key: string]: Json }

export interface Tensor {
  readonly shape: Shape
  readonly data: Float32Array
}

/** Where a node came from, for messages: "layer conv2d_3 of mnist.h5". */
export interface Origin {
  /** The word that the file used, e.g. `Conv2D`. */
  readonly className: string
  readonly file?: string
}

export interface Node {
  readonly id: NodeId
  /** Names a file in `layers/`; `unknown` for what no layer file describes. */
  readonly kind: string
  /** As the user knows it. Hostile until escaped. */
  readonly name: string
  readonly attrs: Attrs
  readonly inputs: readonly NodeId[]
  readonly weights: Readonly<Record<Role, WeightId>>
  readonly origin?: Origin
}

/**
 * How a sample's bytes become the input tensor:
 * x = (invert ? 255 − pixel : pixel) · scale + offset, after the picture was brought to the input's
 * size as `fit` says. Samples that are no pictures (`pixels` false) are taken as float values.
 */
export interface Preprocessing {
  readonly pixels: boolean
  readonly scale: number
  readonly offset: number
  readonly invert: boolean
  readonly fit: 'pad' | 'resize'
}

export interface Model {
  readonly name: string
  /** The input node that samples feed and how; exactly one (models with more are refused at export). */
  readonly preprocessing: Preprocessing
  /** Topological: inputs stand before their users. Nodes of kind `input` have no inputs. */
  readonly nodes: readonly Node[]
  /** Every output that the file declares, in its order. */
  readonly outputs: readonly NodeId[]
  /** The one that runs on the board; by default the last of `outputs`. */
  readonly output: NodeId
  readonly weights: Readonly<Record<WeightId, Tensor>>
  /**
   * Layers that an edit gave fresh weights or only near ones, or whose weights it made unsuited; training
   * the model clears this.
   */
  readonly untrained?: readonly NodeId[]
}

export const defaultPreprocessing: Preprocessing = {
  pixels: true,
  scale: 1 / 255,
  offset: 0,
  invert: false,
  fit: 'pad',
}

export function shapeSize(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** "28 × 28 × 6" */
export function formatShape(shape: Shape): string {
  return shape.join(' × ')
}
