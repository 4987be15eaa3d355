// Size of the pictures that the network takes.

import { editLabel } from '../../edits/index'
import { setInputSizeEdit } from '../../edits/setInputSize'
import { shapeAttr } from '../../layers/shared'
import type { Model, Node } from '../../model/model'
import { withEdit } from '../../store/project'
import { useDesign } from '../parts/useStores'
import { AgainstTrained } from './Differences'
import { SizeField } from './SizeField'
import type { Pair } from './SizeField'

const largest = 4096

function sizeOf(model: Model, id: string): Pair | undefined {
  const node = model.nodes.find((one) => one.id === id)
  const [height, width, ...rest] = node ? shapeAttr(node.attrs) : []
  const picture = height !== undefined && width !== undefined && rest.length < 2
  return picture ? [height, width] : undefined
}

export function InputSize({ node }: { node: Node }) {
  const { original, base } = useDesign()
  const value = sizeOf(base, node.id)
  if (!value) return null
  const trained = sizeOf(original, node.id) ?? value
  return (
    <section>
      <h3>Size</h3>
      <SizeField
        label="Pictures"
        value={value}
        trained={trained}
        sliderMax={2 * Math.max(...trained)}
        max={largest}
        edit={{
          change: (size) => (design) => withEdit(design, setInputSizeEdit, { node: node.id, size }),
          label: editLabel(setInputSizeEdit, base, { node: node.id }),
          merge: `size ${node.id}`,
          read: (design) => sizeOf(design.base, node.id) ?? value,
        }}
      />
      <AgainstTrained />
      <p className="hint">
        Samples of another size are padded or resized. A dense layer behind a Flatten gets new
        weights and needs training.
      </p>
    </section>
  )
}
