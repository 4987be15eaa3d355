// Starts the back end that is to train: TensorFlow.js' WebAssembly with our gradient kernels, or a GPU.

import * as tf from '@tensorflow/tfjs-core'
import { registerGradientKernels } from './registerGradientKernels'
import { startTfjs } from './startTfjs'
import type { BackendName } from './trainOptions'

/** Throws where the browser has no such back end. */
export async function startBackend(name: BackendName = 'wasm', wasmUrl?: string): Promise<void> {
  const missing = missingFor(name)
  if (missing) throw new Error(missing)
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

/** Asked first: the packages are large, and a GPU that is a program takes long to lose. */
function missingFor(name: BackendName): string | undefined {
  if (name === 'webgpu' && !('gpu' in (globalThis.navigator ?? {})))
    return 'this browser has no WebGPU'
  if (name !== 'webgl') return undefined
  if (typeof OffscreenCanvas === 'undefined') return 'this browser has no OffscreenCanvas'
  const renderer = webglRenderer()
  if (renderer === undefined) return 'this browser has no WebGL'
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer)
    ? `WebGL has no GPU here: ${renderer}`
    : undefined
}

/** What draws, in the browser's words. */
function webglRenderer(): string | undefined {
  const canvas = new OffscreenCanvas(1, 1)
  const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl')
  if (!gl) return undefined
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const name: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return String(name)
}
