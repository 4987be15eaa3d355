// JSON out of a file: bounded in depth, tolerant of Python's NaN and Infinity, read field by field.

import { fail } from '../lib/diagnostics'
import type { Json } from '../model/model'

export type JsonObject = { readonly [key: string]: Json }

const maxDepth = 200
const maxBytes = 64 * 2 ** 20

/** Throws UserError `file/damaged` naming the file. */
export function parseJson(text: string, file: string): Json {
  const bad = (why: string): never =>
    fail('file/damaged', `${file} cannot be read as JSON: ${why}.`, { where: { file } })
  if (text.length > maxBytes) bad('it is larger than 64 MB')
  if (depthOf(text) > maxDepth) bad(`it is nested deeper than ${maxDepth} levels`)
  try {
    return JSON.parse(text, text.includes('__proto__') ? dropPrototype : undefined) as Json
  } catch {
    // Python writes numbers that JSON has no words for.
  }
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (match) =>
    match.startsWith('"') ? match : 'null',
  )
  try {
    return JSON.parse(plain, dropPrototype) as Json
  } catch {
    return bad('it is damaged or cut short')
  }
}

/** Undefined where the bytes are not JSON at all. */
export function decodeJsonText(bytes: Uint8Array): string | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  let at = start
  while (at < bytes.length && isSpace(bytes[at])) at++
  if (bytes[at] !== 0x7b && bytes[at] !== 0x5b) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start))
  } catch {
    return undefined
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (c === 0x7d || c === 0x5d) depth--
  }
  return deepest
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field of the object itself, never of its prototype. */
export function field(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** The first field of these that is there and not null. */
export function firstField(object: JsonObject, ...keys: readonly string[]): Json | undefined {
  for (const key of keys) {
    const value = field(object, key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

export function objectField(object: JsonObject, key: string): JsonObject | undefined {
  const value = field(object, key)
  return isObject(value) ? value : undefined
}

export function textField(object: JsonObject, key: string): string | undefined {
  const value = field(object, key)
  return typeof value === 'string' ? value : undefined
}

export function listField(object: JsonObject, key: string): readonly Json[] | undefined {
  const value = field(object, key)
  return asList(value)
}

export function asList(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined
}

/** A list of whole numbers, or undefined. */
export function asInts(value: Json | undefined): number[] | undefined {
  const list = asList(value)
  if (!list?.every((item): item is number => Number.isSafeInteger(item))) return undefined
  return [...list]
}
