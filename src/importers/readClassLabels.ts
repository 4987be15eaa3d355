// Names of the classes, from the files that come beside a model: Teachable Machine's labels.txt
// ("0 name" lines) and metadata.json, or any …labels….txt / …class….txt with one name per line.

import { asList, decodeJsonText, field, isObject, parseJson } from './json'
import { baseName } from './shared'
import type { InputFile } from './shared'

const maxBytes = 2 ** 20
const maxLabels = 10_000
const maxCharacters = 200

export function readClassLabels(
  files: readonly InputFile[],
): { file: InputFile; labels: readonly string[] } | undefined {
  for (const file of files) {
    if (file.bytes.length > maxBytes) continue
    const name = baseName(file.name).toLowerCase()
    const labels = name.endsWith('.json')
      ? readJsonLabels(file)
      : /(?:label|class).*\.txt$/.test(name)
        ? readTextLabels(file)
        : undefined
    if (labels?.length && labels.length <= maxLabels)
      return { file, labels: labels.map((label) => label.slice(0, maxCharacters)) }
  }
  return undefined
}

function readJsonLabels(file: InputFile): string[] | undefined {
  const text = decodeJsonText(file.bytes)
  if (!text?.includes('"labels"')) return undefined
  const json = parseJson(text, file.name)
  const labels = isObject(json) ? asList(field(json, 'labels')) : undefined
  return labels?.every((label): label is string => typeof label === 'string')
    ? [...labels]
    : undefined
}

function readTextLabels(file: InputFile): string[] {
  const text = new TextDecoder().decode(file.bytes).replace(/^\ufeff/, '')
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  while (lines.at(-1) === '') lines.pop()
  const numbered = lines.every((line, i) => line.startsWith(`${i} `))
  return numbered ? lines.map((line) => line.slice(line.indexOf(' ') + 1)) : lines
}

/** Teachable Machine's models take pixels from −1 to 1; only its metadata.json tells them. */
export function isTeachableMachine(file: InputFile): boolean {
  const text = file.bytes.length <= maxBytes ? decodeJsonText(file.bytes) : undefined
  return text?.includes('"tmVersion"') === true && text.includes('"imageSize"')
}
