// Why an edit can't be, beside the control that asked for it.

import type { Diagnostic } from '../../lib/diagnostics'
import { Icon } from '../parts/Icon'

export function Problem({ problem }: { problem: Diagnostic | undefined }) {
  if (!problem) return null
  return (
    <p className="problem" role="alert">
      <Icon name="bad" />
      <span>
        {problem.message} {problem.hint}
      </span>
    </p>
  )
}
