// `modelTopology` of a TF.js JSON, also where it is JSON within JSON.

import { field, isObject, parseJson } from '../json'
import type { JsonObject } from '../json'

export function readTopology(root: JsonObject, file: string): JsonObject | undefined {
  const topology = field(root, 'modelTopology')
  const parsed = typeof topology === 'string' ? parseJson(topology, file) : topology
  return isObject(parsed) ? parsed : undefined
}
