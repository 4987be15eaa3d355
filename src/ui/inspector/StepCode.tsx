// The C of the selected layer's step, from the generated files.

import { show } from '../../store/session'
import { highlightC } from '../code/highlightC'
import { stepLines } from '../code/stepLines'
import { useProjectFiles } from '../parts/useBuild'
import { useDerived } from '../parts/useStores'

export function StepCode({ step }: { step: number }) {
  const { plan } = useDerived()
  const files = useProjectFiles()
  const call = plan.calls[step]
  const found = files && call && stepLines(files, call.name)
  if (!found) return null
  return (
    <section>
      <h3>
        C of this step
        <button className="link" type="button" onClick={() => show({ tab: 'code' })}>
          Open in Code
        </button>
      </h3>
      <pre className="snip" tabIndex={0}>
        {highlightC(found.call)}
      </pre>
    </section>
  )
}
