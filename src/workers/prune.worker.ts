import { tfjsWasmUrl } from '../learning/wasmUrl'
import { createPruneFunctions } from './pruneFunctions'
import { expose } from './rpc'
import type { Port } from './rpc'

expose(createPruneFunctions(tfjsWasmUrl), self as unknown as Port)
