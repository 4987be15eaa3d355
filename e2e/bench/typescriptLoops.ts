// The baseline: the same int8 arithmetic in plain TypeScript, as one would write it with care:
// typed arrays, Math.imul, running indices, no allocation while it runs.

import { lenetInputs, lenetOutputs, type Layer } from './lenet'

const zeroPoint = -20

/** SPEC R2 for shifts to the right, in two exact halves. */
function requantize(x: number, multiplier: number, shift: number): number {
  const low = x & 0xffff
  const carry = Math.floor((low * multiplier + 0x40000000) / 0x10000)
  const y = Math.floor(((x >> 16) * multiplier + carry) / 0x8000) | 0
  return (((y - (y < 0 ? 1 : 0)) >> (-shift - 1)) + 1) >> 1
}

function convolve(layer: Layer, from: Int8Array, start: number, to: Int8Array): void {
  const { inSize, outSize, kernel, inChannels, outChannels, weights, records, lo } = layer
  const { bias, multiplier, shift } = records
  const run = kernel * inChannels
  const row = inSize * inChannels
  let out = 0
  for (let y = 0; y < outSize; y++)
    for (let x = 0; x < outSize; x++) {
      const corner = start + y * row + x * inChannels
      let w = 0
      for (let c = 0; c < outChannels; c++) {
        let sum = bias[c]!
        for (let ky = 0; ky < kernel; ky++) {
          let at = corner + ky * row
          for (const end = at + run; at < end; at++, w++)
            sum = (sum + Math.imul(from[at]!, weights[w]!)) | 0
        }
        const value = requantize(sum, multiplier[c]!, shift[c]!) + zeroPoint
        to[out++] = value < lo ? lo : value > 127 ? 127 : value
      }
    }
}

function averagePool(size: number, channels: number, from: Int8Array, to: Int8Array): void {
  const row = size * channels
  let out = 0
  for (let y = 0; y < size; y += 2)
    for (let x = 0; x < size; x += 2) {
      let at = y * row + x * channels
      for (let c = 0; c < channels; c++, at++) {
        const sum = from[at]! + from[at + channels]! + from[at + row]! + from[at + row + channels]!
        to[out++] = (sum + 2 - (sum < 0 ? 1 : 0)) >> 2
      }
    }
}

function multiply(layer: Layer, from: Int8Array, start: number, to: Int8Array): void {
  const { inChannels, outChannels, weights, records, lo } = layer
  const { bias, multiplier, shift } = records
  let w = 0
  for (let c = 0; c < outChannels; c++) {
    let sum = bias[c]!
    for (let i = 0; i < inChannels; i++, w++)
      sum = (sum + Math.imul(from[start + i]!, weights[w]!)) | 0
    const value = requantize(sum, multiplier[c]!, shift[c]!) + zeroPoint
    to[c] = value < lo ? lo : value > 127 ? 127 : value
  }
}

/** `count` pictures through LeNet-5. */
export function runLoops(layers: readonly Layer[], inputs: Int8Array, count: number): Int8Array {
  const outputs = new Int8Array(count * lenetOutputs)
  const wide = new Int8Array(24 * 24 * 6)
  const buffers = [new Int8Array(1024), new Int8Array(1024)] as const
  for (let i = 0; i < count; i++) {
    let from: Int8Array = inputs
    let start = i * lenetInputs
    layers.forEach((layer, n) => {
      const to = buffers[n % 2 === 0 ? 0 : 1]
      if (layer.kind === 'dense') multiply(layer, from, start, to)
      else {
        convolve(layer, from, start, wide)
        averagePool(layer.outSize, layer.outChannels, wide, to)
      }
      from = to
      start = 0
    })
    outputs.set(from.subarray(0, lenetOutputs), i * lenetOutputs)
  }
  return outputs
}
