// Files and folders named on the command line, as the importers want them: bounded in number,
// depth and size.

import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fail } from '../lib/diagnostics'
import type { InputFile } from '../importers/index'

/** MNIST's training pictures as single files are 60,000. */
const maxFiles = 100_000
const maxDepth = 8
const maxBytes = 1024 * 2 ** 20

/** Folders are read with all that lies in them. Throws UserError that names the path. */
export async function readFiles(paths: readonly string[]): Promise<InputFile[]> {
  const files: InputFile[] = []
  let bytes = 0
  const read = async (path: string, name: string, depth: number): Promise<void> => {
    const found = await stat(path).catch(() =>
      fail('cli/no-such-file', `${path} can't be read: there is no such file or folder.`),
    )
    if (found.isDirectory()) {
      if (depth >= maxDepth) tooMuch(path, `more than ${maxDepth} folders deep`)
      for (const entry of (await readdir(path)).sort())
        if (!entry.startsWith('.')) await read(join(path, entry), `${name}/${entry}`, depth + 1)
      return
    }
    if (!found.isFile()) return
    bytes += found.size
    if (files.length >= maxFiles)
      tooMuch(path, `more than ${maxFiles.toLocaleString('en-US')} files`)
    if (bytes > maxBytes) tooMuch(path, `more than ${maxBytes / 2 ** 20} MB`)
    files.push({ name, bytes: new Uint8Array(await readFile(path)) })
  }
  for (const path of paths) await read(path, basename(path), 0)
  if (files.length === 0)
    fail('cli/no-files', `There are no files in ${paths.join(', ') || 'the arguments'}.`)
  return files
}

function tooMuch(path: string, what: string): never {
  return fail('cli/too-much', `${path} is ${what}.`, {
    hint: 'Name the files of one model.',
  })
}
