// Whether the model would fit another board.

import type { Board } from '../../boards/board'
import { derive } from '../../store/derive'
import type { Design } from '../../store/project'
import { fitOf } from '../parts/Verdict'
import type { Fit } from '../parts/Verdict'

/** By the tighter of flash and RAM; undefined where a layer can't run on any board. */
export function fitOn(design: Design, board: Board): Fit | undefined {
  const { plan } = derive({ ...design, boardId: board.id })
  if (!plan.supported) return undefined
  const worst = [plan.flash, plan.ram].map((b) => fitOf(b.bytes, b.limitBytes))
  return worst.includes('bad') ? 'bad' : worst.includes('warn') ? 'warn' : 'ok'
}
