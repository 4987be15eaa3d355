// Whether a file that came along with a model is worth reading as samples; a README is not.

import { isGzip } from '../lib/gzip'
import { isIdx } from './idx'
import type { DataFile } from './shared'

export function looksLikeData(file: DataFile): boolean {
  return isGzip(file.bytes) || isIdx(file)
}
