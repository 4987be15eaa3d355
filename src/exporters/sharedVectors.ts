// vectors.h of a generated project: inputs with the outputs that the simulation gave for them.

import { numberLines } from '../lib/cText'
import type { TestVector } from './exporter'

const mostVectors = 5
/** avr-gcc takes no array above 32,767 bytes; an AVR's inputs are all smaller than that. */
const mostBytes = 32000

/** The first few, no more than fit one array, but one at least. */
export function chooseVectors(
  vectors: readonly TestVector[],
  inputBytes: number,
  outputBytes: number,
): readonly TestVector[] {
  for (const { input, output } of vectors)
    if (input.length !== inputBytes || output.length !== outputBytes)
      throw new Error(`a test vector has ${input.length} inputs and ${output.length} outputs`)
  const fitting = Math.max(1, Math.floor(mostBytes / Math.max(inputBytes, outputBytes)))
  return vectors.slice(0, Math.min(mostVectors, fitting))
}

function printRows(rows: readonly Int8Array[]): string {
  return rows.map((row) => `    {\n${numberLines(row, { indent: '        ' })}\n    },\n`).join('')
}

export function printVectors(vectors: readonly TestVector[], title: string): string {
  const arrays =
    vectors.length === 0
      ? ''
      : `
static const int8_t vector_inputs[VECTOR_COUNT][MODEL_INPUT_COUNT] VECTOR_MEMORY = {
${printRows(vectors.map(({ input }) => input))}};

static const int8_t vector_outputs[VECTOR_COUNT][MODEL_OUTPUT_COUNT] VECTOR_MEMORY = {
${printRows(vectors.map(({ output }) => output))}};
`
  return `/* vectors.h: ${title}
 * Inputs with the outputs that the simulation gave for them, for the self-test. */
#ifndef VECTORS_H
#define VECTORS_H

#include "model.h"

#if defined(__AVR__)
#include <avr/pgmspace.h>
#define VECTOR_MEMORY PROGMEM
#define VECTOR_READ(value) ((int8_t)pgm_read_byte(&(value)))
#else
#define VECTOR_MEMORY
#define VECTOR_READ(value) (value)
#endif

#define VECTOR_COUNT ${vectors.length}
${arrays}
#endif
`
}

/** C that runs one of them, `vector`, up to the outputs. */
export function printSetVector(byRows: boolean): string {
  if (!byRows)
    return `  for (model_index i = 0; i < MODEL_INPUT_COUNT; i++)
    model_set_s8(i, VECTOR_READ(vector_inputs[vector][i]));
  model_run();
`
  return `  model_begin();
  for (model_index at = 0; at < MODEL_INPUT_COUNT; at += MODEL_ROW_COUNT) {
    for (model_index i = 0; i < MODEL_ROW_COUNT; i++)
      model_set_s8(i, VECTOR_READ(vector_inputs[vector][at + i]));
    model_next_row();
  }
`
}
