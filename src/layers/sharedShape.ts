// Channels seen through a change of shape: position p of a flat picture is channel p mod c.

import type { Shape } from '../model/model'
import { shapeSize } from '../model/model'
import type { Kept } from './layer'
import { lastAxis } from './shared'

/** `Layer.sources` of a flattened input. */
export function flatSources(input: Shape): Int32Array {
  const channels = lastAxis(input)
  return Int32Array.from({ length: shapeSize(input) }, (_, position) => position % channels)
}

/** Positions of the flat vector whose channel stays. */
export function keptPositions(input: Shape, kept: Kept): Kept {
  if (!kept) return null
  const channels = lastAxis(input)
  const pixels = shapeSize(input) / channels
  return Array.from({ length: pixels }, (_, pixel) =>
    kept.map((channel) => pixel * channels + channel),
  ).flat()
}
