// Where tests find real models and data sets: MOTRANS_DATA, by default ../shared/data. Node only.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(process.env['MOTRANS_DATA'] ?? '../shared/data')

export const hasData = existsSync(root)

// Without data a developer may go on; where everything must be proved it is an error.
if (!hasData && process.env['CI'] === 'true')
  throw new Error(`no data at ${root}: set MOTRANS_DATA to the folder of real models and data sets`)

/** Path of a file of the data folder, e.g. `mnist/t10k-labels-idx1-ubyte.gz`. */
export function dataPath(relative: string): string {
  return resolve(root, relative)
}
