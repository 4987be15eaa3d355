// Before a model is there: one large target, and samples that open at once.

import { useContext } from 'react'
import { useStore } from 'zustand'
import { addFiles, canAddFiles, opening } from '../../store/opening'
import { formatCount } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Guard } from '../parts/Guard'
import { Icon } from '../parts/Icon'
import { chooseFiles, chooseFolder } from '../parts/chooseFiles'
import { pickFiles } from '../parts/pickFiles'
import { useLate } from '../parts/useLate'
import { HoverContext } from './DropTarget'
import { GhostGraph } from './GhostGraph'
import { loadable } from '../parts/loadable'
import { SampleList } from './SampleList'
import './empty.css'

const keptList = loadable(() => import('./KeptList'))

function Ask() {
  return (
    <div className="ask">
      <h1>Drop a trained model</h1>
      <p>
        Keras <code>.keras</code> or <code>.h5</code>, or TF.js <code>model.json</code> with its{' '}
        <code>.bin</code> files.
        <br />A folder, a zip, or the model together with its data works too.
      </p>
      <Choose />
    </div>
  )
}

function Choose() {
  return (
    <div className="row">
      <button className="btn primary big" type="button" onClick={() => void chooseFiles()}>
        Choose files
      </button>
      <button className="btn big" type="button" onClick={() => void chooseFolder()}>
        Choose a folder
      </button>
    </div>
  )
}

function Loading() {
  const running = useStore(opening.store, (job) => job.running)
  if (!running) return null
  return (
    <div className="ask" role="status">
      <h1>{running.what}</h1>
      <progress
        aria-label={running.what}
        max={1}
        {...(running.share === undefined ? {} : { value: running.share })}
      />
      <div className="row">
        <button className="btn" type="button" onClick={running.stop}>
          Stop
        </button>
      </div>
    </div>
  )
}

function addMissing(): void {
  void pickFiles({ multiple: true }).then((files) => {
    if (files.length > 0) void addFiles(files)
  })
}

function Failed() {
  const error = useStore(opening.store, (job) => job.error)
  const [first, ...more] = error ?? []
  if (!first) return null
  return (
    <div className="ask" role="alert">
      <h1>
        <Icon name="bad" />
        {first.message}
      </h1>
      {first.hint && <p>{first.hint}</p>}
      {more.length > 0 && <DiagnosticList diagnostics={more} />}
      {canAddFiles(error ?? []) ? (
        <div className="row">
          <button className="btn primary big" type="button" onClick={addMissing}>
            Add the missing files
          </button>
          <button className="btn big" type="button" onClick={() => void chooseFiles()}>
            Choose other files
          </button>
        </div>
      ) : (
        <Choose />
      )}
    </div>
  )
}

export function StartScreen() {
  const { count } = useContext(HoverContext)
  const job = useStore(opening.store)
  const late = useLate(job.running !== null)
  const state = count > 0 ? 'over' : late ? 'loading' : job.error ? 'error' : 'idle'
  return (
    <main className="start">
      <section className={`drop ${state}`} aria-label="Drop zone">
        <GhostGraph />
        {state === 'over' && (
          <div className="ask">
            <h1>Let go to open {count === 1 ? 'it' : `${formatCount(count)} files`}</h1>
          </div>
        )}
        {state === 'loading' && <Loading />}
        {state === 'error' && <Failed />}
        {state === 'idle' && <Ask />}
        <p className="private">
          <Icon name="lock" />
          Nothing is uploaded. The model stays in this browser.
        </p>
      </section>
      <div className="try">
        <Guard>
          <keptList.Component />
        </Guard>
        <SampleList />
      </div>
    </main>
  )
}
