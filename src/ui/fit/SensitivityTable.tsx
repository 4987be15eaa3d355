// What the network still gets right when one layer alone has fewer channels, without training.

import type { CSSProperties } from 'react'
import type { Sensitivity } from '../../fit/fitOptions'
import { formatPercent } from '../format'
import { layerColors } from '../parts/layerColor'
import { shortName } from '../parts/planIndex'
import { TableHead } from '../parts/TableHead'
import { Swatch } from '../parts/Swatch'
import { useFitting } from './useFitting'

const shares = [1, 0.75, 0.5, 0.25, 0.125]

/** The measured point that is nearest to a column, if it is near. */
function pointAt({ points }: Sensitivity, share: number) {
  const near = points.toSorted((a, b) => Math.abs(a.share - share) - Math.abs(b.share - share))[0]
  return near && Math.abs(near.share - share) < 0.07 ? near : undefined
}

export function SensitivityTable({ layers }: { layers: readonly Sensitivity[] }) {
  const colors = layerColors(useFitting().plan)
  const most = Math.max(1, ...layers.flatMap(({ points }) => points.map(({ percent }) => percent)))
  return (
    <table className="grid sensitivity">
      <TableHead
        columns={[
          'Channels left',
          ...shares.map((share) => formatPercent(share, share < 0.2 ? 1 : 0)),
        ]}
      />
      <tbody>
        {layers.map((layer) => (
          <tr key={layer.node}>
            <th scope="row" title={layer.name}>
              <Swatch color={colors.get(layer.node)} />
              {shortName(layer.name)}
            </th>
            {shares.map((share) => {
              const point = pointAt(layer, share)
              const lost = point ? 1 - point.percent / most : 0
              return (
                <td
                  key={share}
                  className="n"
                  title={point && formatPercent(point.percent / 100)}
                  style={{ '--h': 0.55 * lost } as CSSProperties}
                >
                  {point ? formatPercent(point.percent / 100, 0) : '–'}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
