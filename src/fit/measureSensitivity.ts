// Each layer alone made narrower, without training: what the network loses.

import type { Sensitivity } from './fitOptions'
import type { Judge } from './judge'
import { forwardSteps } from './run'
import type { Run } from './run'
import { cutWidths } from './widths'
import type { Base, WidthGroup } from './widths'

export interface Curve {
  readonly group: WidthGroup
  /** From the full width down. */
  readonly points: readonly {
    readonly share: number
    readonly percent: number
    readonly lost: number
  }[]
}

export const measuredShares = [0.75, 0.5, 0.25, 0.125]

/** Groups that were not reached before the end have the full width alone. */
export async function measureSensitivity(
  base: Base,
  groups: readonly WidthGroup[],
  judge: Judge,
  run: Run,
): Promise<readonly Curve[]> {
  const curves: Curve[] = groups.map((group) => ({ group, points: [] }))
  const tell = () => run.context.onNews?.({ kind: 'sensitivity', layers: toSensitivities(curves) })
  if (await run.isOver()) return curves
  const { percent, lost } = await judge.judge(base.model)
  for (const [at, group] of groups.entries()) {
    const points: Curve['points'][number][] = [{ share: 1, percent, lost }]
    for (const share of measuredShares) {
      const width = Math.max(1, Math.round(group.width * share))
      if (await run.isOver()) return curves
      if (width / group.width >= (points.at(-1)?.share ?? 1)) continue
      run.tell('sensitivity', `${group.name} with ${width} of ${group.width} channels`)
      const widths = Object.fromEntries(group.nodes.map((id) => [id, width]))
      const made = await judge.judge(cutWidths(base, widths, 'derived'))
      points.push({ share: width / group.width, percent: made.percent, lost: made.lost })
      run.spend(forwardSteps(judge.count))
    }
    curves[at] = { group, points }
    tell()
  }
  return curves
}

export function toSensitivities(curves: readonly Curve[]): readonly Sensitivity[] {
  return curves.flatMap(({ group, points }) =>
    points.length === 0
      ? []
      : group.nodes.slice(0, 1).map((node) => ({
          node,
          name: group.name,
          points: points.map(({ share, percent }) => ({ share, percent })),
        })),
  )
}

/** Between the points straight, never falling towards smaller shares; at least what was lost before. */
export function lostAt({ points }: Curve, share: number): number {
  let [before, worst] = [points[0] ?? { share: 1, lost: 0 }, points[0]?.lost ?? 0]
  for (const point of points.slice(1)) {
    const lost = Math.max(worst, point.lost)
    if (share >= point.share) {
      const along = (before.share - share) / (before.share - point.share || 1)
      return worst + Math.max(0, along) * (lost - worst)
    }
    before = point
    worst = lost
  }
  return worst / Math.max(share / (before.share || 1), 1e-3)
}
