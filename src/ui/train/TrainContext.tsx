// Right end of the drawer's head: what trains, and with which data.

import { useStore } from 'zustand'
import { samples } from '../../store/samples'
import { training } from '../../store/training'
import { chooseFiles } from '../parts/chooseFiles'
import { Icon } from '../parts/Icon'

export function TrainContext() {
  const run = useStore(training.store, (state) => state.run)
  const name = useStore(samples, (state) => state.datasets[0]?.name)
  if (run) return <span className="context">{run.data.name}</span>
  if (name === undefined) return null
  return (
    <>
      <span className="context">{name}</span>
      <button
        className="btn square ghost"
        type="button"
        aria-label="Use other data"
        title="Use other data"
        onClick={() => void chooseFiles()}
      >
        <Icon name="data" />
      </button>
    </>
  )
}
