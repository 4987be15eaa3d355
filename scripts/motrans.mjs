// The command line: `npm run -s motrans -- inspect model.h5`. Runs the TypeScript as it is.

import { register } from 'tsx/esm/api'

// What the kernel build has to say must not stand among a command's results.
const log = console.log
console.log = console.error
await import('./buildKernels.mjs')
console.log = log

register()
const { main } = await import('../src/cli/main.ts')
process.exitCode = await main(process.argv.slice(2))
