// Downloads the project, or the model. A project is possible whenever every layer can run; what will
// not fit is said here, not forbidden.

import { DropdownMenu } from 'radix-ui'
import { useStore } from 'zustand'
import type { Plan } from '../../compile/plan'
import { buildJob, downloadProject } from '../../store/buildProject'
import { formatBytes } from '../format'
import { Icon } from '../parts/Icon'
import { JobProgress } from '../parts/JobProgress'
import { DiagnosticList } from '../parts/DiagnosticList'
import { useDerived } from '../parts/useDerived'
import { ModelFileItems } from './ModelFileItems'

function warnings(plan: Plan): readonly string[] {
  return (
    [
      ['flash', plan.flash],
      ['RAM', plan.ram],
    ] as const
  )
    .filter(([, budget]) => budget.bytes > budget.limitBytes)
    .map(
      ([name, budget]) =>
        `Will not fit the ${plan.board.name}: ${name} is ${formatBytes(budget.bytes - budget.limitBytes)} over.`,
    )
}

/** Why there is no sketch; the model itself may still be written. */
function unsupported({ diagnostics }: Plan) {
  return diagnostics.filter(({ severity }) => severity === 'error').slice(0, 3)
}

export function ExportMenu() {
  const { plan } = useDerived()
  const { running, error } = useStore(buildJob.store)
  const form = plan.board.form === 'arduino' ? 'sketch' : 'C project'
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button className="btn primary" type="button">
          <Icon name="export" />
          Export {form}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="pop menu export" align="end" sideOffset={4}>
          {plan.supported &&
            warnings(plan).map((text) => (
              <p key={text} className="note is-warning">
                <Icon name="warn" />
                <span>{text}</span>
              </p>
            ))}
          {!plan.supported && <DiagnosticList diagnostics={unsupported(plan)} />}
          {error && <DiagnosticList diagnostics={error} />}
          {running && <JobProgress running={running} />}
          <DropdownMenu.Item
            disabled={running !== null || !plan.supported}
            onSelect={(event) => {
              event.preventDefault()
              void downloadProject()
            }}
          >
            <Icon name="export" />
            <span>
              <b>Download zip</b>
              <span className="hint">
                {plan.board.form === 'arduino'
                  ? 'One folder that opens in the Arduino IDE, no library to install'
                  : 'C99 with a main and a Makefile'}
              </span>
            </span>
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="menu-line" />
          <ModelFileItems />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
