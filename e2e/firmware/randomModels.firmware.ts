// Small networks over all kinds of layers: the exported C built for this computer, the same program
// in plain wasm, and the bulk programs in plain and SIMD wasm must agree in every byte. So must the
// 8-bit form, of plain twins where a board has assembly, and programs that run row by row.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { boardById } from '../../src/boards/index'
import { emit, plan } from '../../src/compile/compile'
import type { Build } from '../../src/compile/build'
import type { CompileOptions } from '../../src/compile/plan'
import { defaultOptions } from '../../src/compile/plan'
import { exportFiles } from '../../src/exporters/index'
import { kernelFiles, usedKernels } from '../../src/exporters/sharedKernels'
import { kernelById } from '../../src/kernels/kernels'
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
static int read_inputs(long count) {
  for (long i = 0; i < count; i++) {
    const int byte = getchar();
    if (byte < 0) return 0;
    model_set_s8((model_index)i, (int8_t)byte);
  }
  return 1;
}
static int infer(void) {
#ifdef MODEL_ROWS
  model_begin();
  for (long row = 0; row < MODEL_ROWS; row++) {
    if (!read_inputs(MODEL_ROW_COUNT)) return 0;
    model_next_row();
  }
#else
  if (!read_inputs(MODEL_INPUT_COUNT)) return 0;
  model_run();
#endif
  return 1;
}
int main(void) {
  while (infer())
    for (long i = 0; i < MODEL_OUTPUT_COUNT; i++)
      putchar((unsigned char)model_output_s8((model_index)i));
  return 0;
}
`

/** Besides the portable form with whole buffers. */
const forms: readonly Pick<CompileOptions, 'target' | 'streaming'>[] = [
  { target: 'avr', streaming: 'whole' },
  { target: 'avr', streaming: 'rows' },
  { target: 'avr', streaming: 'input-rows' },
  { target: 'c', streaming: 'rows' },
  { target: 'c', streaming: 'input-rows' },
]

/** With the plain twin of every assembly kernel. */
function withTwins(build: Build): Build {
  const steps = build.program.steps.map((step) => {
    const { twin } = kernelById(step.kernel)
    return twin === undefined ? step : { ...step, kernel: twin }
  })
  return { ...build, program: { ...build.program, steps } }
}

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

/** All C of the library that is no assembly's: on AVR some of it stands in the place of a plain file. */
const plainSources: Readonly<Record<string, string>> = Object.fromEntries(
  ['src/kernels/nn', 'src/kernels/nn/u8'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  ),
)

function nativeOutputs(build: Build, inputs: Int8Array, twins = false): Int8Array {
  const folder = unpackProject(exportFiles(build, { vectors: [] }))
  const plain = twins ? kernelFiles(usedKernels(build.program), plainSources) : []
  for (const name of plain) writeFileSync(join(folder, 'src/nn', name), plainSources[name] ?? '')
  writeFileSync(join(folder, 'driver.c'), driver)
  const compile =
    'gcc -O2 -std=c99 -Wall -Wextra -Werror -o native driver.c src/*.c src/nn/*.c src/*.S'
  run('sh', ['-c', compile], { cwd: folder })
  const bytes = run(join(folder, 'native'), [], { input: new Uint8Array(inputs.buffer) })
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

describe('random models', () => {
  let plain: Engine
  let simd: Engine
  let varied = 0
  let streams = 0
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
      const other = emit(
        plan(model, board, { ...defaultOptions, ...forms[seed % forms.length] }),
        ranges,
        calibration,
      )
      if (other.program.stream) streams++
      const native = nativeOutputs(build, inputs)
      const outputs = (engine: Engine, program: Program) => {
        const loaded = engine.load(program)
        const result = loaded.run(inputs, samples)
        loaded.dispose()
        return result
      }
      expect(native.length).toBe(samples * build.program.output.bytes)
      expect(nativeOutputs(withTwins(other), inputs, true)).toEqual(native)
      expect(outputs(plain, other.program)).toEqual(native)
      expect(outputs(plain, build.program)).toEqual(native)
      expect(outputs(plain, bulk.program)).toEqual(native)
      expect(outputs(simd, bulk.program)).toEqual(native)
      if (new Set(native).size > 1) varied++
    },
  )

  it('has outputs that depend on something', () => {
    expect(varied).toBeGreaterThan(models * 0.9)
    expect(streams).toBeGreaterThan(3)
  })
})
