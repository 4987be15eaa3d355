// Whether the work would survive a closed tab: a quiet mark, or why it would not.

import { Popover } from 'radix-ui'
import { useStore } from 'zustand'
import { keeping } from '../../store/keeping'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'

const kept = 'Kept in this browser: model, edits and samples come back after a reload'

export function KeptMark() {
  const { state, trouble } = useStore(keeping)
  if (state === 'failed')
    return (
      <Popover.Root>
        <Popover.Trigger asChild>
          <button className="btn ghost small notes" type="button">
            <Icon name="warn" />
            Not kept
          </button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className="pop" align="start" sideOffset={6} aria-label="Not kept">
            <DiagnosticList diagnostics={trouble} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    )
  if (state === 'idle') return null
  return (
    <span className="kept" role="img" aria-label={state === 'kept' ? kept : 'Writing'} title={kept}>
      <Icon name={state === 'kept' ? 'check' : 'pen'} />
    </span>
  )
}
