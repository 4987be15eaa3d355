// Rewrites of the expanded graph that change what is computed where, never what comes out: each is
// a function from graph to graph, named in the list of passes in `compile.ts`.

import { layerOf } from '../layers/index'
import { windowOf } from '../layers/shared'
import type { Graph, LazyTensor, Op } from '../model/graph'
import { countUses, opTable } from '../model/graph'
import type { Shape } from '../model/model'
import { inputQuantization } from './inputQuantization'

/** Computed once, when first asked. */
function lazy(shape: Shape, compute: () => Float32Array): LazyTensor {
  let values: Float32Array | undefined
  return { shape, read: () => (values ??= compute()) }
}

/**
 * Replaces pairs: where `merge(first, second)` gives an op for an op and its only user, both go and
 * the new op (with the user's id) stands in the user's place.
 */
function mergePairs(graph: Graph, merge: (first: Op, second: Op) => Op | undefined): Graph {
  const uses = countUses(graph)
  const table = new Map(opTable(graph))
  const gone = new Set<string>()
  const ops: Op[] = []
  for (const original of graph.ops) {
    const second = table.get(original.id) ?? original
    const first = second.inputs.length === 1 ? table.get(second.inputs[0] ?? '') : undefined
    const merged = first && uses.get(first.id) === 1 ? merge(first, second) : undefined
    if (first && merged) gone.add(first.id)
    table.set(second.id, merged ?? second)
    ops.push(merged ?? second)
  }
  return { ...graph, ops: ops.filter((op) => !gone.has(op.id)) }
}

const isPlainLinear = (op: Op) =>
  layerOf(op.kind)?.linear === true &&
  (op.attrs['activation'] ?? 'linear') === 'linear' &&
  op.attrs['fusedPool'] === undefined

/** kernel′ = kernel · γ/√(σ²+ε), bias′ = (bias − μ) · γ/√(σ²+ε) + β. */
export function foldBatchNorm(graph: Graph): Graph {
  return mergePairs(graph, (linear, norm) => {
    const kernel = linear.weights['kernel']
    if (norm.kind !== 'batchNorm' || !kernel || !isPlainLinear(linear)) return undefined
    const channels = linear.shape.at(-1) ?? 1
    const { gamma, beta, mean, variance } = norm.weights
    const epsilon = Number(norm.attrs['epsilon'] ?? 1e-3)
    const factor = lazy([channels], () =>
      Float32Array.from(
        { length: channels },
        (_, c) => (gamma?.read()[c] ?? 1) / Math.sqrt((variance?.read()[c] ?? 1) + epsilon),
      ),
    )
    const bias = linear.weights['bias']
    return {
      ...linear,
      id: norm.id,
      rangeOf: norm.id,
      nodes: [...linear.nodes, ...norm.nodes],
      weights: {
        kernel: lazy(kernel.shape, () =>
          kernel.read().map((w, i) => w * (factor.read()[i % channels] ?? 1)),
        ),
        bias: lazy([channels], () =>
          factor
            .read()
            .map(
              (f, c) =>
                ((bias?.read()[c] ?? 0) - (mean?.read()[c] ?? 0)) * f + (beta?.read()[c] ?? 0),
            ),
        ),
      },
    }
  })
}

/** Zeros around a picture become the padding of the convolution that reads it. */
export function foldPadding(graph: Graph): Graph {
  return mergePairs(graph, (pad, conv) => {
    const convolution = conv.kind === 'conv2d' || conv.kind === 'depthwiseConv2d'
    if (pad.kind !== 'zeroPad2d' || !convolution || conv.attrs['padding'] !== 'valid')
      return undefined
    const [[top = 0, bottom = 0] = [], [left = 0, right = 0] = []] = pad.attrs[
      'padding'
    ] as unknown as number[][]
    if (Math.max(top, bottom, left, right) > 255) return undefined
    return {
      ...conv,
      inputs: pad.inputs,
      attrs: { ...conv.attrs, padding: 'explicit', pads: [top, bottom, left, right] },
      nodes: [...pad.nodes, ...conv.nodes],
    }
  })
}

