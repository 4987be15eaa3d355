// Content hashes: the same bytes have the same name, in every engine and on every platform.

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** 128 bits of SHA-256 in hexadecimal; parts are kept apart by their lengths. */
export function hashContent(...parts: readonly (string | Uint8Array)[]): string {
  const hash = sha256.create()
  for (const part of parts) {
    const bytes = typeof part === 'string' ? utf8ToBytes(part) : part
    hash.update(utf8ToBytes(`${bytes.length}:`)).update(bytes)
  }
  return bytesToHex(hash.digest()).slice(0, 32)
}
