// Starts the back end that is to train: TensorFlow.js' WebAssembly with our gradient kernels, or a GPU.

import * as tf from '@tensorflow/tfjs-core'
import { registerGradientKernels } from './registerGradientKernels'
import { startTfjs } from './startTfjs'
import type { BackendName } from './trainOptions'

/** Throws where the browser has no such back end. */
export async function startBackend(name: BackendName = 'wasm', wasmUrl?: string): Promise<void> {
  const missing = missingFor(name)
  if (missing) throw new Error(`this browser has no ${missing}`)
  if (name === 'webgl') await import('@tensorflow/tfjs-backend-webgl')
  if (name === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu')
  if (name === 'wasm') {
    await startTfjs(wasmUrl)
    await registerGradientKernels()
  }
  if (tf.getBackend() !== name && !(await tf.setBackend(name)))
    throw new Error(`TensorFlow.js could not start its ${name} back end`)
  await tf.ready()
}

/** Asked first: the packages are large. */
function missingFor(name: BackendName): string | undefined {
  if (name === 'webgpu' && !('gpu' in (globalThis.navigator ?? {}))) return 'WebGPU'
  if (name === 'webgl' && typeof OffscreenCanvas === 'undefined') return 'OffscreenCanvas'
  return undefined
}
