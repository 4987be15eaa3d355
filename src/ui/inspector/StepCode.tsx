// The C of the selected layer's step, from the generated files.

import { show } from '../../store/session'
import { highlightC } from '../code/highlightC'
import { stepLines } from '../code/stepLines'
import { useProjectFiles } from '../parts/useBuild'

export function StepCode({ step }: { step: number }) {
  const files = useProjectFiles()
  const found = files && stepLines(files, step)
  if (!found)
    return (
      <section>
        <h3>
          C of this step
          <button className="link" type="button" onClick={() => show({ tab: 'code' })}>
            Write it
          </button>
        </h3>
        <p className="hint">
          The C depends on the weights’ ranges. Opening the Code tab calibrates them and writes it.
        </p>
      </section>
    )
  return (
    <section>
      <h3>
        C of this step
        <button className="link" type="button" onClick={() => show({ tab: 'code' })}>
          Open in Code
        </button>
      </h3>
      <pre className="snip" tabIndex={0}>
        {highlightC(`${found.initializer}\n\n${found.call}`)}
      </pre>
    </section>
  )
}
