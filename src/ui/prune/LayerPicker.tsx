// Which layers are pruned: all of them, or those that are ticked.

import { Popover } from 'radix-ui'
import { prunableNodes } from '../../edits/pruneWeights'
import { chosenNodes } from '../../store/pruneSteps'
import { setPruneChoice } from '../../store/pruning'
import { formatCount } from '../format'
import { Icon } from '../parts/Icon'
import { shortName } from '../parts/planIndex'
import { usePruning } from './usePruning'

export function LayerPicker() {
  const { plan, state } = usePruning()
  const possible = prunableNodes(plan.model)
  const chosen = new Set(chosenNodes(state.choice, plan.model) ?? possible.map(({ id }) => id))
  const toggle = (id: string) => {
    const next = possible.flatMap((node) =>
      chosen.has(node.id) !== (node.id === id) ? [node.id] : [],
    )
    if (next.length > 0) setPruneChoice({ nodes: next.length < possible.length ? next : undefined })
  }
  const all = chosen.size === possible.length
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button className="btn small" type="button" title="Choose layers">
          {possible.length === 1
            ? 'The one layer'
            : all
              ? `All ${formatCount(possible.length)} layers`
              : `${formatCount(chosen.size)} of ${formatCount(possible.length)} layers`}
          <Icon name="down" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop prune-layers"
          align="start"
          sideOffset={6}
          aria-label="Layers to prune"
        >
          <h3>
            Layers to prune
            {!all && (
              <button
                className="link"
                type="button"
                onClick={() => setPruneChoice({ nodes: undefined })}
              >
                All
              </button>
            )}
          </h3>
          {possible.map(({ id, name }) => (
            <label key={id} className="check">
              <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
              <span title={name}>{shortName(name)}</span>
            </label>
          ))}
          <p className="hint">Kernels are pruned; biases and batch normalizations stay.</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
