// The models of the data folder with the top-1 that was measured for them elsewhere (its INDEX.md:
// TensorFlow.js 4, float32, all 10,000 MNIST test images, x/255).

export interface Reference {
  /** Path below the data folder: a file or a folder. */
  readonly path: string
  /** What accuracy is measured on; absent: the model is only read. */
  readonly data?: readonly string[]
  readonly floatTop1Percent?: number
}

/** Accuracy is measured on the test part; calibration samples are picks of the training part. */
const mnist = [
  't10k-images-idx3',
  't10k-labels-idx1',
  'train-images-idx3',
  'train-labels-idx1',
].map((name) => `mnist/${name}-ubyte.gz`)
const fashion = [
  'fashion-mnist/fashion900-images-idx3-ubyte.gz',
  'fashion-mnist/fashion900-labels-idx1-ubyte.gz',
]

const measured = (path: string, floatTop1Percent: number, data = mnist): Reference => ({
  path,
  data,
  floatTop1Percent,
})

export const references: readonly Reference[] = [
  measured('h5/tensorspace_lenet_mnist.h5', 98.66),
  measured('h5/tinymaix_mnist_arduino.h5', 86.93),
  measured('h5/tinymaix_mnist_dw.h5', 93.22),
  measured('h5/tinymaix_mnist_same.h5', 95.28),
  measured('h5/tinymaix_mnist_valid.h5', 96.54),
  measured('h5/tinymaix_mnist_resnet.h5', 98.25),
  measured('keras/mnist_evanshumaker.keras', 98.83),
  measured('keras/mnist_tf213_windows_backslash.keras', 98.93),
  measured('tfjs/lenet5-mnist', 97.64),
  measured('tfjs/mnist-bn-gap-saved-by-tfjs4', 96.54),
  measured('tfjs/emnist62-cnn', 75.6),
  measured('tfjs/fashion-mlp', 90.6, fashion),
  ...[
    'h5/doodlenet.h5',
    'h5/fer2013_mini_xception_66.hdf5',
    'h5/sine_keras3_saved.h5',
    'h5/teachable_machine_waste_keras.h5',
    'h5/tinymaix_cifar10.h5',
    'h5/vww96_relu6_tinymaix.h5',
    'keras/acoustic_autoencoder.keras',
    'keras/csi_user_lstm.keras',
    'keras/har_lstm.keras',
    'keras/resnet1d_functional.keras',
    'keras/sine_deep.keras',
    'kws-yes-no/kws_model.h5',
    'kws-yes-no/kws_model_stripped.keras',
    'tfjs/abalone-mlp',
    'tfjs/detexify-369',
    'tfjs/doodlenet-345',
    'tfjs/teachable-machine-drowsy',
    'tfjs/ux-click-simplernn',
    'tfjs/ux-lstm',
    'tfjs-graph/dense-graph',
    'tfjs-graph/tensorspace-lenet-graph',
  ].map((path) => ({ path })),
]
