import { describe, expect, it } from 'vitest'
import { UserError } from '../lib/diagnostics'
import { seededRandom } from '../lib/random'
import { hasData } from '../lib/testData'
import { importModel } from './index'
import type { InputFile } from './index'
import { readFiles, realModels } from './testFiles'

const places = 40
const secondsPerPlace = 5

/** One of three damages: cut short, a byte flipped anywhere, a byte flipped in the first 4 KB. */
function damage(bytes: Uint8Array, turn: number, random: () => number): Uint8Array {
  if (turn % 3 === 0) return bytes.slice(0, Math.floor(random() * bytes.length))
  const damaged = bytes.slice()
  const reach = turn % 3 === 1 ? bytes.length : Math.min(bytes.length, 4096)
  const at = Math.floor(random() * reach)
  damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return damaged
}

async function outcome(files: readonly InputFile[]): Promise<'read' | 'refused'> {
  try {
    await importModel(files, () => undefined)
    return 'read'
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    if (!error.diagnostics.every((d) => d.message.length > 10)) throw new Error('says nothing')
    return 'refused'
  }
}

// Small files suffice: formats are damaged, not weights.
const small = realModels.filter((row) =>
  [
    'h5/sine_keras3_saved.h5',
    'h5/tinymaix_mnist_arduino.h5',
    'h5/tinymaix_mnist_resnet.h5',
    'h5/tensorspace_lenet_mnist.h5',
    'keras/sine_deep.keras',
    'keras/csi_user_lstm.keras',
    'keras/acoustic_autoencoder.keras',
    'tfjs/abalone-mlp/model.json',
    'tfjs/lenet5-mnist/mnist.json',
    'tfjs/ux-click-simplernn/model.json',
  ].includes(row.files[0] ?? ''),
)

describe.skipIf(!hasData)('damaged files', () => {
  it.each(small.map((row, seed) => [row.files[0] ?? '', row.files, seed] as const))(
    '%s is read or refused with a message, in time',
    async (_, paths, seed) => {
      const files = readFiles(...paths)
      const random = seededRandom(seed + 1)
      const outcomes: string[] = []
      for (let turn = 0; turn < places; turn++) {
        const hit = Math.floor(random() * files.length)
        const damaged = files.map((file, i) =>
          i === hit ? { ...file, bytes: damage(file.bytes, turn, random) } : file,
        )
        outcomes.push(await outcome(damaged))
      }
      expect(outcomes).toContain('refused')
    },
    places * secondsPerPlace * 1000,
  )
})
