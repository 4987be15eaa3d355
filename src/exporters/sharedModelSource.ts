// model.c of a generated project: the steps as named initializers and one call per layer.

import type { Build } from '../compile/build'
import { intLiteral, uniqueIdentifiers } from '../lib/cText'
import { callBytes } from '../compile/budget'
import { cSources } from '../kernels/generated/sources'
import { kernelById } from '../kernels/kernels'
import type { Program, Step } from '../model/program'
import type { PixelForm } from './shared'
import { stepHeaders, usedKernels } from './sharedKernels'
import { layerNames } from './sharedModelData'
import { printRun, printStepMacros } from './sharedModelRun'
import { printInputs, printOutputs } from './sharedModelValues'

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
    .rows = { ${first}, ${count}, ${inAt}, ${outAt} },
    .step = {
${printFields(step)}
    },
};
`
}

function printHeaders(program: Program): string {
  const headers = stepHeaders(usedKernels(program), cSources)
  if (program.stream) headers.push('nn_stream.h')
  return headers.map((header) => `#include "nn/${header}"\n`).join('')
}

/** Before the functions that use it. */
function printState({ stream }: Program): string {
  if (!stream) return ''
  return `
#define STAGES ${stream.calls}
static nn_stage_rows rows_made[STAGES + 1]; /* of the input and of each stage */
`
}

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

#include <string.h>

${printHeaders(program)}#if defined(__AVR__)
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
${printState(program)}
${printStepMacros(program)}
${steps.map((step, i) => printStep(build, step, names[i] ?? '')).join('\n')}
${printRun(build, names)}
${printInputs(program, pixels)}
${printOutputs(program)}`
}
