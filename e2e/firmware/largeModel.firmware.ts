// A file of its own, so that it runs beside the others: 85 million cycles an image on the Mega.

import { dataPath } from '../../src/lib/testData'
import { testModels } from './testModels'

testModels({ evanshumaker: dataPath('keras/mnist_evanshumaker.keras') })
