// Content hashes: the same bytes have the same name, in every engine and on every platform.

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { joinBytes } from './bytes'

type Content = readonly (string | Uint8Array)[]

/** Parts are kept apart by their lengths. */
function messageOf(parts: Content): Uint8Array[] {
  return parts.flatMap((part) => {
    const bytes = typeof part === 'string' ? utf8ToBytes(part) : part
    return [utf8ToBytes(`${bytes.length}:`), bytes]
  })
}

const nameOf = (digest: Uint8Array) => bytesToHex(digest.subarray(0, 16))

/** 128 bits of SHA-256 in hexadecimal. */
export function hashContent(...parts: Content): string {
  const hash = sha256.create()
  for (const bytes of messageOf(parts)) hash.update(bytes)
  return nameOf(hash.digest())
}

/** The same name by the platform's own SHA-256, many times faster; pages without https lack it. */
export async function hashLargeContent(...parts: Content): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (!subtle) return hashContent(...parts)
  const message = joinBytes(messageOf(parts)) as Uint8Array<ArrayBuffer>
  return nameOf(new Uint8Array(await subtle.digest('SHA-256', message)))
}
