// What the board answers: which layer's result, and whether it computes the softmax itself.

import { Switch } from 'radix-ui'
import { chooseOutput } from '../../edits/chooseOutput'
import type { Model, NodeId } from '../../model/model'
import { commit } from '../../store/project'
import { useDerived } from '../parts/useDerived'
import { useDesign } from '../parts/useStores'

function nameOf(model: Model, id: NodeId): string {
  return model.nodes.find((node) => node.id === id)?.name ?? id
}

function takeOutput(id: NodeId): void {
  commit('output', (design) => ({ ...design, base: chooseOutput(design.base, id) }))
}

/** Cuts off what follows, for instance layers that can't run on a board. */
export function EndHere({ node }: { node: NodeId }) {
  return (
    <section>
      <h3>
        End the model here
        <button className="link" type="button" onClick={() => takeOutput(node)}>
          Make this the output
        </button>
      </h3>
      <p className="hint">The layers behind it are left out. Undo brings them back.</p>
    </section>
  )
}

function useHasSoftmax(): boolean {
  const { expanded } = useDerived().plan
  const last = expanded.ops.find(({ id }) => id === expanded.output)
  return last?.attrs['activation'] === 'softmax'
}

function SoftmaxSwitch() {
  const { options } = useDesign()
  const change = (softmax: boolean) =>
    commit(softmax ? 'softmax on the board' : 'no softmax on the board', (design) => ({
      ...design,
      options: { ...design.options, softmax },
    }))
  return (
    <>
      <div className="setting">
        <span id="softmax-label">Softmax on the board</span>
        <Switch.Root
          className="switch"
          aria-labelledby="softmax-label"
          checked={options.softmax}
          onCheckedChange={change}
        >
          <Switch.Thumb className="switch-thumb" />
        </Switch.Root>
      </div>
      <p className="hint">
        Without it the outputs are the values before a final softmax: smaller code, the same winner.
      </p>
    </>
  )
}

export function OutputSection() {
  const { base } = useDesign()
  const choices = [...new Set([...base.outputs, base.output])]
  const softmax = useHasSoftmax()
  if (choices.length < 2 && !softmax) return null
  return (
    <section>
      <h3>Output</h3>
      {choices.length > 1 && (
        <div className="setting">
          <label htmlFor="output-choice">Taken from</label>
          <select
            id="output-choice"
            value={base.output}
            onChange={(event) => takeOutput(event.target.value)}
          >
            {choices.map((id) => (
              <option key={id} value={id}>
                {nameOf(base, id)}
              </option>
            ))}
          </select>
        </div>
      )}
      {softmax && <SoftmaxSwitch />}
    </section>
  )
}
