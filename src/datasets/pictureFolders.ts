// Pictures in a folder per class, loose or in a zip. Pictures of one size stay as they are; otherwise,
// or where they are larger than the model's input, each is stretched to that input (its shape is not
// kept, as Keras' image_dataset_from_directory does it), each pixel the mean of its area.

import { fail } from '../lib/diagnostics'
import type { Report } from '../lib/diagnostics'
import { decodePicture, foreignPicture, pictureFormat, readPictureSize } from '../lib/picture'
import type { Picture } from '../lib/picture'
import { shapeSize } from '../model/model'
import type { Dataset } from './dataset'
import { createResizer } from './fitPicture'
import { baseOf, describePart, said } from './shared'
import type { DataFile, DataFormat, ReadOptions } from './shared'
import { orderNames } from './sharedNames'

type Size = readonly [height: number, width: number]

interface Found {
  readonly file: DataFile
  /** The folder that it lies in; empty at the top. */
  readonly className: string
  readonly part: Dataset['part']
}

const mostBytes = 512 * 2 ** 20
const partNames = /^(?:train|training|test|testing|val|valid|validation)$/i

function isPicture({ bytes }: DataFile): boolean {
  return pictureFormat(bytes) !== undefined || foreignPicture(bytes) !== undefined
}

async function readPictures(
  files: readonly DataFile[],
  options: ReadOptions,
  report: Report,
): Promise<Dataset[]> {
  const readable = files.filter(({ bytes }) => pictureFormat(bytes))
  reportForeign(files, readable, report)
  const found = readable.map(place)
  const names = orderNames(
    [...new Set(found.map((one) => one.className))].filter(Boolean),
    options.labels,
  )
  reportClasses(names, found, report)
  const channels = await chooseChannels(readable, options)
  const size = chooseSize(readable, channels, options, report)
  const datasets: Dataset[] = []
  for (const part of ['train', 'test', 'unknown'] as const) {
    const own = found.filter((one) => one.part === part)
    if (own.length > 0) datasets.push(await readPart(own, part, names, size, channels))
  }
  return datasets
}

function place(file: DataFile): Found {
  const folders = file.name.split('/').slice(0, -1)
  const last = folders.at(-1) ?? ''
  // Pictures right in a `test` folder or in the zip itself have no class.
  const className = partNames.test(last) || /\.zip$/i.test(last) ? '' : last
  return { file, className, part: describePart(folders.join('/')) }
}

function reportForeign(
  files: readonly DataFile[],
  readable: readonly DataFile[],
  report: Report,
): void {
  const foreign = files.filter((file) => !readable.includes(file))
  const [first] = foreign
  if (!first) return
  const message = `${first.name} is ${foreignPicture(first.bytes) ?? 'a picture of another kind'}; PNG and JPEG can be read.`
  const more = { where: { file: first.name }, hint: 'Save it as PNG or JPEG.' }
  if (readable.length === 0) fail('data/unsupported-picture', message, more)
  const others = foreign.length > 1 ? ` So are ${said(foreign.length - 1)} more.` : ''
  report({
    severity: 'warning',
    code: 'data/unsupported-picture',
    message: `Left out: ${message}${others}`,
    ...more,
  })
}

function reportClasses(names: readonly string[], found: readonly Found[], report: Report): void {
  const loose = found.filter(({ className }) => className === '').length
  if (loose > 0 && names.length > 0)
    fail(
      'data/no-class',
      `${found.find(({ className }) => className === '')?.file.name} lies in no class's folder, ${said(found.length - loose)} other pictures do.`,
      { hint: 'Put every picture into the folder of its class, or drop pictures without classes.' },
    )
  const shown = names.slice(0, 12).map((name, i) => `${i} ${name}`)
  report({
    severity: 'note',
    code: 'data/classes',
    message:
      names.length > 0
        ? `Classes, one per folder: ${shown.join(', ')}${names.length > 12 ? ', …' : ''}.`
        : 'The pictures lie in no folders, so they have no classes.',
  })
}

/** As the model wants them; without a model color where the first picture has some. */
async function chooseChannels(files: readonly DataFile[], { input }: ReadOptions): Promise<1 | 3> {
  if (input?.length === 3) return input[2] === 1 ? 1 : 3
  if (input) return 1
  const [first] = files
  return first ? (await decodePicture(first.bytes, first.name)).channels : 1
}

