import { engineFunctions } from './engineFunctions'
import { expose } from './rpc'
import type { Port } from './rpc'

expose(engineFunctions, self as unknown as Port)
