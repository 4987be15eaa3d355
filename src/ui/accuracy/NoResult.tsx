// The accuracy tab before anything was tested: what would be here, and the one action that fills it.

import { useStore } from 'zustand'
import { formatCount } from '../format'
import { drawDigits } from '../../store/openContent'
import { samples } from '../../store/samples'
import { testAndBuild } from '../../store/buildProject'
import { DiagnosticList } from '../parts/DiagnosticList'
import { chooseFiles, chooseFolder } from '../parts/chooseFiles'
import { useDerived } from '../parts/useDerived'
import { fitsDigits } from './fitsDigits'

async function tryDigits(): Promise<void> {
  await drawDigits()
  await testAndBuild()
}

/** The ways to get samples. `onDigits`: what the page's own digits are drawn for. */
export function NoData({ onDigits = tryDigits }: { onDigits?: () => Promise<void> }) {
  const { plan } = useDerived()
  return (
    <div className="row">
      <button className="btn primary" type="button" onClick={() => void chooseFiles()}>
        Choose data files
      </button>
      <button className="btn" type="button" onClick={() => void chooseFolder()}>
        Choose a folder
      </button>
      {fitsDigits(plan) && (
        <button className="btn" type="button" onClick={() => void onDigits()}>
          Try with generated digits
        </button>
      )}
    </div>
  )
}

export function NoResult({ hasData }: { hasData: boolean }) {
  const { datasets, diagnostics } = useStore(samples)
  if (hasData) {
    const parts = datasets.map(({ name, count }) => `${name}, ${formatCount(count)} samples`)
    return (
      <div className="empty-panel">
        <h3>Float against int8, sample by sample</h3>
        <p>{parts.join('; ')}.</p>
        {diagnostics.length > 0 && <DiagnosticList diagnostics={diagnostics} />}
        <div className="row">
          <button className="btn primary" type="button" onClick={() => void testAndBuild()}>
            Test accuracy
          </button>
          <button className="btn" type="button" onClick={() => void chooseFiles()}>
            Use other data
          </button>
        </div>
      </div>
    )
  }
  return (
    <div className="empty-panel">
      <h3>What does int8 cost in accuracy?</h3>
      <p>
        Drop samples with labels anywhere on the page: NumPy <code>.npz</code> or <code>.npy</code>,
        a CSV table, MNIST’s IDX files, or pictures in a folder per class, also as a zip. The float
        model and the board’s integer arithmetic are then run on each of them, here in the page.
      </p>
      <NoData />
    </div>
  )
}
