// The project as one download: the same files give the same bytes.

import { packZip } from '../lib/zip'
import type { ExportFile } from './exporter'

export function writeZip(files: readonly ExportFile[]): Promise<Uint8Array> {
  const encoder = new TextEncoder()
  return packZip(files.map(({ path, text }) => ({ path, bytes: encoder.encode(text) })))
}
