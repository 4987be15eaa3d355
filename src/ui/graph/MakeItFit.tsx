// From what does not fit to the search for what does.

import { show } from '../../store/session'

export function MakeItFit() {
  return (
    <button className="btn small" type="button" onClick={() => show({ tab: 'fit' })}>
      Make it fit…
    </button>
  )
}
