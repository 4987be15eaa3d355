// Zips among the dropped files are replaced by what is in them, under the zip's own name.

import { fail } from '../lib/diagnostics'
import { isZip, unpackZip } from '../lib/zip'
import type { InputFile } from './shared'

const maxBytes = 512 * 2 ** 20
const maxDepth = 2

/** Throws UserError where they hold more than 512 MB in all. */
export async function unpackArchives(files: readonly InputFile[]): Promise<InputFile[]> {
  let left = maxBytes
  const unpack = async (file: InputFile, depth: number): Promise<InputFile[]> => {
    left -= file.bytes.length
    if (left < 0)
      fail('file/too-large', `These files hold more than ${maxBytes / 2 ** 20} MB.`, {
        hint: 'Drop the model and its data only.',
      })
    if (!isZip(file.bytes) || depth > maxDepth) return [file]
    const entries = await unpackZip(file.bytes, file.name, left)
    const inner: InputFile[] = []
    for (const { path, bytes } of entries)
      inner.push(...(await unpack({ name: `${file.name}/${path}`, bytes }, depth + 1)))
    return inner
  }
  const unpacked: InputFile[] = []
  for (const file of files) unpacked.push(...(await unpack(file, 0)))
  return unpacked
}
