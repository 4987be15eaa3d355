// Layers whose weights an edit made anew, or unsuited to what they now read or compute.

import type { Node } from '../../model/model'
import { show } from '../../store/session'
import { Icon } from '../parts/Icon'
import { indexOf, shortName } from '../parts/planIndex'
import { useDerived } from '../parts/useDerived'

/** Of one layer, or of the model as a whole. */
export function NeedsTraining({ node }: { node?: Node }) {
  const { plan } = useDerived()
  const untrained = plan.model.untrained ?? []
  if (node ? !untrained.includes(node.id) : untrained.length === 0) return null
  const { node: nodes } = indexOf(plan)
  return (
    <section className="untrained">
      <Icon name="warn" />
      <div>
        <p>
          <b>Needs training.</b>{' '}
          {node
            ? 'An edit gave this layer new weights, or made its old ones unsuited: accuracy may be low until the model is trained.'
            : 'Edits gave these layers new weights, or made their old ones unsuited:'}
        </p>
        {!node && (
          <ul>
            {untrained.map((id) => (
              <li key={id}>
                <button className="link" type="button" onClick={() => show({ selected: id })}>
                  {shortName(nodes.get(id)?.name ?? id)}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}
