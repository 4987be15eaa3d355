// motrans boards

import { boards } from '../boards/index'
import { formatCount, formatTable } from './formatTable'
import type { Command } from './main'

export const listBoards: Command = {
  usage: 'boards [--json]',
  about: 'The boards with their sizes.',
  flags: { json: 'switch' },
  run: async ({ switches }) => {
    if (switches.has('json')) return JSON.stringify(boards, null, 2)
    return formatTable(
      ['id', 'name', 'mcu', 'MHz', 'flash bytes', 'RAM bytes'],
      boards.map(({ id, name, mcu, clockHz, flashBytes, ramBytes }) => [
        id,
        name,
        mcu,
        clockHz / 1e6,
        formatCount(flashBytes),
        formatCount(ramBytes),
      ]),
    )
  },
}
