// Starts the back end that is to train: TensorFlow.js' WebAssembly with our gradient kernels, or a GPU.

import * as tf from '@tensorflow/tfjs-core'
import { registerGradientKernels } from './registerGradientKernels'
import { startTfjs } from './startTfjs'
import type { BackendName } from './trainOptions'

/** Throws where the browser has no such back end. */
export async function startBackend(name: BackendName = 'wasm', wasmUrl?: string): Promise<void> {
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
