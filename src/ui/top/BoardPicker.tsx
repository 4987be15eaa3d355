// The board in the top bar; opens the list of boards.

import { Popover } from 'radix-ui'
import { boardById, boards } from '../../boards'
import { shownDesign } from '../../store/project'
import { show } from '../../store/session'
import { Icon } from '../parts/Icon'
import { useProject, useSession } from '../parts/useStores'
import { BoardList, boardSpec } from './BoardList'
import type { FitOn } from './BoardList'

/** Without `fitOn` the list does not say what fits. */
export function BoardPicker({ fitOn }: { fitOn?: FitOn }) {
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
          <BoardList key={open} onlyFitting={open === 'fitting'} fitOn={fitOn} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
