// What the board answers: which output, and whether it computes the softmax itself.

import { Switch } from 'radix-ui'
import { chooseOutput } from '../../edits/chooseOutput'
import { commit } from '../../store/project'
import { useDesign } from '../parts/useStores'

export function OutputSection() {
  const { base, options } = useDesign()
  const name = (id: string) => base.nodes.find((node) => node.id === id)?.name ?? id
  return (
    <section>
      <h3>Output</h3>
      {base.outputs.length > 1 && (
        <div className="setting">
          <label htmlFor="output-choice">Taken from</label>
          <select
            id="output-choice"
            value={base.output}
            onChange={(event) => {
              const output = event.target.value
              commit(`output ${name(output)}`, (design) => ({
                ...design,
                base: chooseOutput(design.base, output),
              }))
            }}
          >
            {base.outputs.map((id) => (
              <option key={id} value={id}>
                {name(id)}
              </option>
            ))}
          </select>
        </div>
      )}
      <div className="setting">
        <span id="softmax-label">Softmax on the board</span>
        <Switch.Root
          className="switch"
          aria-labelledby="softmax-label"
          checked={options.softmax}
          onCheckedChange={(softmax) =>
            commit(softmax ? 'softmax on the board' : 'no softmax on the board', (design) => ({
              ...design,
              options: { ...design.options, softmax },
            }))
          }
        >
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
      </div>
      <p className="hint">
        Without it the outputs are the values before a final softmax: smaller code, the same winner.
      </p>
    </section>
  )
}
