// Files as the browser hands them over, and their bytes.

import type { InputFile } from '../importers/shared'
import type { Progress } from './jobs'

export interface PickedFile {
  /** Relative path with `/`. */
  readonly name: string
  readonly file: File
}

export async function readPicked(
  picked: readonly PickedFile[],
  signal: AbortSignal,
  progress: Progress,
): Promise<readonly InputFile[]> {
  const files: InputFile[] = []
  for (const { name, file } of picked) {
    signal.throwIfAborted()
    progress(`Reading ${name}`, files.length / picked.length)
    files.push({ name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  return files
}
