// Real models for tests, with what is known of them (figures: the data folder's index). Node only.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { dataPath } from '../lib/testData'
import type { InputFile } from './shared'

export interface RealModel {
  readonly files: readonly string[]
  readonly nodes: number
  /** Values stored, without optimizer state. */
  readonly parameters: number
  readonly unknown: readonly string[]
}

const row = (
  files: string | readonly string[],
  nodes: number,
  parameters: number,
  ...unknown: readonly string[]
): RealModel => ({ files: [files].flat(), nodes, parameters, unknown })

const tfjs = (folder: string, ...names: readonly string[]): string[] =>
  names.map((name) => `tfjs/${folder}/${name}`)
const shard = 'group1-shard1of1.bin'

export const realModels: readonly RealModel[] = [
  row('h5/doodlenet.h5', 13, 544_201),
  row('h5/fer2013_mini_xception_66.hdf5', 46, 58_423),
  row('h5/sine_keras3_saved.h5', 4, 321),
  row('h5/teachable_machine_waste_keras.h5', 158, 538_708),
  row('h5/tensorspace_lenet_mnist.h5', 10, 44_426),
  row('h5/tinymaix_cifar10.h5', 13, 90_090),
  row('h5/tinymaix_mnist_arduino.h5', 13, 318),
  row('h5/tinymaix_mnist_dw.h5', 16, 1546),
  row('h5/tinymaix_mnist_resnet.h5', 14, 22_930),
  row('h5/tinymaix_mnist_same.h5', 13, 1786),
  row('h5/tinymaix_mnist_valid.h5', 13, 1786),
  row('h5/vww96_relu6_tinymaix.h5', 87, 219_064),
  row('mlperf-tiny/ad/ad01.h5', 29, 269_992),
  row('mlperf-tiny/ic/pretrainedResnet.h5', 30, 78_666),
  row('mlperf-tiny/sww/str_ww_ref_model.h5', 19, 47_707),
  row('mlperf-tiny/vww/vww_96.h5', 85, 221_794),
  // Three of the values are statistics of a Normalization layer, which become its settings.
  row('kws-yes-no/kws_model.h5', 10, 314_246 - 3, 'Resizing'),
  row('kws-yes-no/kws_model_stripped.keras', 10, 314_246 - 3, 'Resizing'),
  row('keras/acoustic_autoencoder.keras', 11, 12_785, 'Conv2DTranspose'),
  row('keras/csi_user_lstm.keras', 8, 7652, 'Conv1D', 'MaxPooling1D', 'LSTM'),
  row('keras/har_lstm.keras', 4, 13_894, 'LSTM'),
  row('keras/mnist_evanshumaker.keras', 8, 121_930),
  // Four of the values are metrics.
  row('keras/mnist_tf213_windows_backslash.keras', 9, 225_038 - 4),
  row(
    'keras/resnet1d_functional.keras',
    29,
    86_026,
    'Conv1D',
    'MaxPooling1D',
    'GlobalAveragePooling1D',
  ),
  row('keras/sine_deep.keras', 7, 2297),
  row(tfjs('abalone-mlp', 'model.json', 'weights.bin'), 4, 3051),
  row(tfjs('detexify-369', 'model.json', shard), 9, 404_657),
  row(tfjs('doodlenet-345', 'model.json', shard), 13, 544_201),
  row(tfjs('emnist62-cnn', 'model.json', shard), 8, 120_094),
  row(tfjs('fashion-mlp', 'model.json', shard), 4, 101_770),
  row(tfjs('lenet5-mnist', 'mnist.json', 'mnist.weights.bin'), 10, 61_706),
  row(tfjs('mnist-bn-gap-saved-by-tfjs4', 'model.json', 'weights.bin'), 13, 1786),
  row(tfjs('teachable-machine-drowsy', 'model.json', 'weights.bin'), 158, 538_508),
  row(tfjs('ux-click-simplernn', 'model.json', shard), 5, 3539, 'Embedding', 'SimpleRNN'),
  row(tfjs('ux-lstm', 'ux.json', 'ux.weights.bin'), 4, 11_553, 'LSTM'),
]

/** Named as a file dialog names them: without folders. */
export function readFiles(...paths: readonly string[]): InputFile[] {
  return paths.map((path) => ({
    name: basename(path),
    bytes: new Uint8Array(readFileSync(dataPath(path))),
  }))
}
