// What the suggesting worker does: plans many sizes of a model for a board.

import { boardById } from '../boards/index'
import { suggestSizes } from '../fit/suggestSizes'
import type { SuggestInput, Suggestions } from '../fit/suggestSizes'
import type { CallContext } from './rpc'

export interface SuggestRequest extends Omit<SuggestInput, 'board'> {
  readonly boardId: string
}

export const suggestFunctions = {
  suggest: (
    { boardId, ...input }: SuggestRequest,
    { onProgress }: CallContext,
  ): Promise<Suggestions> => {
    const board = boardById(boardId)
    if (!board) throw new Error(`there is no board ${boardId}`)
    const found = suggestSizes(
      { ...input, board },
      { onProgress: (done, total) => onProgress({ done, total }) },
    )
    return Promise.resolve(found)
  },
}

export type SuggestFunctions = typeof suggestFunctions
