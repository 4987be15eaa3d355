// The arena's buffers as rows.

import type { CSSProperties } from 'react'
import { formatBytes, formatCount } from '../format'
import { useDerived } from '../parts/useDerived'
import { namedSlots } from './namedSlots'

export function BufferTable() {
  const { plan } = useDerived()
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">Buffer</th>
          <th scope="col" className="n">
            Offset
          </th>
          <th scope="col" className="n">
            Size
          </th>
          <th scope="col" className="n">
            Steps
          </th>
        </tr>
      </thead>
      <tbody>
        {namedSlots(plan).map(({ slot, name, color, window }) => (
          <tr key={slot.buffer}>
            <th scope="row" title={name}>
              <i className="swatch" style={{ '--c': color } as CSSProperties} />
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
