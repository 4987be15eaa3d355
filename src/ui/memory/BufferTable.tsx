// The arena's buffers as rows.

import { formatBytes, formatCount } from '../format'
import { useDerived } from '../parts/useDerived'
import { TableHead } from '../parts/TableHead'
import { Swatch } from '../parts/Swatch'
import { namedSlots } from './namedSlots'

export function BufferTable() {
  const { plan } = useDerived()
  return (
    <table className="grid">
      <TableHead columns={['Buffer', 'Offset', 'Size', 'Steps']} />
      <tbody>
        {namedSlots(plan).map(({ slot, name, color, window }) => (
          <tr key={slot.buffer}>
            <th scope="row" title={name}>
              <Swatch color={color} />
              {name}
            </th>
            <td className="n">{formatCount(slot.offset)}</td>
            <td className="n" title={window && `${window.count} of ${window.all} rows`}>
              {formatBytes(slot.bytes)}
            </td>
            <td className="n">
              {slot.until - slot.from > 1 ? `${slot.from + 1}–${slot.until}` : slot.from + 1}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
