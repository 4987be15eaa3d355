// What the chosen step does to each layer: zeros, and the form that stores them in the fewest bytes.

import { formatBytes, formatExactBytes, formatPercent } from '../format'
import { layerColors } from '../parts/layerColor'
import { indexOf, shortName } from '../parts/planIndex'
import { TableHead } from '../parts/TableHead'
import { Swatch } from '../parts/Swatch'
import { usePruning } from './usePruning'

const forms = { dense: 'dense', bitmap: 'bitmap', runs: 'run lengths' } as const

export function LayerTable({ step }: { step: number }) {
  const { plan, table } = usePruning()
  const { node } = indexOf(plan)
  const colors = layerColors(plan)
  return (
    <table className="grid">
      <TableHead columns={['Layer', 'Zeros', 'Dense', 'Stored', { text: 'Form', words: true }]} />
      <tbody>
        {table.rows[step]?.size?.layers.map(({ node: id, zeros, weights, bytes, best }) => (
          <tr key={id}>
            <th scope="row" title={node.get(id)?.name}>
              <Swatch color={colors.get(id)} />
              {shortName(node.get(id)?.name ?? id)}
            </th>
            <td className="n">{formatPercent(zeros / weights)}</td>
            <td className="n" title={formatExactBytes(bytes.dense)}>
              {formatBytes(bytes.dense)}
            </td>
            <td className="n" title={formatExactBytes(bytes[best])}>
              {formatBytes(bytes[best])}
            </td>
            <td>{forms[best]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
