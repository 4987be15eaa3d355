// What a model costs on the board, by its plan, and how far that is above the budgets.

import { boardEnergyJoules } from '../boards/energy'
import { latencyOf } from '../boards/latency'
import type { Board } from '../boards/board'
import { flashMarginBytes } from '../compile/budget'
import { plan } from '../compile/compile'
import { fail, UserError } from '../lib/diagnostics'
import type { Model } from '../model/model'
import type { FitBudgets, FitCost, FitRequest } from './fitOptions'

export interface Limits {
  readonly flashBytes: number
  readonly ramBytes: number
  readonly latencySeconds?: number
}

/** Throws UserError where a budget makes no sense on this board. */
export function limitsOf(board: Board, budgets: FitBudgets): Limits {
  for (const [name, value] of Object.entries(budgets))
    if (value !== undefined && !(value > 0))
      fail('fit/budget', `A budget of ${value} (${name}) is not possible.`, {
        hint: 'Choose numbers above 0, or none.',
      })
  const { flashBytes = Infinity, ramBytes = Infinity, latencySeconds } = budgets
  if (latencySeconds !== undefined && !latencyOf(board))
    fail('fit/latency', `Nobody has measured how long networks take on ${board.name}.`, {
      hint: 'Leave the latency out, or choose a board with an AVR or a Cortex-M core.',
    })
  return {
    flashBytes: Math.min(flashBytes, board.flashBytes - flashMarginBytes),
    ramBytes: Math.min(ramBytes, board.ramBytes),
    ...(latencySeconds === undefined ? {} : { latencySeconds }),
  }
}

/** Throws UserError where the model can't run on any board. */
export function costOf(model: Model, { board, compile }: Pick<FitRequest, 'board' | 'compile'>) {
  const made = plan(model, board, compile)
  if (!made.supported) throw new UserError(made.diagnostics)
  const { flash, ram, total, latency } = made
  const cost: FitCost = {
    flashBytes: flash.bytes,
    ramBytes: ram.bytes,
    ...(latency
      ? {
          latencySeconds: latency.seconds,
          energyJoules: boardEnergyJoules(board, latency.seconds),
        }
      : {}),
    parameters: total.parameters,
    macs: total.macs,
  }
  return cost
}

/** By how many times its limit each cost is too high, added up; 0 fits. */
export function excessOf(cost: FitCost, limits: Limits): number {
  const over = (value = 0, limit = Infinity) => Math.max(0, value / limit - 1)
  return (
    over(cost.flashBytes, limits.flashBytes) +
    over(cost.ramBytes, limits.ramBytes) +
    over(cost.latencySeconds, limits.latencySeconds)
  )
}

/** A share of flash and time: of the limits, or of what a model takes that is below them. */
export function scaleLimits(limits: Limits, cost: FitCost, share: number): Limits {
  const { flashBytes, ramBytes, latencySeconds } = limits
  return {
    flashBytes: Math.min(flashBytes, cost.flashBytes) * share,
    ramBytes,
    ...(latencySeconds === undefined || cost.latencySeconds === undefined
      ? {}
      : { latencySeconds: Math.min(latencySeconds, cost.latencySeconds) * share }),
  }
}
