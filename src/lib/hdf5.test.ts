import { beforeAll, describe, expect, it } from 'vitest'
import * as h5wasm from 'h5wasm'
import { bytesOf } from './bytes'
import { UserError } from './diagnostics'
import { isHdf5, readHdf5 } from './hdf5'
import { readWithJsfive } from './hdf5Jsfive'
import { readWithH5wasm } from './hdf5Wasm'
import { writeHdf5 } from './writeHdf5'

const everything = (): boolean => true
const values = Float32Array.from({ length: 600 }, (_, i) => i / 8)

/** Written by the HDF Group's library. */
async function write(
  name: string,
  fill: (file: h5wasm.File) => void,
  latest: boolean,
): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready
  const file = new h5wasm.File(name, 'w', {
    libver: latest ? 'latest' : ['earliest', 'latest'],
    track_order: false,
  })
  fill(file)
  file.close()
  const bytes: Uint8Array = FS.readFile(name)
  FS.unlink(name)
  return bytes
}

function fillLikeKeras(file: h5wasm.File): void {
  file.create_attribute('model_config', '{"class_name": "Sequential"}')
  const group = file.create_group('model_weights').create_group('dense')
  group.create_attribute('weight_names', ['dense/kernel:0', 'dense/bias:0'])
  const inner = group.create_group('dense')
  inner.create_dataset({ name: 'kernel:0', data: values, shape: [20, 30] })
  inner.create_dataset({ name: 'bias:0', data: [1, 2, 3], shape: [3], dtype: '<d' })
}

describe('HDF5', () => {
  let classic: Uint8Array
  let latest: Uint8Array
  let packed: Uint8Array
  beforeAll(async () => {
    classic = await write('/classic.h5', fillLikeKeras, false)
    latest = await write('/latest.h5', fillLikeKeras, true)
    const options = { name: 'k', data: values, shape: [20, 30], chunks: [7, 30], compression: 9 }
    packed = await write('/packed.h5', (file) => file.create_dataset(options), false)
  })

  it('is known by its first bytes', () => {
    expect(isHdf5(classic)).toBe(true)
    expect(isHdf5(classic.subarray(1))).toBe(false)
  })

  it('reads groups, attributes and values, the same with both readers', async () => {
    const [one, other] = [
      readWithJsfive(classic, everything),
      await readWithH5wasm(classic, everything),
    ]
    expect(other).toEqual(one)
    expect(one.attributes.get('model_config')).toBe('{"class_name": "Sequential"}')
    const dense = one.groups.get('model_weights')?.groups.get('dense')
    expect(dense?.attributes.get('weight_names')).toEqual(['dense/kernel:0', 'dense/bias:0'])
    const kernel = dense?.groups.get('dense')?.datasets.get('kernel:0')
    expect(kernel).toEqual({ shape: [20, 30], byteLength: 2400, values })
    expect(dense?.groups.get('dense')?.datasets.get('bias:0')?.values).toEqual(
      Float32Array.of(1, 2, 3),
    )
  })

  it('reads values that were never written as zeros', async () => {
    const one = { name: 'k', data: values, shape: [20, 30] }
    const written = Buffer.from(
      await write('/written.h5', (file) => file.create_dataset(one), false),
    )
    // Version 3 of a layout, in one piece, and where that lies.
    const layout = Buffer.from([3, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    layout.writeBigUInt64LE(BigInt(written.indexOf(bytesOf(values))), 2)
    const place = written.indexOf(layout)
    written.fill(0xff, place + 2, place + 10)
    const root = readWithJsfive(new Uint8Array(written), everything)
    expect(root.datasets.get('k')?.values).toEqual(new Float32Array(600))
  })

  it('writes the layout that Keras writes, with long lists and texts', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `layer_${i}`)
    const groups = Object.fromEntries(
      names
        .slice(0, 300)
        .map((name) => [name, { datasets: { k: { shape: [600], data: values } } }]),
    )
    const config = 'x'.repeat(200_000)
    const bytes = await writeHdf5({ attributes: { config, names }, groups })
    const root = readWithJsfive(bytes, everything)
    expect(root.attributes.get('config')).toBe(config)
    expect(root.attributes.get('names')).toEqual(names)
    expect(root.groups.get('layer_299')?.datasets.get('k')?.values).toEqual(values)
  })

  it('reads later layouts and compressed values through the full library', async () => {
    expect(() => readWithJsfive(latest, everything)).toThrow('classic')
    expect(await readHdf5(latest, 'latest.h5', everything)).toEqual(
      readWithJsfive(classic, everything),
    )
    expect(() => readWithJsfive(packed, everything)).toThrow('chunked')
    const root = await readHdf5(packed, 'packed.h5', everything)
    expect(root.datasets.get('k')?.values).toEqual(values)
  })

  it('leaves out values that are not wanted, but says their size', async () => {
    const root = await readHdf5(classic, 'f', (path) => path.endsWith('bias:0'))
    const inner = root.groups.get('model_weights')?.groups.get('dense')?.groups.get('dense')
    expect(inner?.datasets.get('kernel:0')).toEqual({ shape: [20, 30], byteLength: 2400 })
  })

  it('refuses a file that is cut short, naming it', async () => {
    const cut = classic.subarray(0, 700)
    await expect(readHdf5(cut, 'cut.h5', everything)).rejects.toThrow(UserError)
    await expect(readHdf5(cut, 'cut.h5', everything)).rejects.toThrow('cut.h5 is an HDF5 file, but')
  })
})