function chooseSize(
  files: readonly DataFile[],
  channels: number,
  { input }: ReadOptions,
  report: Report,
): Size {
  const sizes = files.map(({ bytes, name }) => readPictureSize(bytes, name))
  const [[height, width] = [1, 1]] = sizes
  const even = sizes.every(([h, w]) => h === height && w === width)
  const wanted = inputSize(input)
  const larger = wanted !== undefined && (height > wanted[0] || width > wanted[1])
  const size = even && !larger ? ([height, width] as const) : (wanted ?? [height, width])
  if (size[0] * size[1] * channels * files.length > mostBytes)
    fail(
      'data/too-large',
      `${said(files.length)} pictures of ${size[0]} × ${size[1]} are more than ${mostBytes / 2 ** 20} MB.`,
      { hint: 'Drop fewer pictures.' },
    )
  if (!even || larger)
    report({
      severity: 'note',
      code: 'data/resized',
      message: `${even ? 'Pictures' : 'Pictures of different sizes'} were stretched to ${size[0]} × ${size[1]}${channels === 1 ? ', in grey' : ''}.`,
    })
  return size
}

function inputSize(input: ReadOptions['input']): Size | undefined {
  const [a = 0, b = 0] = input ?? []
  if (input && input.length >= 2) return [a, b]
  const side = Math.sqrt(a)
  return input && Number.isInteger(side) && side > 1 ? [side, side] : undefined
}

async function readPart(
  found: readonly Found[],
  part: Dataset['part'],
  names: readonly string[],
  size: Size,
  channels: 1 | 3,
): Promise<Dataset> {
  const shape = [size[0], size[1], channels] as const
  const each = shapeSize(shape)
  const pixels = new Uint8Array(found.length * each)
  const fit = createFitter(size, channels)
  for (const [i, { file }] of found.entries())
    fit(await decodePicture(file.bytes, file.name), pixels.subarray(i * each, (i + 1) * each))
  const labelled = names.length > 0
  const index = new Map(names.map((name, i) => [name, i]))
  return {
    name: commonFolder(found) || 'pictures',
    count: found.length,
    shape,
    pixels,
    ...(labelled && {
      labels: Uint16Array.from(found, ({ className }) => index.get(className) ?? 0),
      classNames: names,
    }),
    classCount: names.length,
    part,
  }
}

/** One resizer per size that occurs, the last few kept. */
function createFitter(size: Size, channels: 1 | 3) {
  const resizers = new Map<string, (source: Uint8Array, target: Uint8Array) => void>()
  return (picture: Picture, target: Uint8Array): void => {
    const { height, width } = picture
    const source = recolor(picture, channels)
    if (height === size[0] && width === size[1]) return target.set(source)
    const key = `${height} ${width}`
    const resize = resizers.get(key) ?? createResizer([height, width], size, channels)
    if (resizers.size > 50) resizers.clear()
    resizers.set(key, resize)
    resize(source, target)
  }
}

/** Luminance as in ITU-R BT.601. */
function recolor({ pixels, channels }: Picture, wanted: 1 | 3): Uint8Array {
  if (channels === wanted) return pixels
  const result = new Uint8Array((pixels.length / channels) * wanted)
  if (wanted === 3)
    for (let i = 0; i < result.length; i++) result[i] = pixels[Math.floor(i / 3)] ?? 0
  else
    for (let i = 0; i < result.length; i++) {
      const [r = 0, g = 0, b = 0] = [pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]]
      result[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b)
    }
  return result
}

/** The name of what all of them lie in. */
function commonFolder(found: readonly Found[]): string {
  const paths = found.map(({ file, className }) =>
    file.name.split('/').slice(0, className ? -2 : -1),
  )
  const [first = []] = paths
  let depth = 0
  while (depth < first.length && paths.every((path) => path[depth] === first[depth])) depth++
  return baseOf(first.slice(0, depth).join('/')).replace(/\.zip$/i, '')
}

export const pictureFolders: DataFormat = {
  id: 'pictures',
  label: 'PNG and JPEG pictures in a folder per class, or a zip of them',
  detect: isPicture,
  read: readPictures,
}
