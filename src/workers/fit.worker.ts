import { tfjsWasmUrl } from '../learning/wasmUrl'
import { createFitFunctions } from './fitFunctions'
import { expose } from './rpc'
import type { Port } from './rpc'

expose(createFitFunctions(tfjsWasmUrl), self as unknown as Port)
