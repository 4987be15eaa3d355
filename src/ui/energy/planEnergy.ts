// Operation energy of a plan under the panel's choices: number type and where weights come from.

import type { Energy } from '../../boards/energy'
import { inferShapes } from '../../compile/inferShapes'
import { layerEnergies } from '../../compile/layerCosts'
import type { Plan } from '../../compile/plan'
import type { NodeId } from '../../model/model'

export interface LayerEnergy {
  readonly node: NodeId
  readonly energy: Energy
}

export interface EnergyChoice {
  readonly bits: 8 | 32
  readonly weightsFromDram: boolean
}

export function planEnergy(
  plan: Plan,
  choice: EnergyChoice,
): { layers: readonly LayerEnergy[]; total: Energy } {
  const energies = layerEnergies({ ...plan, shapes: inferShapes(plan.model) }, choice)
  const sum = (key: keyof Energy) => energies.reduce((total, energy) => total + energy[key], 0)
  return {
    layers: plan.layers.map(({ node }, at) => ({ node, energy: energies[at]! })),
    total: {
      macJoules: sum('macJoules'),
      sramJoules: sum('sramJoules'),
      dramJoules: sum('dramJoules'),
      totalJoules: sum('totalJoules'),
    },
  }
}
