// Where the built page has the back end's .wasm. Imported by workers only: Node has no `?url`.

export { default as tfjsWasmUrl } from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
