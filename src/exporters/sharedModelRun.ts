// The part of model.c that runs the steps: one call per step, the first of them row by row where the
// program is a stream.

import { cIdentifier, plainText } from '../lib/cText'
import type { Build } from '../compile/build'
import { kernelById } from '../kernels/kernels'
import type { Program, Step } from '../model/program'
import { stageOf } from '../model/stream'
import { usedKernels } from './sharedKernels'
import { layerNames } from './sharedModelData'
import { inputRows } from './sharedModelValues'

const streamedCalls = ({ stream }: Program) => stream?.calls ?? 0

/** The record of a call, and on AVR the one function that all calls go through. */
export function printStepMacros(program: Program): string {
  const isStream = program.stream !== undefined
  const kernels = usedKernels(program)
  const calls = kernels.map((kernel) => `NN_CALL(${kernel})\n`).join('')
  const members = kernels.map((kernel) => `            ${kernel}_step ${kernel.slice(3)};\n`)
  const parameter = isStream ? ', made' : ''
  const rows = isStream ? '(made) ? nn_next_row(made) : call.rows' : 'call.rows'
  return `/* A call is a step with its output rows: first, count, row at the input's start, at the output's. */
#define NN_CALL(kernel)                                                                            \\
    typedef struct {                                                                               \\
        nn_rows rows;                                                                              \\
        kernel##_step step;                                                                        \\
    } kernel##_call;
${calls}
${isStream ? '/* made: 0, or how far the rows of the stream are of which the next one is computed. */\n' : ''}#if defined(__AVR__)
/* Calls lie in flash, which only its own instructions can read: copied to the stack. */
typedef void nn_any_kernel(const void *step, const nn_memory *memory, nn_rows rows);

static NN_KERNEL void run_step(nn_any_kernel *kernel, const void *call, uint8_t bytes${isStream ? ',\n                               const nn_stage_rows *rows' : ''})
{
    struct {
        nn_rows rows;
        union {
${members.join('')}        } step;
    } copy;
    nn_memory memory;
    memory.arena = arena;
    memory.model = NN_FLASH_OF(nn_model);
    memcpy_P(&copy, call, bytes);
${isStream ? '    if (rows) copy.rows = nn_next_row(rows);\n' : ''}    kernel(&copy.step, &memory, copy.rows);
}
#define NN_STEP(kernel, call${parameter}) run_step((nn_any_kernel *)kernel, &call, sizeof call${parameter})
#else
static const nn_memory memory = {arena, nn_model};
#define NN_STEP(kernel, call${parameter}) kernel(&call.step, &memory, ${rows})
#endif
`
}

function printCall(build: Build, step: Step, name: string, rows: string): string {
  const shapes = step.nodes.map((id) => build.plan.layers.find(({ node }) => node === id)?.shape)
  const shape = shapes.filter((s) => s !== undefined).at(-1)
  const gives = shape ? ` -> ${shape.join(' x ')}` : ''
  const comment = plainText(`${layerNames(build, step.nodes)}`, 70)
  const stream = build.program.stream ? `, ${rows}` : ''
  return `    NN_STEP(${step.kernel}, ${name}${stream}); /* ${comment}${gives} */`
}

function printStage({ stream }: Program, step: Step, i: number): string {
  const stage = stageOf(step, kernelById(step.kernel).byRows)
  if (!stage) throw new Error(`${step.name} does not run row by row`)
  const { inRowBytes, inHeight, outHeight, step: stride, span, padTop } = stage
  return `    { /* ${cIdentifier(step.name, 'step')} */
        .in = ${step.fields['in']}, .row_bytes = ${inRowBytes}, .window = ${stream?.windows[i]},
        .in_rows = ${inHeight}, .out_rows = ${outHeight}, .step = ${stride}, .span = ${span}, .pad_top = ${padTop},
    },
`
}

/** An if-chain: libgcc's tables of a switch overwrite RAMPZ, which the AVR kernels set. */
function printStream(build: Build, names: readonly string[]): string {
  const { program } = build
  const streamed = program.steps.slice(0, streamedCalls(program))
  const stages = streamed.map((step, i) => printStage(program, step, i))
  const calls = streamed.map((step, i) => {
    const call = printCall(build, step, names[i] ?? '', 'rows')
    return `    ${i === 0 ? '' : 'else '}if (stage == ${i})\n    ${call}\n`
  })
  return `/* The first calls run row by row. */
static const nn_stage stages[STAGES] NN_STEP_MEMORY = {
${stages.join('')}};

static void run_row(uint8_t stage, const nn_stage_rows *rows)
{
${calls.join('')}}

`
}

const clearRows = (made: string) =>
  `    for (uint8_t i = 0; i <= STAGES; i++) rows_made[i].made = rows_made[i].at = 0;\n${made}`

const runStream = '    nn_stream_run(stages, STAGES, rows_made, arena, run_row);\n'

/** Functions of their own size, as the kernels are: the budget adds them up. */
export function printRun(build: Build, names: readonly string[]): string {
  const { program } = build
  const { steps } = program
  const streamed = streamedCalls(program)
  const rest = steps
    .slice(streamed)
    .map((step, i) => `${printCall(build, step, names[streamed + i] ?? '', '0')}\n`)
    .join('')
  if (!program.stream) return `NN_KERNEL void model_run(void)\n{\n${rest}}\n`
  const stream = printStream(build, names)
  if (!inputRows(program)) {
    const [height = 1] = program.input.shape
    const begin = clearRows(`    rows_made[0].made = ${height};\n`)
    return `${stream}NN_KERNEL void model_run(void)\n{\n${begin}${runStream}${rest}}\n`
  }
  return `${stream}NN_KERNEL void model_begin(void)
{
${clearRows('')}}

NN_KERNEL void model_next_row(void)
{
    rows_made[0].made++;
${runStream}    if (rows_made[0].made < MODEL_ROWS) return;
${rest}}
`
}
