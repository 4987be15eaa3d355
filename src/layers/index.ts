// The layer kinds, one line each. Everything that a kind is stands in its own file.

import type { Layer } from './layer'
import { activation } from './activation'
import { add } from './add'
import { averagePool2d } from './averagePool2d'
import { batchNorm } from './batchNorm'
import { concat } from './concat'
import { conv2d } from './conv2d'
import { dense } from './dense'
import { depthwiseConv2d } from './depthwiseConv2d'
import { elu } from './elu'
import { flatten } from './flatten'
import { globalAveragePool2d } from './globalAveragePool2d'
import { globalMaxPool2d } from './globalMaxPool2d'
import { input } from './input'
import { maxPool2d } from './maxPool2d'
import { rescaling } from './rescaling'
import { reshape } from './reshape'
import { separableConv2d } from './separableConv2d'
import { zeroPad2d } from './zeroPad2d'

export const layers: readonly Layer[] = [
  input,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  dense,
  maxPool2d,
  averagePool2d,
  globalMaxPool2d,
  globalAveragePool2d,
  flatten,
  reshape,
  zeroPad2d,
  batchNorm,
  activation,
  add,
  concat,
  rescaling,
  elu,
]

const byKind = new Map(layers.map((layer) => [layer.kind, layer]))

/** The layer of a kind; undefined for `unknown` and kinds that no file describes. */
export function layerOf(kind: string): Layer | undefined {
  return byKind.get(kind)
}
