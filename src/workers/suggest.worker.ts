import { expose } from './rpc'
import type { Port } from './rpc'
import { suggestFunctions } from './suggestFunctions'

expose(suggestFunctions, self as unknown as Port)
