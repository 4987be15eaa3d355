// The first images of MNIST as files of their own, so that an epoch takes a second.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { dataPath } from '../../src/lib/testData'

/** IDX: a header whose second word is the count, then so many items of equal size. */
function cut(name: string, count: number, folder: string): string {
  const bytes = gunzipSync(readFileSync(dataPath(`mnist/${name}.gz`)))
  const header = 4 + 4 * bytes[3]!
  const itemBytes = (bytes.length - header) / bytes.readUInt32BE(4)
  const part = bytes.subarray(0, header + count * itemBytes)
  part.writeUInt32BE(count, 4)
  const path = join(folder, name)
  writeFileSync(path, part)
  return path
}

/** Images and labels of the training part, the test part, or both. */
export function writeMnist(parts: { train?: number; t10k?: number }): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'motrans-'))
  return Object.entries(parts).flatMap(([part, count]) =>
    ['images-idx3-ubyte', 'labels-idx1-ubyte'].map((rest) => cut(`${part}-${rest}`, count, folder)),
  )
}