/** A Rescaling behind a picture's input only changes what its bytes mean. */
export function foldRescaling(graph: Graph): Graph {
  const { preprocessing, input } = graph
  const reader = graph.ops.find((op) => op.inputs.includes(input))
  if (!preprocessing.pixels || reader?.kind !== 'rescaling' || countUses(graph).get(input) !== 1)
    return graph
  const scale = reader.attrs['scale']
  const offset = reader.attrs['offset']
  if (typeof scale !== 'number' || typeof offset !== 'number') return graph
  const folded = {
    ...preprocessing,
    scale: preprocessing.scale * scale,
    offset: preprocessing.offset * scale + offset,
  }
  if (!inputQuantization(folded)) return graph
  const ops = graph.ops
    .filter((op) => op !== reader)
    .map((op) =>
      op.id === input
        ? { ...op, nodes: [...op.nodes, ...reader.nodes] }
        : { ...op, inputs: op.inputs.map((id) => (id === reader.id ? input : id)) },
    )
  return {
    ...graph,
    ops,
    preprocessing: folded,
    output: graph.output === reader.id ? input : graph.output,
  }
}

const isClamp = (op: Op) =>
  op.kind === 'activation' && ['relu', 'relu6'].includes(String(op.attrs['activation']))

/** max(relu(x)) = relu(max(x)): the clamp moves before the pooling, where it costs nothing. */
export function hoistActivations(graph: Graph): Graph {
  const table = opTable(graph)
  const uses = countUses(graph)
  const moved = new Map<string, Op>()
  for (const clamp of graph.ops) {
    const pool = table.get(clamp.inputs[0] ?? '')
    const linear = table.get(pool?.inputs[0] ?? '')
    if (!isClamp(clamp) || pool?.kind !== 'maxPool2d' || !linear || !isPlainLinear(linear)) continue
    if (uses.get(pool.id) !== 1 || uses.get(linear.id) !== 1) continue
    moved.set(pool.id, { ...clamp, id: pool.id, inputs: [linear.id], shape: linear.shape })
    moved.set(clamp.id, { ...pool, id: clamp.id, inputs: [pool.id], rangeOf: clamp.rangeOf })
  }
  return { ...graph, ops: graph.ops.map((op) => moved.get(op.id) ?? op) }
}

/** ReLU and ReLU6 become the clamp of the sum before them. */
export function fuseActivations(graph: Graph): Graph {
  return mergePairs(graph, (linear, clamp) =>
    isClamp(clamp) && isPlainLinear(linear)
      ? {
          ...linear,
          id: clamp.id,
          rangeOf: clamp.rangeOf,
          nodes: [...linear.nodes, ...clamp.nodes.filter((id) => !linear.nodes.includes(id))],
          attrs: { ...linear.attrs, activation: clamp.attrs['activation'] ?? 'relu' },
        }
      : undefined,
  )
}

/** A pooling whose windows neither overlap nor are padded joins the convolution before it. */
export function fusePooling(graph: Graph): Graph {
  return mergePairs(graph, (conv, pool) => {
    const average = pool.kind === 'averagePool2d'
    if (
      conv.kind !== 'conv2d' ||
      conv.attrs['fusedPool'] ||
      !(average || pool.kind === 'maxPool2d')
    )
      return undefined
    const { kernel, strides, outH, outW } = windowOf(pool.attrs, conv.shape, 'pool')
    const [h = 0, w = 0] = conv.shape
    const whole = outH * kernel[0] <= h && outW * kernel[1] <= w
    if (kernel.join() !== strides.join() || !whole || Math.max(...kernel) > 255) return undefined
    return {
      ...conv,
      id: pool.id,
      shape: pool.shape,
      nodes: [...conv.nodes, ...pool.nodes],
      attrs: { ...conv.attrs, fusedPool: { kind: average ? 'average' : 'max', pool: [...kernel] } },
    }
  })
}

/** Leaves a final softmax to the reader of the outputs: the largest stays the largest. */
export function dropSoftmax(graph: Graph): Graph {
  const last = opTable(graph).get(graph.output)
  if (last?.kind !== 'activation' || last.attrs['activation'] !== 'softmax') return graph
  return {
    ...graph,
    ops: graph.ops.filter((op) => op !== last),
    output: last.inputs[0] ?? graph.output,
  }
}
