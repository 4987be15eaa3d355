// HDF5 into a plain tree. jsfive (small) reads the layout that Keras writes; anything else goes to
// h5wasm (1 MB, loaded on need). The file is hostile: every size is checked against the file's.

import { fail, UserError } from './diagnostics'

export type Hdf5Attribute = string | number | readonly (string | number)[]

export interface Hdf5Dataset {
  readonly shape: readonly number[]
  /** Uncompressed. */
  readonly byteLength: number
  /** Absent where the caller did not want them, or where they are no numbers. */
  readonly values?: Float32Array
}

export interface Hdf5Group {
  readonly attributes: ReadonlyMap<string, Hdf5Attribute>
  readonly groups: ReadonlyMap<string, Hdf5Group>
  readonly datasets: ReadonlyMap<string, Hdf5Dataset>
}

/** Whether the values of the dataset at this path (`model_weights/conv/kernel:0`) are to be read. */
export type Wanted = (path: string) => boolean

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte)
}

/** The code of the reader that most files need. */
export async function loadHdf5Reader(): Promise<void> {
  await import('./hdf5Jsfive')
}

/** Throws UserError `file/damaged` where neither reader can make sense of the file. */
export async function readHdf5(
  bytes: Uint8Array,
  file: string,
  wanted: Wanted,
): Promise<Hdf5Group> {
  try {
    const { readWithJsfive } = await import('./hdf5Jsfive')
    return readWithJsfive(bytes, wanted)
  } catch {
    // Damaged, or a layout that jsfive does not know: the full library decides.
  }
  try {
    const { readWithH5wasm } = await import('./hdf5Wasm')
    return await readWithH5wasm(bytes, wanted)
  } catch (error) {
    if (error instanceof UserError) throw error
    return fail('file/damaged', `${file} is an HDF5 file, but it is damaged or cut short.`, {
      where: { file },
      hint: 'Save the model again, or copy the file again.',
    })
  }
}
