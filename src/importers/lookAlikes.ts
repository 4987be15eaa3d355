// Files that are taken for models and are none: says what the file is and what to do.

import { isHdf5 } from '../lib/hdf5'
import { decodeJsonText } from './json'
import { baseName } from './shared'
import type { InputFile } from './shared'

export interface LookAlike {
  readonly code: string
  /** After the file's name: "is a web page". */
  readonly what: string
  readonly hint: string
  /** Might well have been dropped on purpose, beside or after a model. */
  readonly companion?: true
}

const saveAgain = "Save the model with model.save('model.keras') and drop that."
const fromKeras = 'Drop the Keras model (.keras or .h5) that it was made from.'

/** Undefined where nothing is known about the content. */
export function recognizeLookAlike(file: InputFile): LookAlike | undefined {
  const { bytes } = file
  if (bytes.length === 0) return not('import/empty', 'is empty', 'Download or copy the file again.')
  return recognizeText(file) ?? recognizeBinary(bytes) ?? recognizeByName(file)
}

function not(code: string, what: string, hint: string): LookAlike {
  return { code, what, hint }
}

function recognizeText({ bytes }: InputFile): LookAlike | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 600)).trimStart()
  if (head.startsWith('version https://git-lfs'))
    return not(
      'import/git-pointer',
      'is a Git LFS pointer, a few lines that stand for the file',
      'Get the file itself: "git lfs pull", or the download button on the repository\'s page.',
    )
  if (/^(?:\.\.\/)*\.git\/annex\/|^\/annex\//.test(head))
    return not(
      'import/git-pointer',
      'is a git-annex pointer, a line that stands for the file',
      'Get the file itself with "git annex get".',
    )
  if (/^<!doctype html|^<html/i.test(head))
    return not(
      'import/web-page',
      'is a web page, saved in place of the file',
      'On GitHub use "Download raw file".',
    )
  const json = decodeJsonText(bytes)
  return json === undefined ? undefined : recognizeJson(json)
}

function recognizeJson(text: string): LookAlike | undefined {
  if (text.includes('"modelTopology"') && text.includes('"node"'))
    return not(
      'import/graph-model',
      'is a TF.js graph model, which no longer has layers',
      'Convert it again from Keras with --output_format=tfjs_layers_model, or drop the Keras file.',
    )
  if (text.includes('"modelTopology"'))
    return not('import/bad-config', 'is a TF.js model without a topology of layers', fromKeras)
  if (/^\s*\[/.test(text) && text.includes('"paths"'))
    return not(
      'import/manifest-only',
      'is a TF.js weights manifest alone; the layers are not in it',
      'Drop the model.json that belongs to it.',
    )
  if (text.includes('"class_name"') && text.includes('"config"'))
    return not(
      'import/architecture-only',
      'describes the layers of a Keras model, but holds no weights',
      'Drop it together with its weights (.weights.h5), or drop the .keras or .h5 file.',
    )
  return undefined
}

function recognizeBinary(bytes: Uint8Array): LookAlike | undefined {
  const is = (at: number, ...values: number[]): boolean =>
    values.every((value, i) => bytes[at + i] === value)
  if (is(4, 0x54, 0x46, 0x4c, 0x33))
    return not('import/tflite', 'is a TensorFlow Lite model, which cannot be read yet', fromKeras)
  if (is(0, 0x08, 0x01, 0x12) || (is(0, 0x0a) && contains(bytes, 'saved_model'))) return savedModel
  if (is(0, 0x08) && (bytes[1] ?? 99) <= 20 && [0x12, 0x1a, 0x22, 0x3a].includes(bytes[2] ?? 0))
    return not('import/onnx', 'is an ONNX model, which cannot be read yet', fromKeras)
  if (
    is(0, 0x89, 0x50, 0x4e, 0x47) ||
    is(0, 0xff, 0xd8, 0xff) ||
    is(0, 0x47, 0x49, 0x46, 0x38) ||
    is(0, 0x42, 0x4d)
  )
    return {
      ...not(
        'import/no-model',
        'is a picture',
        'Drop a model: .keras, .h5, or model.json with its .bin files.',
      ),
      companion: true,
    }
  if (is(0, 0x52, 0x49, 0x46, 0x46))
    return {
      ...not(
        'import/no-model',
        'is a sound or video file',
        'Drop a model: .keras, .h5, or model.json with its .bin files.',
      ),
      companion: true,
    }
  if (is(0, 0x93, 0x4e, 0x55, 0x4d))
    return { ...not('import/no-model', 'is a NumPy array', saveAgain), companion: true }
  if (is(0, 0x80) && (bytes[1] ?? 99) <= 5)
    return not('import/pickle', 'is a Python pickle, which only Python can open', saveAgain)
  if (isHdf5(bytes))
    return not('import/no-model', 'is an HDF5 file that holds no Keras model', saveAgain)
  if (
    is(0, 0, 0) &&
    [8, 9, 11, 12, 13, 14].includes(bytes[2] ?? 0) &&
    [1, 3, 4].includes(bytes[3] ?? 0)
  )
    return {
      ...not('import/no-model', 'is a data set (IDX)', 'Drop a model together with it.'),
      companion: true,
    }
  if (is(0, 0x1f, 0x8b))
    return {
      ...not('import/no-model', 'is a gzip file, probably data', 'Drop a model together with it.'),
      companion: true,
    }
  return undefined
}

const savedModel: LookAlike = not(
  'import/saved-model',
  'belongs to a TensorFlow SavedModel, which cannot be read',
  "Load it in Python and save it with model.save('model.keras').",
)

function recognizeByName({ name }: InputFile): LookAlike | undefined {
  const base = baseName(name)
  if (/^variables\.(?:index|data-)/.test(base)) return savedModel
  if (/(?:\.bin|shard\d+of\d+)$/.test(base))
    return {
      ...not(
        'import/weights-alone',
        'looks like weights without their model',
        'Drop the model.json that names it together with it.',
      ),
      companion: true,
    }
  if (base === 'data.pkl')
    return not('import/pytorch', 'belongs to a PyTorch model, which cannot be read', saveAgain)
  if (base.endsWith('.npy')) return not('import/no-model', 'is a NumPy array', saveAgain)
  return undefined
}

function contains(bytes: Uint8Array, word: string): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 4096)).includes(word)
}
