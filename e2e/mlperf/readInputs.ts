// Real inputs of the networks in networks.ts, from the data folder as samples. Formats that the product
// does not read (CIFAR-10 batches, bitmaps, raw features) are read here.

import { readFileSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import type { Dataset } from '../../src/datasets/dataset'
import { readDataset } from '../../src/datasets/index'
import { dataPath } from '../../src/lib/testData'
import type { Shape } from '../../src/model/model'

const readBytes = (path: string) => new Uint8Array(readFileSync(dataPath(path)))

const baseOf = (path: string) => basename(path).replace(/\..*$/, '')

/** Files that the product reads, as it reads them. */
export function readFiles(paths: readonly string[], input?: Shape): Promise<Dataset[]> {
  const files = paths.map((path) => ({ name: path, bytes: readBytes(path) }))
  return readDataset(files, () => undefined, input && { input })
}

/** A batch of CIFAR-10's binary form: label, 1,024 red, 1,024 green, 1,024 blue bytes per picture. */
export function readCifar(path: string): Dataset {
  const bytes = readBytes(path)
  const plane = 32 * 32
  const record = 1 + 3 * plane
  const count = bytes.length / record
  const pixels = new Uint8Array(count * 3 * plane)
  for (let i = 0; i < count; i++)
    for (let at = 0; at < 3 * plane; at++)
      pixels[(i * plane + (at % plane)) * 3 + Math.floor(at / plane)] = bytes[i * record + 1 + at]!
  return {
    name: baseOf(path),
    count,
    shape: [32, 32, 3],
    pixels,
    labels: Uint8Array.from({ length: count }, (_, i) => bytes[i * record]!),
    classCount: 10,
    part: 'test',
  }
}

/** A folder with a folder of pictures per class. */
export async function readPictures(folder: string, input: Shape): Promise<Dataset> {
  const names = readdirSync(dataPath(folder), { recursive: true, encoding: 'utf8' })
  const paths = names.filter((name) => /\.jpe?g$/.test(name)).sort()
  const [pictures] = await readFiles(
    paths.map((name) => `${folder}/${name}`),
    input,
  )
  if (!pictures) throw new Error(`no pictures in ${folder}`)
  return { ...pictures, name: folder }
}

/** What one step of the keyword files' int8 values stands for, as their own model says. */
const [keywordScale, keywordZero] = [0.584703, 83]

/** 49 × 10 features per file; the label is the number at the end of its name. */
export function readKeywords(folder: string): Dataset {
  const names = readdirSync(dataPath(folder)).sort()
  const values = names.flatMap((name) =>
    Array.from(new Int8Array(readBytes(`${folder}/${name}`)), (q) => {
      return (q - keywordZero) * keywordScale
    }),
  )
  return {
    name: baseOf(folder),
    count: names.length,
    shape: [49, 10, 1],
    values: Float32Array.from(values),
    labels: Uint8Array.from(names, (name) => Number(/_(\d+)\.bin$/.exec(name)?.[1])),
    classCount: 12,
    part: 'test',
  }
}

/** The grey values of a bitmap with a palette, top row first. */
function readBitmap(path: string): { width: number; height: number; grey: Uint8Array } {
  const bytes = readBytes(path)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [start, header] = [view.getUint32(10, true), view.getUint32(14, true)]
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)]
  const [bits, packing] = [view.getUint16(28, true), view.getUint32(30, true)]
  if (bits !== 8 || packing !== 0 || width % 4 !== 0) throw new Error(`${path}: another bitmap`)
  const palette = bytes.subarray(14 + header, start)
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      grey[y * width + x] = palette[4 * bytes[start + (height - 1 - y) * width + x]!]!
  return { width, height, grey }
}

/**
 * The two pictures of TensorFlow Lite Micro's person detector. One holds pixels, the other pixels − 128
 * as signed bytes; here both are pixels.
 */
export function readPersons(folder: string): Dataset {
  const without = readBitmap(`${folder}/no_person.bmp`)
  const person = readBitmap(`${folder}/person.bmp`)
  return {
    name: baseOf(folder),
    count: 2,
    shape: [without.height, without.width, 1],
    pixels: Uint8Array.from([...without.grey, ...person.grey.map((byte) => byte ^ 128)]),
    labels: Uint8Array.from([0, 1]),
    classCount: 2,
    part: 'test',
  }
}

const [melBins, windowFrames] = [128, 5]

/** Frames of 128 mel bins, as windows of five; the next window starts one frame later. */
export function readSoundWindows(path: string): Dataset {
  const frames = new Float32Array(readBytes(path).buffer)
  const size = melBins * windowFrames
  const count = frames.length / melBins - windowFrames + 1
  const values = new Float32Array(count * size)
  for (let i = 0; i < count; i++)
    values.set(frames.subarray(i * melBins, i * melBins + size), i * size)
  return { name: baseOf(path), count, shape: [1, size, 1], values, classCount: 0, part: 'test' }
}
