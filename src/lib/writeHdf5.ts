// A tree of groups, text attributes and float32 arrays as an HDF5 file, through the HDF Group's own
// library as wasm (1 MB: load this file on need). The same tree gives the same bytes.

import * as h5wasm from 'h5wasm'

export interface Hdf5Output {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  readonly groups?: Readonly<Record<string, Hdf5Output>>
  readonly datasets?: Readonly<Record<string, { shape: readonly number[]; data: Float32Array }>>
}

const path = '/written.h5'

/** The layout that Keras writes, and that the small reader knows. */
const layout: { libver: ['earliest', 'latest']; track_order: boolean } = {
  libver: ['earliest', 'latest'],
  track_order: false,
}

export async function writeHdf5(root: Hdf5Output): Promise<Uint8Array> {
  const { FS, activate_throwing_error_handler } = await h5wasm.ready
  activate_throwing_error_handler()
  return withoutClock(() => {
    const file = new h5wasm.File(path, 'w', layout)
    try {
      try {
        writeGroup(file, root)
      } finally {
        file.close()
      }
      return FS.readFile(path).slice()
    } finally {
      FS.unlink(path)
    }
  })
}

/** The library stamps every object with the time; the clock stands still for it. */
function withoutClock<Result>(work: () => Result): Result {
  const clock: { now: () => number } = Date
  const { now } = clock
  clock.now = () => 0
  try {
    return work()
  } finally {
    clock.now = now
  }
}

function writeGroup(group: h5wasm.Group, { attributes, groups, datasets }: Hdf5Output): void {
  for (const [name, value] of Object.entries(attributes ?? {}))
    group.create_attribute(name, typeof value === 'string' ? value : [...value])
  for (const [name, { shape, data }] of Object.entries(datasets ?? {}))
    group.create_dataset({ name, data, shape: [...shape], dtype: '<f' })
  for (const [name, inner] of Object.entries(groups ?? {}))
    writeGroup(group.create_group(name), inner)
}
