// A Keras architecture in a JSON file of its own: config.json, or model.to_json() written down.

import { decodeJsonText, field, isObject, parseJson, textField } from '../json'
import type { JsonObject } from '../json'
import type { InputFile } from '../shared'
import { isModelConfig } from './parseKerasModel'

const maxBytes = 16 * 2 ** 20

export function findArchitecture(
  files: readonly InputFile[],
): { file: InputFile; config: JsonObject } | undefined {
  for (const file of files) {
    const config = file.bytes.length <= maxBytes ? readArchitectureFile(file) : undefined
    if (config) return { file, config }
  }
  return undefined
}

/** The `{class_name, config}` of a model in this file, or undefined where the file is something else. */
export function readArchitectureFile(file: InputFile): JsonObject | undefined {
  const text = decodeJsonText(file.bytes)
  if (!text?.includes('"class_name"')) return undefined
  const json = parseJson(text, file.name)
  if (!isObject(json) || field(json, 'modelTopology') !== undefined) return undefined
  return textField(json, 'class_name') !== undefined && isModelConfig(json) ? json : undefined
}
