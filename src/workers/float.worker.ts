import { tfjsWasmUrl } from '../learning/wasmUrl'
import { createFloatFunctions } from './floatFunctions'
import { expose } from './rpc'
import type { Port } from './rpc'

expose(createFloatFunctions(tfjsWasmUrl), self as unknown as Port)
