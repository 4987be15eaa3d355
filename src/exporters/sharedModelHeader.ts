// model.h of a generated project: what the model takes and gives, and the few functions to use it.

import type { Build } from '../compile/build'
import { floatLiteral } from '../lib/cText'
import type { ArenaTensor, Program } from '../model/program'
import type { PixelForm } from './shared'
import { inputRows } from './sharedModelValues'

interface HeaderFacts {
  readonly title: string
  readonly pixels: PixelForm
  readonly index: string
}

function printTensor(prefix: string, tensor: ArenaTensor): string {
  const { shape, bytes, quantization } = tensor
  const zeroPoint = quantization.zeroPoint
  return `#define ${prefix}_COUNT ${bytes} /* ${shape.join(' x ')} */
#define ${prefix}_SCALE ${floatLiteral(quantization.scale)}
#define ${prefix}_ZERO_POINT ${zeroPoint < 0 ? `(${zeroPoint})` : zeroPoint}`
}

const pixelMeaning: Readonly<Record<Exclude<PixelForm, 'none'>, string>> = {
  plain: 'Input i from a pixel, 0 (black) to 255 (white).',
  inverted: 'Input i from a pixel, 0 (black) to 255 (white); the model wants them turned round.',
}

function printSetters(program: Program, pixels: PixelForm): string {
  const rows = inputRows(program)
  const mayBeWritten = program.input.layout === 'nhwc' && !rows
  const pointer = mayBeWritten
    ? `/* All inputs: may be written directly. */
int8_t *model_input_s8(void);

`
    : ''
  const all = rows
    ? 'All inputs of a row from MODEL_ROW_COUNT'
    : 'All inputs from MODEL_INPUT_COUNT'
  const inPlace = mayBeWritten ? '; may read from model_input_s8() itself' : ''
  const setPixels =
    pixels === 'none'
      ? ''
      : `
/* ${pixelMeaning[pixels]} */
void model_set_pixel(model_index i, uint8_t pixel);

/* ${all} pixels${inPlace}. */
void model_set_pixels(const uint8_t *pixels);
`
  return `${pointer}/* Input i, counted ${rows ? 'within its row' : 'row by row'}, channels innermost. */
void model_set_s8(model_index i, int8_t value);
${setPixels}
/* Input i from the real value that the model was trained on. */
void model_set_float(model_index i, float value);
`
}

function printRunners(program: Program): string {
  if (!inputRows(program)) return 'void model_run(void);\n'
  return `/* Before the first row of an input. */
void model_begin(void);

/* When the inputs of a row are set: computes all that can be computed, behind the last row the outputs. */
void model_next_row(void);
`
}

export function printModelHeader(build: Build, { title, pixels, index }: HeaderFacts): string {
  const { program } = build
  const rows = inputRows(program)
  const usage = rows
    ? `The input arrives row by row: call model_begin(); set the inputs of a row and call
 * model_next_row(), MODEL_ROWS times; read the outputs.`
    : 'Set the inputs, call model_run(), read the outputs. A run overwrites the inputs.'
  const sizes = rows
    ? `#define MODEL_ROWS ${rows.rows}
#define MODEL_ROW_COUNT ${rows.count} /* inputs of a row */
`
    : ''
  return `/* model.h: ${title}
 * ${usage} */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* real value = scale * (int8 value - zero point) */
${printTensor('MODEL_INPUT', program.input)}
${sizes}
${printTensor('MODEL_OUTPUT', program.output)}

#define MODEL_TAKES_PIXELS ${pixels === 'none' ? 0 : 1}
#define MODEL_ARENA_BYTES ${program.arenaBytes} /* RAM for inputs, outputs and all between */
#define MODEL_DATA_BYTES ${program.constantBytes} /* flash for weights, channel records, tables */

typedef ${index} model_index;

${printSetters(program, pixels)}
${printRunners(program)}
int8_t model_output_s8(model_index i);
float model_output_float(model_index i);

/* Index of the largest output, the first of equal ones. */
model_index model_top1(void);

#ifdef __cplusplus
}
#endif

#endif
`
}
