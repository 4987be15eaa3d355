// Trained public networks with real inputs, and what others measured on them: LeNet-5 and the models of
// MLPerf Tiny. Reference figures are those of the data folder's INDEX.md, and of the page's samples.

import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chooseParts } from '../../src/datasets/chooseParts'
import type { Dataset } from '../../src/datasets/dataset'
import { setPreprocessing } from '../../src/edits/setPreprocessing'
import { importModel } from '../../src/importers/index'
import { dataPath } from '../../src/lib/testData'
import type { Model, Preprocessing, Shape } from '../../src/model/model'
import { adaptToData, selectSamples } from '../../src/project/samples'
import samples from '../../public/samples/samples.json' with { type: 'json' }
import { readTflite } from '../bench/readTflite'
import * as read from './readInputs'

/** No sample of one is in the other. */
export interface Fold {
  readonly calibration: Dataset
  readonly measured: Dataset
}

/** What is measured on one set of samples. */
export interface Check {
  /** Which samples, and which calibrated. */
  readonly about: string
  readonly calibrated: string
  /** Where the reference is of other weights than the network's: with those. */
  readonly model?: Model
  /** `top-1`: percent right; `error`: mean squared difference of output and input. */
  readonly by: 'top-1' | 'error'
  /** Together they hold every measured sample once. */
  readonly folds: readonly [Fold, ...Fold[]]
  /** Measured by others on the same samples. */
  readonly reference?: { readonly float: number; readonly int8?: number }
}

export interface RealNetwork {
  readonly model: Model
  /** Projects are calibrated by the first fold of the first. */
  readonly checks: readonly [Check, ...Check[]]
}

export interface NamedNetwork {
  readonly name: string
  readonly about: string
  readonly open: () => Promise<RealNetwork>
}

const values: Partial<Preprocessing> = { pixels: false, scale: 1, offset: 0 }

