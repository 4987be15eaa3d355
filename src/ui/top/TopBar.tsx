// The top bar while a model is open: name of the project, open, undo, board, theme, export.

import { useStore } from 'zustand'
import { goHome } from '../../store/goHome'
import { project, redo, undo } from '../../store/project'
import { chooseFiles } from '../parts/chooseFiles'
import { Icon, Logo } from '../parts/Icon'
import { BoardPicker } from './BoardPicker'
import { fitOn } from './fitOn'
import { ExportMenu } from './ExportMenu'
import { ImportNotes } from './ImportNotes'
import { KeptMark } from './KeptMark'
import { ProjectName } from './ProjectName'
import { ThemeSwitch } from './ThemeSwitch'
import './top.css'

function UndoRedo() {
  const last = useStore(project, (state) => state.past[state.past.length - 1])
  const next = useStore(project, (state) => state.future[0])
  return (
    <>
      <button
        className="btn square ghost"
        type="button"
        aria-label="Undo"
        title={last ? `Undo: ${last.label}  (Ctrl Z)` : 'Nothing to undo'}
        disabled={!last}
        onClick={undo}
      >
        <Icon name="undo" />
      </button>
      <button
        className="btn square ghost"
        type="button"
        aria-label="Redo"
        title={next ? `Redo: ${next.label}  (Ctrl Shift Z)` : 'Nothing to redo'}
        disabled={!next}
        onClick={redo}
      >
        <Icon name="redo" />
      </button>
    </>
  )
}

export function TopBar() {
  return (
    <header className="top">
      <button
        className="brand"
        type="button"
        aria-label="MoTrans Studio, start screen"
        title="Start screen"
        onClick={goHome}
      >
        <Logo />
      </button>
      <h1 className="visually-hidden">MoTrans Studio</h1>
      <ProjectName />
      <KeptMark />
      <ImportNotes />
      <span className="rule" />
      <button
        className="btn ghost"
        type="button"
        title="Open  (Ctrl O)"
        onClick={() => void chooseFiles()}
      >
        <Icon name="open" />
        Open
        <kbd>Ctrl O</kbd>
      </button>
      <UndoRedo />
      <span className="grow" />
      <BoardPicker fitOn={fitOn} />
      <ThemeSwitch />
      <ExportMenu />
    </header>
  )
}
