// TF.js layers models made for tests: a configuration and its weights as the files of one.

import { bytesOf, joinBytes } from '../lib/bytes'
import type { Json } from '../model/model'
import type { InputFile } from './shared'

export interface TestWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly values?: readonly number[]
}

const encode = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json))

/** Counts up from 1 where no values are given. */
export function weightBytes({ shape, values }: TestWeight): Uint8Array {
  const size = shape.reduce((product, n) => product * n, 1)
  return bytesOf(Float32Array.from({ length: size }, (_, i) => values?.[i] ?? i + 1))
}

export function layersModelFiles(
  topology: Json,
  weights: readonly TestWeight[],
): [json: InputFile, shard: InputFile] {
  const manifest = weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }))
  const json = {
    modelTopology: topology,
    weightsManifest: [{ paths: ['w.bin'], weights: manifest }],
  }
  return [
    { name: 'model.json', bytes: encode(json) },
    { name: 'w.bin', bytes: joinBytes(weights.map(weightBytes)) },
  ]
}

export const jsonFile = (name: string, json: unknown): InputFile => ({ name, bytes: encode(json) })

export function layer(className: string, config: { readonly [key: string]: Json }): Json {
  return { class_name: className, config }
}

export function sequential(...layers: readonly Json[]): Json {
  return { class_name: 'Sequential', config: { name: 'net', layers } }
}

/** `inbound`: names of the layers that it reads, one call. */
export function functional(
  layers: readonly (readonly [layer: Json, ...inbound: string[]])[],
  inputs: readonly string[],
  outputs: readonly string[],
): Json {
  const refs = (names: readonly string[]): Json => names.map((name) => [name, 0, 0])
  return {
    class_name: 'Functional',
    config: {
      name: 'net',
      layers: layers.map(([one, ...inbound]) => ({
        ...(one as { readonly [key: string]: Json }),
        inbound_nodes: inbound.length ? [inbound.map((name) => [name, 0, 0, {}])] : [],
      })),
      input_layers: refs(inputs),
      output_layers: refs(outputs),
    },
  }
}
