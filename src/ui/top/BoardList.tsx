// The boards as a list to search: what each one has, and whether the model fits it.

import { useEffect, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { boards } from '../../boards'
import type { Board } from '../../boards/board'
import { commit, project, shownDesign } from '../../store/project'
import type { Design } from '../../store/project'
import { show } from '../../store/session'
import { formatCapacity, formatClock } from '../format'
import { Icon } from '../parts/Icon'
import { Verdict } from '../parts/Verdict'
import type { Fit } from '../parts/Verdict'
import { useProject, useSession } from '../parts/useStores'

export function boardSpec(board: Board): string {
  return [
    board.mcu,
    formatClock(board.clockHz),
    `${formatCapacity(board.flashBytes)} flash`,
    `${formatCapacity(board.ramBytes)} RAM`,
  ].join(' · ')
}

/** Given apart, so that the list also stands where no model and no compiler is loaded yet. */
export type FitOn = (design: Design, board: Board) => Fit | undefined

/** By board, as far as known; undefined where the model can't run on any. */
type Fits = ReadonlyMap<string, Fit | undefined>

const sliceMs = 30

/** A large network takes long to plan for every board: some at a time, so that the page stays at hand. */
function useFits(design: Design | null, fitOn: FitOn | undefined): Fits {
  const [fits, setFits] = useState<Fits>(new Map())
  useEffect(() => {
    if (!design || !fitOn) return
    const found = new Map<string, Fit | undefined>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      const until = performance.now() + sliceMs
      for (const board of boards) {
        if (found.has(board.id)) continue
        if (performance.now() >= until) break
        found.set(board.id, fitOn(design, board))
      }
      setFits(new Map(found))
      if (found.size < boards.length) timer = setTimeout(look)
    }
    look()
    return () => clearTimeout(timer)
  }, [design, fitOn])
  return fits
}

function chooseBoard(board: Board): void {
  const { design } = project.getState()
  if (design && design.boardId !== board.id)
    commit(`board ${board.name}`, (before) => ({ ...before, boardId: board.id }))
  show({ boardPicker: 'closed', startBoardId: board.id })
}

interface Row {
  readonly board: Board
  readonly fit: Fit | undefined
}

function findBoards(fits: Fits, query: string, onlyFitting: boolean): readonly Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return boards
    .map((board) => ({ board, fit: fits.get(board.id) }))
    .filter(({ board, fit }) => {
      const text = `${board.name} ${board.mcu} ${board.core}`.toLowerCase()
      const shown = !onlyFitting || (fits.has(board.id) && fit !== 'bad')
      return shown && words.every((word) => text.includes(word))
    })
}

function BoardRow({
  row: { board, fit },
  active,
  current,
  onHover,
}: {
  row: Row
  active: boolean
  current: boolean
  onHover: () => void
}) {
  return (
    <li
      id={`board-${board.id}`}
      role="option"
      aria-selected={active}
      aria-current={current}
      ref={active ? (item) => item?.scrollIntoView({ block: 'nearest' }) : undefined}
      onMouseMove={onHover}
      onClick={() => chooseBoard(board)}
    >
      <span className="board-name">
        <b>{board.name}</b>
        <span className="muted">{boardSpec(board)}</span>
      </span>
      {fit && <Verdict fit={fit} />}
    </li>
  )
}

/** Which row the arrow keys are on. */
function useActiveRow(rows: readonly Row[], first: string) {
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      rows.findIndex(({ board }) => board.id === first),
    ),
  )
  const active = Math.min(at, rows.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && rows.length > 0) {
      event.preventDefault()
      setAt((active + step + rows.length) % rows.length)
    } else if (event.key === 'Enter' && rows[active]) chooseBoard(rows[active].board)
  }
  return { active, setAt, onKeyDown }
}

export function BoardList({ onlyFitting, fitOn }: { onlyFitting: boolean; fitOn?: FitOn }) {
  const design = useProject(shownDesign)
  const startBoardId = useSession((state) => state.startBoardId)
  const [query, setQuery] = useState('')
  const current = design?.boardId ?? startBoardId
  const fits = useFits(design, fitOn)
  const looking = fitOn !== undefined && fits.size < boards.length
  const rows = findBoards(fits, query, onlyFitting)
  const { active, setAt, onKeyDown } = useActiveRow(rows, current)
  return (
    <>
      <div className="board-search">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Search boards"
          aria-expanded="true"
          aria-controls="boards"
          aria-activedescendant={rows[active] && `board-${rows[active].board.id}`}
          placeholder="Board, chip or core"
          value={query}
          autoFocus
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
        {onlyFitting && (
          <button
            className="btn small ghost"
            type="button"
            onClick={() => show({ boardPicker: 'all' })}
          >
            Show all
          </button>
        )}
      </div>
      {rows.length === 0 && (
        <p className="hint">
          {onlyFitting && looking
            ? 'Looking for boards that are big enough.'
            : onlyFitting && !query
              ? 'No board is big enough.'
              : `No board matches “${query}”.`}
        </p>
      )}
      <ul role="listbox" id="boards" aria-label={onlyFitting ? 'Boards that fit' : 'Boards'}>
        {rows.map((row, i) => (
          <BoardRow
            key={row.board.id}
            row={row}
            active={i === active}
            current={row.board.id === current}
            onHover={() => setAt(i)}
          />
        ))}
      </ul>
    </>
  )
}
