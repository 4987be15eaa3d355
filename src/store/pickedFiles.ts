// Files as the browser hands them over, and their bytes.

import type { InputFile } from '../importers/shared'
import { fail } from '../lib/diagnostics'
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
    files.push({ name, bytes: await readBytes(name, file) })
  }
  return files
}

async function readBytes(name: string, file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 160) : 'no reason given'
    return fail('studio/not-readable', `${name} could not be read: ${why}`, {
      hint: 'It may have been moved or changed since it was chosen, or be too large for this browser. Choose it again.',
    })
  }
}
