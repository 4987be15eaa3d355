// Where RAM goes: all of it as a stack, the arena over time as a picture, its buffers as a table.

import { formatBytes, formatExactBytes } from '../format'
import { OriginMark } from '../parts/OriginMark'
import { useDerived } from '../parts/useDerived'
import { ArenaPicture } from './ArenaPicture'
import { BufferTable } from './BufferTable'
import { RamStack } from './RamStack'
import { RowsControl } from './RowsControl'
import { unfusedArena } from './unfusedArena'
import './memory.css'

export function MemoryPanel() {
  const { plan } = useDerived()
  if (!plan.supported)
    return (
      <div className="empty-panel">
        <h3>No memory plan yet</h3>
        <p>A layer of this model can’t run on a board, so nothing is placed in RAM.</p>
      </div>
    )
  const unfused = unfusedArena(plan)
  return (
    <div className="p-memory">
      <div className="mem-all">
        <h3>
          All RAM{' '}
          <span className="muted" title={formatExactBytes(plan.ram.limitBytes)}>
            {formatBytes(plan.ram.limitBytes)}
          </span>
        </h3>
        <RamStack />
      </div>
      <div className="mem-map">
        <h3>
          Arena over time <OriginMark origin="planned" />
          <span className="grow" />
          {unfused > plan.memory.arenaBytes && (
            <span className="muted hide-s">
              without fusing: <b>{formatBytes(unfused)}</b>
            </span>
          )}
        </h3>
        <RowsControl />
        <ArenaPicture />
      </div>
      <div className="mem-slots">
        <h3>Buffers</h3>
        <div className="scroll">
          <BufferTable />
        </div>
      </div>
    </div>
  )
}
