// The instructions that a plan shows for a Cortex-M, against what QEMU counts, on networks that the fit
// has not seen: within 10 %, and no further off than the interface says. So are the layers that
// take most of them, and the cycles that the emulator estimates by the same tables.

import { afterAll, describe, expect, it } from 'vitest'
import { boardById } from '../../src/boards/index'
import { latencyOf } from '../../src/boards/latency'
import { hasData } from '../../src/lib/testData'
import { compareNetwork, quickSubjects, titleOf } from './armLatency'

const tolerance = 0.1
const callTolerance = 0.2

const percent = (error: number) => `${(100 * error).toFixed(2)} %`

describe.runIf(hasData)('predicted instructions', () => {
  const table: string[] = []
  afterAll(() => console.log(table.join('\n')))

  it.each(quickSubjects.map((subject) => [titleOf(subject), subject] as const))(
    '%s',
    async (title, subject) => {
      const stated = latencyOf(boardById(subject.board)!)?.networkError ?? 0
      const { planned, ran, cycleError, calls } = await compareNetwork(subject)
      const error = planned / ran - 1
      const figures = `${planned} predicted, ${Math.round(ran)} counted`
      table.push(`${title}: ${figures}, ${percent(error)}, cycles ${percent(cycleError)}`)
      expect(Math.abs(error)).toBeLessThanOrEqual(Math.min(stated, tolerance))
      expect(Math.abs(cycleError)).toBeLessThanOrEqual(tolerance)
      for (const call of calls) expect(Math.abs(call.error), call.name).toBeLessThan(callTolerance)
    },
  )
})
