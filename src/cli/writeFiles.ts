// A project as a zip or as files under a folder.

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import type { ExportFile } from '../exporters/exporter'
import { writeZip } from '../exporters/writeZip'

/** `out` ending in .zip is an archive, anything else a folder, which is made. */
export async function writeFiles(files: readonly ExportFile[], out: string): Promise<void> {
  if (out.toLowerCase().endsWith('.zip')) {
    await mkdir(dirname(resolve(out)), { recursive: true })
    await writeFile(out, await writeZip(files))
    return
  }
  const root = resolve(out)
  for (const { path, text } of files) {
    const target = resolve(root, path)
    if (!target.startsWith(root + sep)) throw new Error(`${path} would lie outside ${out}`)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
  }
}
