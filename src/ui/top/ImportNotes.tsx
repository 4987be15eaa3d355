// What the import did: a quiet word beside the name, its details on a click.

import { Popover } from 'radix-ui'
import { formatBytes } from '../format'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'
import { useSession } from '../parts/useStores'

export function ImportNotes() {
  const report = useSession((state) => state.report)
  if (!report) return null
  const count = report.diagnostics.length
  const worst = report.diagnostics.some(({ severity }) => severity !== 'note') ? 'warn' : 'info'
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button className="btn ghost small notes" type="button" title="What was read">
          <Icon name={worst} />
          <span className="notes-word">
            {report.format}
            {count > 0 && `, ${count} ${count === 1 ? 'note' : 'notes'}`}
          </span>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" align="start" sideOffset={6} aria-label="What was read">
          <h3>{report.fileName}</h3>
          <p>
            {report.format}, {formatBytes(report.bytes)} read.
          </p>
          {count > 0 ? (
            <DiagnosticList diagnostics={report.diagnostics} />
          ) : (
            <p className="hint">Nothing was left out and nothing had to be repaired.</p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
