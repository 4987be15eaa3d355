// The latency that a plan shows, against the cycle-accurate emulator, on networks that the fit has not
// seen: within 5 %, and no further off than the interface says.

import { afterAll, describe, expect, it } from 'vitest'
import { latencyOf } from '../../src/boards/latency'
import { boardById } from '../../src/boards/index'
import { hasData } from '../../src/lib/testData'
import { measureNetwork, networks, titleOf } from './networkLatency'

const tolerance = 0.05

describe.runIf(hasData)('predicted cycles', () => {
  const table: string[] = []
  afterAll(() => console.log(table.join('\n')))

  it.each(networks.map((network) => [titleOf(network), network] as const))(
    '%s',
    async (title, network) => {
      const board = boardById(network.board)
      const stated = board && latencyOf(board)?.networkError
      const { planned, ran } = await measureNetwork(network)
      const error = planned / ran - 1
      const figures = `${planned} predicted, ${Math.round(ran)} on the emulator`
      table.push(`${title}: ${figures}, ${(100 * error).toFixed(2)} %`)
      expect(Math.abs(error)).toBeLessThanOrEqual(tolerance)
      expect(Math.abs(error)).toBeLessThanOrEqual(stated ?? 0)
    },
  )
})
