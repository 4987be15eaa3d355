// The project to be downloaded, file by file, opened at the selected layer's step.

import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ExportFile } from '../../exporters/exporter'
import { buildCurrent, buildJob } from '../../store/buildProject'
import { show } from '../../store/session'
import { formatCount } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'
import { JobProgress } from '../parts/JobProgress'
import { indexOf } from '../parts/planIndex'
import { useProjectFiles } from '../parts/useBuild'
import { useDerived } from '../parts/useDerived'
import { useDesign, useSession } from '../parts/useStores'
import { CodeEditor } from './CodeEditor'
import { FileTree } from './FileTree'
import { stepLines } from './stepLines'
import './code.css'

/** Files follow an edit once the hand rests. */
const restMs = 400

function useFiles() {
  const design = useDesign()
  const files = useProjectFiles()
  const [last, setLast] = useState(files)
  const { plan } = useDerived()
  useEffect(() => {
    if (files) setLast(files)
  }, [files])
  useEffect(() => {
    if (files || !plan.supported) return
    const timer = setTimeout(() => void buildCurrent(), last ? restMs : 0)
    return () => clearTimeout(timer)
  }, [design, files, last, plan.supported])
  return { files: files ?? last, stale: !files }
}

function useSelectedLines(files: readonly ExportFile[] | undefined) {
  const { plan } = useDerived()
  const selected = useSession((state) => state.selected)
  const step = selected === null ? undefined : indexOf(plan).cost.get(selected)?.step
  return files && step !== undefined ? stepLines(files, step) : undefined
}

async function copyText(text: string, name: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    show({ toast: `${name} is on the clipboard.` })
  } catch {
    show({ toast: 'The browser did not allow copying. Select the text and copy it.' })
  }
}

export default function CodePanel() {
  const { plan } = useDerived()
  const { files, stale } = useFiles()
  const { running, error } = useStore(buildJob.store)
  const lines = useSelectedLines(files)
  const [chosen, setChosen] = useState<string | null>(null)
  useEffect(() => setChosen(null), [lines?.path, lines?.from])
  if (!plan.supported)
    return (
      <div className="empty-panel">
        <h3>No code yet</h3>
        <p>A layer of this model can’t run on a board; it is marked in the graph.</p>
      </div>
    )
  if (error && !running)
    return (
      <div className="empty-panel left" role="alert">
        <DiagnosticList diagnostics={error} />
        <button className="btn" type="button" onClick={() => void buildCurrent()}>
          Try again
        </button>
      </div>
    )
  if (!files)
    return <div className="empty-panel">{running && <JobProgress running={running} />}</div>
  const main = files.find(({ path }) => path.endsWith('model.c')) ?? files[0]!
  const wanted = chosen ?? lines?.path ?? main.path
  const file = files.find(({ path }) => path === wanted) ?? main
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  return (
    <div className={`p-code${stale ? ' old' : ''}`}>
      <FileTree files={files} shown={file.path} onShow={setChosen} />
      <div className="editor">
        <div className="etabs">
          <b>{file.path}</b>
          <span className="grow" />
          {stale && <span className="muted">being written anew</span>}
          <span className="muted ro">
            <Icon name="lock" />
            generated
          </span>
          <button
            className="btn square ghost"
            type="button"
            aria-label="Copy file"
            title="Copy file"
            onClick={() => void copyText(file.text, name)}
          >
            <Icon name="copy" />
          </button>
        </div>
        <CodeEditor
          path={file.path}
          text={file.text}
          marked={lines && lines.path === file.path ? lines : undefined}
        />
        <footer>
          <span>{formatCount(file.text.split('\n').length)} lines</span>
          <span className="grow" />
          <span>the same steps as the simulation</span>
        </footer>
      </div>
    </div>
  )
}
