// model.c of a generated project: the steps as named initializers and one call per layer.

import type { Build } from '../compile/build'
import { intLiteral, plainText, uniqueIdentifiers } from '../lib/cText'
import { callBytes } from '../compile/budget'
import { cSources } from '../kernels/generated/sources'
import { kernelById } from '../kernels/kernels'
import type { Program, Step } from '../model/program'
import type { PixelForm } from './shared'
import { stepHeaders, usedKernels } from './sharedKernels'
import { layerNames } from './sharedModelData'

const lineWidth = 100

/** ".in = 0, .out = 1176, …" in lines. */
function printFields(step: Step): string {
  const { fields } = kernelById(step.kernel)
  const words = fields
    .filter(({ use }) => use !== 'reserved')
    .map(({ name }) => `.${name} = ${intLiteral(step.fields[name] ?? NaN)}`)
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 3 <= lineWidth)
      lines[lines.length - 1] = `${last} ${word},`
    else lines.push(`        ${word},`)
  }
  return lines.join('\n')
}

/** Bytes of the constants at which a step's fields point. */
function stepConstantBytes(program: Program, step: Step): number {
  const offsets = new Set(
    kernelById(step.kernel)
      .fields.filter(({ use }) => use === 'model')
      .map(({ name }) => step.fields[name]),
  )
  return program.constants
    .filter(({ offset }) => offsets.has(offset))
    .reduce((sum, { bytes }) => sum + bytes, 0)
}

function printStep(build: Build, step: Step, name: string): string {
  const constants = stepConstantBytes(build.program, step)
  const flash = `${constants} bytes of constants, ${callBytes(step.kernel)} of step`
  const { first, count, inAt, outAt } = step.rows
  return `/* ${layerNames(build, step.nodes)}: ${flash} */
static const ${step.kernel}_call ${name} NN_STEP_MEMORY = {
    .step = {
${printFields(step)}
    },
    .rows = { ${first}, ${count}, ${inAt}, ${outAt} },
};
`
}

function printCall(build: Build, step: Step, name: string): string {
  const shapes = step.nodes.map((id) => build.plan.layers.find(({ node }) => node === id)?.shape)
  const shape = shapes.filter((s) => s !== undefined).at(-1)
  const gives = shape ? ` -> ${shape.join(' x ')}` : ''
  const comment = plainText(`${layerNames(build, step.nodes)}`, 70)
  return `    NN_STEP(${step.kernel}, ${name}); /* ${comment}${gives} */`
}

function printPixelSetters(pixels: PixelForm): string {
  if (pixels === 'none') return ''
  const value = pixels === 'inverted' ? '127 - pixel' : 'pixel - 128'
  return `void model_set_pixel(model_index i, uint8_t pixel)
{
    model_input_s8()[i] = (int8_t)(${value});
}

void model_set_pixels(const uint8_t *pixels)
{
    for (model_index i = 0; i < MODEL_INPUT_COUNT; i++) model_set_pixel(i, pixels[i]);
}

`
}

const stepMacros = `/* A call is a step with its output rows: first, count, row at the input's start, at the output's. */
#if defined(__AVR__)
/* It lies in flash, which only its own instructions can read: copy it to the stack. */
#define NN_RUNNER(kernel)                                                                          \\
    typedef struct {                                                                               \\
        kernel##_step step;                                                                        \\
        nn_rows rows;                                                                              \\
    } kernel##_call;                                                                               \\
    static NN_KERNEL void run_##kernel(const kernel##_call *call, const nn_memory *memory)         \\
    {                                                                                              \\
        kernel##_call copy;                                                                        \\
        memcpy_P(&copy, call, sizeof copy);                                                        \\
        kernel(&copy.step, memory, copy.rows);                                                     \\
    }
#define NN_STEP(kernel, call) run_##kernel(&call, &memory)
#else
#define NN_RUNNER(kernel)                                                                          \\
    typedef struct {                                                                               \\
        kernel##_step step;                                                                        \\
        nn_rows rows;                                                                              \\
    } kernel##_call;
#define NN_STEP(kernel, call) kernel(&call.step, &memory, call.rows)
#endif
`

/** A function of its own size, as the kernels are: the budget adds them up. */
function printRun(build: Build, names: readonly string[]): string {
  const calls = build.program.steps.map((step, i) => printCall(build, step, names[i] ?? ''))
  return `NN_KERNEL void model_run(void)
{
    nn_memory memory;
    memory.arena = arena;
    memory.model = NN_FLASH_OF(nn_model);
${calls.join('\n')}
}
`
}

const outputs = `int8_t model_output_s8(model_index i) { return arena[OUTPUT_AT + i]; }

float model_output_float(model_index i)
{
    return (model_output_s8(i) - MODEL_OUTPUT_ZERO_POINT) * MODEL_OUTPUT_SCALE;
}

model_index model_top1(void)
{
    model_index top = 0;
    for (model_index i = 1; i < MODEL_OUTPUT_COUNT; i++)
        if (model_output_s8(i) > model_output_s8(top)) top = i;
    return top;
}
`

export function printModelSource(build: Build, title: string, pixels: PixelForm): string {
  const { program } = build
  const { steps } = program
  const names = uniqueIdentifiers(
    steps.map((step) => `step ${step.name}`),
    'step',
  )
  return `/* model.c: ${title}
 * Every layer is one step: a struct of numbers for one kernel of nn/. Offsets count bytes in the
 * arena (RAM) and from nn_model (flash, model_data.S). */
#include "model.h"

${stepHeaders(usedKernels(program), cSources)
  .map((header) => `#include "nn/${header}"\n`)
  .join('')}#if defined(__AVR__)
#include <avr/pgmspace.h>
#endif

#define INPUT_AT ${program.input.offset}
#define OUTPUT_AT ${program.output.offset}

extern const uint8_t nn_model[];

#if defined(__AVR__)
static int8_t arena[MODEL_ARENA_BYTES];
#else
static int8_t arena[MODEL_ARENA_BYTES] __attribute__((aligned(4)));
#endif

${stepMacros}
${usedKernels(program)
  .map((kernel) => `NN_RUNNER(${kernel})\n`)
  .join('')}
${steps.map((step, i) => printStep(build, step, names[i] ?? '')).join('\n')}
${printRun(build, names)}
int8_t *model_input_s8(void) { return arena + INPUT_AT; }

${printPixelSetters(pixels)}void model_set_float(model_index i, float value)
{
    const float steps = value / MODEL_INPUT_SCALE;
    const float near = steps < -512 ? -512 : steps > 512 ? 512 : steps;
    const int16_t q = (int16_t)(near < 0 ? near - 0.5f : near + 0.5f) + MODEL_INPUT_ZERO_POINT;
    model_input_s8()[i] = (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q);
}

${outputs}`
}
