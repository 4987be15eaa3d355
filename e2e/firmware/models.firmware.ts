import { dataPath } from '../../src/lib/testData'
import { testModels } from './testModels'

testModels({
  'LeNet-5, shipped': 'public/samples/lenet5.h5',
  'digits for the Uno, shipped': 'public/samples/digits-uno.keras',
  'tinymaix arduino': dataPath('h5/tinymaix_mnist_arduino.h5'),
  'tinymaix depthwise': dataPath('h5/tinymaix_mnist_dw.h5'),
  'tinymaix resnet': dataPath('h5/tinymaix_mnist_resnet.h5'),
  'tinymaix valid': dataPath('h5/tinymaix_mnist_valid.h5'),
})
