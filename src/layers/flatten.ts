// The same bytes as one vector, height before width before channels.

import { shapeSize } from '../model/model'
import type { Layer } from './layer'
import { flatSources, keptPositions } from './sharedShape'

export const flatten: Layer = {
  kind: 'flatten',
  label: 'Flatten',
  fields: {},
  arity: [1, 1],
  outputShape: (_attrs, [input = []]) => [shapeSize(input)],
  connections: () => 0,
  macs: () => 0,
  run: (_attrs, [x]) => {
    if (!x) throw new Error('flatten needs an input')
    return x.data
  },
  alias: true,
  follow: (attrs, [input = []], [kept = null]) => ({
    attrs,
    cuts: [],
    output: keptPositions(input, kept),
  }),
  sources: (_attrs, [input = []]) => flatSources(input),
  samples: [
    { attrs: {}, inputs: [[5, 5, 16]] },
    { attrs: {}, inputs: [[1, 3, 2]] },
    { attrs: {}, inputs: [[12]] },
  ],
}
