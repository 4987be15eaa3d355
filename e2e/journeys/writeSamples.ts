// Files of samples made for a journey: arrays as NumPy writes them.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npy } from '../../src/datasets/testArrays'
import { generateDigits } from '../../src/datasets/generatedDigits'

/** Digits in x_test.npy and y_test.npy. */
export function writeSamples(count: number): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'motrans-'))
  const { pixels = new Uint8Array(), labels = new Uint8Array() } = generateDigits(count, 5)
  const files = [
    npy('x_test.npy', '|u1', [count, 28, 28], pixels),
    npy('y_test.npy', '|u1', [count], labels),
  ]
  return files.map(({ name, bytes }) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  })
}
