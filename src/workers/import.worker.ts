import { importFunctions } from './importFunctions'
import { expose } from './rpc'
import type { Port } from './rpc'

expose(importFunctions, self as unknown as Port)
