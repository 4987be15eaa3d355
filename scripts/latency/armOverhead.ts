// What a call of the generated code takes on a Cortex-M besides its kernel, and the driver of a stream:
// from sketches of few and many calls.

import type { BoardLatency, CostUnit, Overhead } from '../../src/boards/latency'
import { boardById } from '../../src/boards/index'
import { exportFiles } from '../../src/exporters/index'
import type { ArmCounts } from '../../e2e/firmware/runArm'
import { runProject } from '../../e2e/firmware/runProject'
import { sampleBuild } from '../../e2e/firmware/sampleBuild'
import type { ArmFirmware } from './armCalls'
import { runCalls } from './armCalls'
import { measureStream, type RunProject } from './measureStream'

const kernel = 'nn_lookup_s8'
const command = Uint8Array.from([81, ...Array<number>(32).fill(7)])

const least = (counts: readonly ArmCounts[], unit: CostUnit) =>
  Math.min(...counts.map((one) => one[unit]))

function projectRunner(boardId: string): RunProject {
  const board = boardById(boardId)
  if (!board) throw new Error(`no board ${boardId}`)
  return (files, commands) => {
    const { counts = [] } = runProject(board, files, commands, [], true)
    if (counts.length === 0) throw new Error('the sketch ran no model')
    return { instructions: least(counts, 'instructions'), cycles: least(counts, 'cycles') }
  }
}

/** Of model_run without calls, and what each call adds to its kernel: little, or less than nothing. */
export function measureOverhead(board: string, firmware: ArmFirmware) {
  const run = projectRunner(board)
  const sketches = [1, 9].map((calls) => {
    const build = sampleBuild(board, Array<string>(calls).fill(kernel))
    return run(exportFiles(build, { vectors: [] }), [command])
  })
  const step = sampleBuild(board, [kernel]).program.steps[0]
  if (!step) throw new Error(`no step of ${kernel}`)
  const memory = { model: new Uint8Array(1024), arena: new Uint8Array(64) }
  const own = runCalls(firmware, [{ ...step, relu: false, ...memory }])[0]
  return (unit: CostUnit): Overhead => {
    const [one = NaN, many = NaN] = sketches.map((took) => took[unit])
    const each = (many - one) / 8
    const nothing = { stepByte: 0, interrupts: 0, streamRow: 0, slide: 0, slideByte: 0 }
    return { run: Math.max(0, one - each), call: each - (own?.[unit] ?? NaN), ...nothing }
  }
}

export function measureDriver(board: string, model: BoardLatency) {
  return measureStream(board, model, projectRunner(board))
}
