// On Windows, TensorFlow 2.13 wrote `_layer_checkpoint_dependencies\conv2d` as the name of one group:
// gives the tree that was meant.

import type { Hdf5Group } from '../../lib/hdf5'

interface Growing {
  readonly attributes: Hdf5Group['attributes']
  readonly groups: Map<string, Hdf5Group>
  readonly datasets: Map<
    string,
    Hdf5Group['datasets'] extends ReadonlyMap<string, infer T> ? T : never
  >
}

/** The same object where no name has a backslash. */
export function splitBackslashes(root: Hdf5Group): Hdf5Group {
  return hasBackslash(root) ? rebuild(root) : root
}

function hasBackslash(group: Hdf5Group): boolean {
  const names = [...group.groups.keys(), ...group.datasets.keys()]
  return names.some((name) => name.includes('\\')) || [...group.groups.values()].some(hasBackslash)
}

function rebuild(group: Hdf5Group): Hdf5Group {
  const result: Growing = { attributes: group.attributes, groups: new Map(), datasets: new Map() }
  for (const [name, child] of group.groups) {
    const { parent, last } = descend(result, name)
    const known = parent.groups.get(last)
    const built = rebuild(child)
    parent.groups.set(last, known ? merge(known, built) : built)
  }
  for (const [name, dataset] of group.datasets) {
    const { parent, last } = descend(result, name)
    parent.datasets.set(last, dataset)
  }
  return result
}

/** Makes the groups on the way to the last part of the name. */
function descend(root: Growing, name: string): { parent: Growing; last: string } {
  const parts = name.split('\\')
  let parent = root
  for (const part of parts.slice(0, -1)) {
    const known = parent.groups.get(part)
    const next: Growing = {
      attributes: known?.attributes ?? new Map(),
      groups: new Map(known?.groups),
      datasets: new Map(known?.datasets),
    }
    parent.groups.set(part, next)
    parent = next
  }
  return { parent, last: parts.at(-1) ?? name }
}

function merge(a: Hdf5Group, b: Hdf5Group): Hdf5Group {
  return {
    attributes: new Map([...a.attributes, ...b.attributes]),
    groups: new Map([...a.groups, ...b.groups]),
    datasets: new Map([...a.datasets, ...b.datasets]),
  }
}
