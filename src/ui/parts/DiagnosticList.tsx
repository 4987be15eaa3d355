// Messages as text: what happened, where, what to do.

import type { Diagnostic } from '../../lib/diagnostics'
import { Icon } from './Icon'

const icons = { error: 'bad', warning: 'warn', note: 'info' } as const

export function DiagnosticList({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  return (
    <ul className="diagnostics">
      {diagnostics.map((diagnostic, at) => (
        <li key={at} className={`note is-${diagnostic.severity}`}>
          <Icon name={icons[diagnostic.severity]} />
          <div>
            <p>{diagnostic.message}</p>
            {diagnostic.hint && <p className="hint">{diagnostic.hint}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}
