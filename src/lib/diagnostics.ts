// Messages as data: what a user's file, model or board did wrong, where, and what to do about it.
// A Diagnostic is the user's trouble; a plain Error is our bug.

export type Severity = 'error' | 'warning' | 'note'

export interface Where {
  readonly file?: string
  readonly node?: string
}

export interface Diagnostic {
  readonly severity: Severity
  /** Stable word such as `import/unsupported-layer`; never renamed. */
  readonly code: string
  /** Names the thing and the value. */
  readonly message: string
  readonly where?: Where
  /** What to do. */
  readonly hint?: string
}

/** Collects what is worth telling while work goes on. */
export type Report = (diagnostic: Diagnostic) => void

/** Thrown where a user's input makes it impossible to go on. */
export class UserError extends Error {
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: Diagnostic | readonly Diagnostic[]) {
    const list = Array.isArray(diagnostics)
      ? (diagnostics as readonly Diagnostic[])
      : [diagnostics as Diagnostic]
    super(list.map((d) => d.message).join('\n'))
    this.name = 'UserError'
    this.diagnostics = list
  }
}

/** Throws a UserError with one error diagnostic. */
export function fail(
  code: string,
  message: string,
  more: { where?: Where; hint?: string } = {},
): never {
  throw new UserError({ severity: 'error', code, message, ...more })
}

/** One line of text for terminals and logs. */
export function formatDiagnostic(d: Diagnostic): string {
  const place = [d.where?.file, d.where?.node].filter(Boolean).join(', ')
  return `${d.severity}: ${place ? `${place}: ` : ''}${d.message}${d.hint ? ` ${d.hint}` : ''} [${d.code}]`
}