/** A file, or a folder with the parts of a model. */
async function openModel(path: string): Promise<Model> {
  const paths = statSync(path).isDirectory()
    ? readdirSync(path).map((name) => join(path, name))
    : [path]
  const files = paths.map((one) => ({ name: one, bytes: new Uint8Array(readFileSync(one)) }))
  return (await importModel(files, () => undefined)).model
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Every sample is measured once, with ranges of the other half. */
function crossFolds(dataset: Dataset, halves: readonly [number[], number[]]): [Fold, Fold] {
  const [a, b] = halves.map((half) => selectSamples(dataset, half)) as [Dataset, Dataset]
  return [
    { calibration: b, measured: a },
    { calibration: a, measured: b },
  ]
}

function evenAndOdd({ count }: Dataset): [number[], number[]] {
  const all = range(0, count)
  return [all.filter((i) => i % 2 === 0), all.filter((i) => i % 2 === 1)]
}

const crossed = 'each half with ranges of the other'

async function openDigits(path: string, float: number): Promise<RealNetwork> {
  const files = ['t10k-images-idx3', 't10k-labels-idx1', 'train-images-idx3', 'train-labels-idx1']
  const datasets = await read.readFiles(files.map((name) => `mnist/${name}-ubyte.gz`))
  const { test, train } = chooseParts(datasets)
  const check: Check = {
    about: 'MNIST, 10,000 test images',
    calibrated: '500 MNIST training images',
    by: 'top-1',
    folds: [{ calibration: train!, measured: test! }],
    reference: { float },
  }
  return { model: adaptToData(await openModel(path), datasets), checks: [check] }
}

/** Its input is pixels from 0 to 255. */
async function openPictures(): Promise<RealNetwork> {
  const model = await openModel(dataPath('mlperf-tiny/ic/pretrainedResnet.h5'))
  const lossless = read.readCifar('cifar10/cifar10_train_500_lossless.bin')
  const degraded = read.readCifar('cifar10/cifar10_test_500_fromjpeg.bin')
  const others = await read.readPictures('cifar10/jpg', [32, 32, 3])
  const checkOn = (about: string, measured: Dataset, float: number, int8: number): Check => ({
    about,
    calibrated: '50 other CIFAR-10 test images, from JPEG',
    by: 'top-1',
    folds: [{ calibration: others, measured }],
    reference: { float, int8 },
  })
  return {
    model: setPreprocessing(model, { pixels: true, scale: 1, offset: 0 }),
    checks: [
      checkOn('CIFAR-10, 500 training images, exact', lossless, 93.0, 93.6),
      checkOn('CIFAR-10, 500 test images, from JPEG', degraded, 75.2, 75.4),
    ],
  }
}

async function openPersons(): Promise<RealNetwork> {
  const model = await openModel(dataPath('mlperf-tiny/vww/vww_96.h5'))
  const persons = read.readPersons('person-detect-bmp')
  const others = read.readCifar('cifar10/cifar10_train_500_lossless.bin')
  const calibration = selectSamples(others, range(0, 100))
  const check: Check = {
    about: 'two grey pictures, one with a person',
    calibrated: '100 CIFAR-10 images, stretched to 96 × 96',
    by: 'top-1',
    folds: [{ calibration, measured: persons }],
  }
  const pixels = { pixels: true, scale: 1 / 255, offset: 0, fit: 'resize' } as const
  return { model: setPreprocessing(model, pixels), checks: [check] }
}

function openTflite(name: string, path: string, input: Shape): Model {
  const file = new Uint8Array(readFileSync(dataPath(`mlperf-tiny/${path}`)))
  return setPreprocessing(readTflite(name, file, input).model, values)
}

/** The keyword model of MLPerf Tiny: a convolution, four depthwise and pointwise pairs. */
export function openKeywordModel(): Model {
  return openTflite('keywords', 'kws/kws_ref_model_float32.tflite', [49, 10, 1])
}

async function openKeywords(): Promise<RealNetwork> {
  const words = read.readKeywords('mlperf-tiny/kws01')
  const check: Check = {
    about: '500 inputs of the benchmark (kws01)',
    calibrated: crossed,
    by: 'top-1',
    folds: crossFolds(words, evenAndOdd(words)),
    reference: { float: 89.8, int8: 89.8 },
  }
  return { model: openKeywordModel(), checks: [check] }
}

/** As the benchmark's ad01_fp32.tflite is: its dense biases before batch norms are missing. */
function dropBiasesBeforeNorm(model: Model): Model {
  const normed = new Set(
    model.nodes.flatMap(({ kind, inputs }) => (kind === 'batchNorm' ? inputs : [])),
  )
  const dropped = model.nodes.flatMap(({ id, weights }) => {
    return normed.has(id) && weights['bias'] ? [weights['bias']] : []
  })
  const zeros = dropped.map((id) => {
    const { shape, data } = model.weights[id]!
    return [id, { shape, data: new Float32Array(data.length) }] as const
  })
  return { ...model, weights: { ...model.weights, ...Object.fromEntries(zeros) } }
}

/** Halves of the clip; windows that reach into the other half calibrate nothing. */
async function openSounds(): Promise<RealNetwork> {
  const model = setPreprocessing(await openModel(dataPath('mlperf-tiny/ad/ad01.h5')), values)
  const clip = read.readSoundWindows('mlperf-tiny/ad/normal_id_01_00000000_hist_librosa.bin')
  const [middle, gap] = [clip.count / 2, 4]
  const part = (from: number, to: number) => selectSamples(clip, range(from, to))
  const check = {
    calibrated: crossed,
    by: 'error',
    folds: [
      { calibration: part(middle + gap, clip.count), measured: part(0, middle) },
      { calibration: part(0, middle - gap), measured: part(middle, clip.count) },
    ],
  } as const
  const reference = {
    model: dropBiasesBeforeNorm(model),
    reference: { float: 9.707, int8: 10.265 },
  }
  const about = 'all 196 windows of a normal clip'
  return {
    model,
    checks: [
      { ...check, about },
      { ...check, about: `${about}, biases left out as in the .tflite`, ...reference },
    ],
  }
}

async function openWakeWord(): Promise<RealNetwork> {
  const model = await openModel(dataPath('mlperf-tiny/sww/str_ww_ref_model.h5'))
  const input = [30, 1, 40]
  const [samples] = await read.readFiles(['mlperf-tiny/calibration_samples_sww.npz'], input)
  const check: Check = {
    about: 'the 45 samples that the benchmark calibrates its own with',
    calibrated: crossed,
    by: 'top-1',
    folds: crossFolds(samples!, evenAndOdd(samples!)),
  }
  return { model: setPreprocessing(model, values), checks: [check] }
}

const sample = samples.find(({ file }) => file === 'lenet5.h5')!

export const networks: readonly NamedNetwork[] = [
  {
    name: 'LeNet-5 32×32',
    about: 'the sample of the page (`public/samples/lenet5.h5`)',
    open: () => openDigits(resolve('public/samples/lenet5.h5'), sample.floatTop1Percent),
  },
  {
    name: 'LeNet-5 28×28',
    about: 'TensorSpace’s, tanh (`tfjs/lenet5-mnist`)',
    open: () => openDigits(dataPath('tfjs/lenet5-mnist'), 97.64),
  },
  { name: 'KWS', about: 'MLPerf Tiny keywords: DS-CNN, 49 × 10 × 1', open: openKeywords },
  { name: 'IC', about: 'MLPerf Tiny pictures: ResNet-8, 32 × 32 × 3', open: openPictures },
  { name: 'VWW', about: 'MLPerf Tiny persons: MobileNet 0.25, 96 × 96 × 3', open: openPersons },
  { name: 'AD', about: 'MLPerf Tiny anomalies: FC autoencoder, 640', open: openSounds },
  { name: 'SWW', about: 'MLPerf Tiny wake word: 30 × 1 × 40', open: openWakeWord },
]
