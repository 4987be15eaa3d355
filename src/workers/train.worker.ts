import { tfjsWasmUrl } from '../learning/wasmUrl'
import { expose } from './rpc'
import type { Port } from './rpc'
import { createTrainFunctions } from './trainFunctions'

expose(createTrainFunctions(tfjsWasmUrl), self as unknown as Port)
