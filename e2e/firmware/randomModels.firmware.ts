// Small networks over all kinds of layers: the exported C built for this computer, the same program
// in plain wasm, and the bulk programs in plain and SIMD wasm must agree in every byte.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { boardById } from '../../src/boards/index'
import { emit, plan } from '../../src/compile/compile'
import { defaultOptions } from '../../src/compile/plan'
import { exportFiles } from '../../src/exporters/index'
import { randomModel } from '../../src/layers/randomModel'
import { runFloatGraph } from '../../src/layers/runModel'
import { seededRandom } from '../../src/lib/random'
import type { Graph } from '../../src/model/graph'
import { shapeSize } from '../../src/model/model'
import type { Ranges } from '../../src/model/quantized'
import type { Program } from '../../src/model/program'
import type { Engine } from '../../src/simulate/engine'
import { createEngine } from '../../src/simulate/engine'
import { run, unpackProject } from './tools'

const models = 48
const samples = 12

const driver = `#include "src/model.h"
#include <stdio.h>
int main(void) {
  while (fread(model_input_s8(), 1, MODEL_INPUT_COUNT, stdin) == MODEL_INPUT_COUNT) {
    model_run();
    for (long i = 0; i < MODEL_OUTPUT_COUNT; i++) putchar((unsigned char)model_output_s8(i));
  }
  return 0;
}
`

/** Ranges that the float oracle sees, a little too small so that clamps are reached. */
function oracleRanges(graph: Graph, inputs: readonly Float32Array[]): Ranges {
  const ranges: Record<string, { min: number; max: number }> = {}
  for (const input of inputs)
    for (const [id, { data }] of runFloatGraph(graph, input)) {
      const seen = (ranges[id] ??= { min: 0, max: 0 })
      for (const value of data) {
        seen.min = Math.min(seen.min, value * 0.9)
        seen.max = Math.max(seen.max, value * 0.9)
      }
    }
  return ranges
}

function runNative(folder: string, inputs: Int8Array): Int8Array {
  writeFileSync(join(folder, 'driver.c'), driver)
  const build =
    'gcc -O2 -std=c99 -Wall -Wextra -Werror -o native driver.c src/*.c src/nn/*.c src/*.S'
  run('sh', ['-c', build], { cwd: folder })
  const bytes = run(join(folder, 'native'), [], { input: new Uint8Array(inputs.buffer) })
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

describe('random models', () => {
  let plain: Engine
  let simd: Engine
  let varied = 0
  beforeAll(async () => {
    plain = await createEngine('plain')
    simd = await createEngine('simd')
  })

  it.each(Array.from({ length: models }, (_, index) => index + 1))(
    '%i: native = wasm = wasm SIMD',
    (seed) => {
      const board = boardById('raspberry-pi-2b')
      if (!board) throw new Error('no board')
      const model = randomModel(seed)
      const planned = plan(model, board)
      expect(planned.diagnostics).toEqual([])
      const random = seededRandom(seed + 1000)
      const size = shapeSize(
        planned.buffers.find(({ id }) => id === planned.inputBuffer)?.shape ?? [],
      )
      const inputs = new Int8Array(samples * size).map(() => Math.floor(random() * 256) - 128)
      const floats = Array.from({ length: 6 }, () =>
        Float32Array.from({ length: size }, () => random()),
      )
      const ranges = oracleRanges(planned.expanded, floats)
      const calibration = { method: 'min-max', samples: 6, source: 'random' } as const
      const build = emit(planned, ranges, calibration)
      const bulk = emit(
        plan(model, board, { ...defaultOptions, target: 'wasm' }),
        ranges,
        calibration,
      )
      const native = runNative(unpackProject(exportFiles(build, { vectors: [] })), inputs)
      const outputs = (engine: Engine, program: Program) => {
        const loaded = engine.load(program)
        const result = loaded.run(inputs, samples)
        loaded.dispose()
        return result
      }
      expect(native.length).toBe(samples * build.program.output.bytes)
      expect(outputs(plain, build.program)).toEqual(native)
      expect(outputs(plain, bulk.program)).toEqual(native)
      expect(outputs(simd, bulk.program)).toEqual(native)
      if (new Set(native).size > 1) varied++
    },
  )

  it('has outputs that depend on something', () => {
    expect(varied).toBeGreaterThan(models * 0.9)
  })
})
