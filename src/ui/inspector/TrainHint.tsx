// Where sizes were changed since the last training: the way to get accuracy back.

import { useStore } from 'zustand'
import { show } from '../../store/session'
import { training } from '../../store/training'
import { isActive } from '../../store/trainingRun'
import { Icon } from '../parts/Icon'
import { useDesign } from '../parts/useStores'

export function TrainHint() {
  const { widths, base } = useDesign()
  const { run, settings } = useStore(training.store)
  const changed = Object.keys(widths).length > 0 || (base.untrained ?? []).length > 0
  if (!changed || (run && isActive(run))) return null
  const { epochs } = settings
  return (
    <section className="train-hint" aria-label="Fine-tuning">
      <Icon name="idea" />
      <p>
        <b>Fine-tune to get accuracy back.</b> {epochs} {epochs === 1 ? 'epoch' : 'epochs'} in this
        page.
      </p>
      <button className="btn" type="button" onClick={() => show({ tab: 'train' })}>
        Train
      </button>
    </section>
  )
}
