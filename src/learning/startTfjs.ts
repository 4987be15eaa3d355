// TensorFlow.js on its WebAssembly back end: SIMD, one thread, so that every engine computes the
// same bits. In Node the package finds its .wasm beside itself; a page says where it is.

import * as tf from '@tensorflow/tfjs-core'
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

let started: Promise<void> | undefined

/** `wasmUrl` is that of tfjs-backend-wasm-simd.wasm. The first call decides. */
export function startTfjs(wasmUrl?: string): Promise<void> {
  started ??= start(wasmUrl)
  return started
}

async function start(wasmUrl: string | undefined): Promise<void> {
  const env = tf.env()
  env.set('WASM_HAS_SIMD_SUPPORT', true)
  env.set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  env.set('PROD', true)
  if (wasmUrl)
    setWasmPaths({
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': wasmUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmUrl,
    })
  setThreadsCount(1)
  if (!(await tf.setBackend('wasm')))
    throw new Error('TensorFlow.js could not start its WebAssembly back end')
}
