// Chooses the board: search, and for each one what it has and whether the model fits it.

import { Popover } from 'radix-ui'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { boardById, boards } from '../../boards'
import type { Board } from '../../boards/board'
import { derive } from '../../store/derive'
import { commit, project } from '../../store/project'
import { show } from '../../store/session'
import type { Design } from '../../store/project'
import { shownDesign } from '../../store/project'
import { formatCapacity, formatClock } from '../format'
import { Icon } from '../parts/Icon'
import { Verdict, fitOf } from '../parts/Verdict'
import type { Fit } from '../parts/Verdict'
import { useProject, useSession } from '../parts/useStores'

function boardSpec(board: Board): string {
  return [
    board.mcu,
    formatClock(board.clockHz),
    `${formatCapacity(board.flashBytes)} flash`,
    `${formatCapacity(board.ramBytes)} RAM`,
  ].join(' · ')
}

function fitOn(design: Design | null, board: Board): Fit | undefined {
  if (!design) return undefined
  const { plan } = derive({ ...design, boardId: board.id })
  if (!plan.supported) return undefined
  const worst = [plan.flash, plan.ram].map((b) => fitOf(b.bytes, b.limitBytes))
  return worst.includes('bad') ? 'bad' : worst.includes('warn') ? 'warn' : 'ok'
}

function chooseBoard(board: Board): void {
  const { design } = project.getState()
  if (design && design.boardId !== board.id)
    commit(`board ${board.name}`, (design) => ({ ...design, boardId: board.id }))
  show({ boardPicker: 'closed', startBoardId: board.id })
}

function BoardList({ onlyFitting }: { onlyFitting: boolean }) {
  const design = useProject(shownDesign)
  const startBoardId = useSession((state) => state.startBoardId)
  const [query, setQuery] = useState('')
  const current = design?.boardId ?? startBoardId
  const rows = boards.map((board) => ({ board, fit: fitOn(design, board) }))
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(
    ({ board, fit }) =>
      (!onlyFitting || fit !== 'bad') &&
      words.every((word) =>
        `${board.name} ${board.mcu} ${board.core}`.toLowerCase().includes(word),
      ),
  )
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      found.findIndex(({ board }) => board.id === current),
    ),
  )
  const active = Math.min(at, found.length - 1)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length > 0) {
      event.preventDefault()
      setAt((active + step + found.length) % found.length)
    } else if (event.key === 'Enter' && found[active]) chooseBoard(found[active].board)
  }
  return (
    <>
      <div className="board-search">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Search boards"
          aria-expanded="true"
          aria-controls="boards"
          aria-activedescendant={found[active] && `board-${found[active].board.id}`}
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
      {found.length === 0 && (
        <p className="hint">
          {onlyFitting && !query ? 'No board is big enough.' : `No board matches “${query}”.`}
        </p>
      )}
      <ul role="listbox" id="boards" aria-label={onlyFitting ? 'Boards that fit' : 'Boards'}>
        {found.map(({ board, fit }, i) => (
          <li
            key={board.id}
            id={`board-${board.id}`}
            role="option"
            aria-selected={i === active}
            aria-current={board.id === current}
            ref={i === active ? (item) => item?.scrollIntoView({ block: 'nearest' }) : undefined}
            onMouseMove={() => setAt(i)}
            onClick={() => chooseBoard(board)}
          >
            <span className="board-name">
              <b>{board.name}</b>
              <span className="muted">{boardSpec(board)}</span>
            </span>
            {fit && <Verdict fit={fit} />}
          </li>
        ))}
      </ul>
    </>
  )
}

export function BoardPicker() {
  const open = useSession((state) => state.boardPicker)
  const startBoardId = useSession((state) => state.startBoardId)
  const boardId = useProject((state) => shownDesign(state)?.boardId) ?? startBoardId
  const board = boardById(boardId) ?? boards[0]!
  return (
    <Popover.Root
      open={open !== 'closed'}
      onOpenChange={(now) => show({ boardPicker: now ? 'all' : 'closed' })}
    >
      <Popover.Trigger asChild>
        <button className="btn board" type="button" title="Change board  (B)">
          <Icon name="chip" />
          <b>{board.name}</b>
          <span className="muted spec">{boardSpec(board)}</span>
          <Icon name="down" className="chev" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop boards"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Boards"
        >
          <BoardList key={open} onlyFitting={open === 'fitting'} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
