// At the inspector's top: how the selected layer alone, or the model as a whole, would fit the board.

import type { Suggestion } from '../../fit/suggestSizes'
import type { NodeId } from '../../model/model'
import { describeChange, takeSuggestion } from '../../store/suggestions'
import { formatBytes } from '../format'
import { Icon } from '../parts/Icon'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'
import { useSuggestions } from '../parts/useSuggestions'

/** "fits flash: 31.4 KB of 31.5 KB" */
function yieldsText(suggestion: Suggestion, limits: { flash: number; ram: number }): string {
  const words = suggestion.mends.map((budget) =>
    budget === 'flash'
      ? `flash: ${formatBytes(suggestion.flashBytes)} of ${formatBytes(limits.flash)}`
      : `RAM: ${formatBytes(suggestion.ramBytes)} of ${formatBytes(limits.ram)}`,
  )
  return `fits ${words.join(', ')}.`
}

/** Null: the model as a whole. */
export function SuggestSection({ node }: { node: NodeId | null }) {
  const design = useDesign()
  const { plan } = useDerived()
  const found = useSuggestions()
  const suggestion = node === null ? found?.best : found?.layers.find(([id]) => id === node)?.[1]
  if (!suggestion) return null
  const { flash, ram } = plan
  const limits = { flash: flash.limitBytes, ram: ram.limitBytes }
  return (
    <section className="suggest">
      <Icon name="idea" />
      <p>
        <b>{suggestion.changes.map((change) => describeChange(design, change)).join(', ')}</b>{' '}
        {yieldsText(suggestion, limits)} {suggestion.loss > 0 && 'Fine-tune after it.'}
      </p>
      <button className="btn small" type="button" onClick={() => takeSuggestion(suggestion)}>
        Try
      </button>
    </section>
  )
}
