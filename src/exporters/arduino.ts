// An Arduino sketch: one folder named like its .ino, which the IDE opens and compiles as it is. No
// String, no printf: on an Uno, RAM is what a sketch has least of.

import type { Build } from '../compile/build'
import { plainText } from '../lib/cText'
import type { Exporter, Extras } from './exporter'
import { modelFiles, modelTitle, pixelForm, projectName } from './shared'
import { inputRows } from './sharedModelValues'
import { printReadme } from './sharedReadme'
import { printSetVector } from './sharedVectors'

/** Reads `count` values of the port into the inputs, counted from 0. */
function printReceive(pixels: boolean): string {
  const set = pixels
    ? `if (pixels) model_set_pixel(i, byte);
    else model_set_s8(i, (int8_t)byte);`
    : 'model_set_s8(i, (int8_t)byte);'
  return `static bool receive(model_index count${pixels ? ', bool pixels' : ''}) {
  for (model_index i = 0; i < count; i++) {
    uint8_t byte;
    if (MODEL_SERIAL.readBytes((char *)&byte, 1) != 1) {
      MODEL_SERIAL.println(F("ERR input"));
      return false;
    }
    ${set}
  }
  return true;
}
`
}

const answer = `static void answer(unsigned long microseconds) {
  MODEL_SERIAL.print(F("OUT "));
  for (model_index i = 0; i < MODEL_OUTPUT_COUNT; i++) {
    MODEL_SERIAL.print((int)model_output_s8(i));
    MODEL_SERIAL.print(' ');
  }
  MODEL_SERIAL.print(F("TOP "));
  MODEL_SERIAL.print((unsigned int)model_top1());
  MODEL_SERIAL.print(F(" US "));
  MODEL_SERIAL.println(microseconds);
}
`

/** From the first byte of an input to the answer. */
function printInfer(byRows: boolean, pixels: boolean): string {
  const parameters = pixels ? 'bool pixels' : ''
  const form = pixels ? ', pixels' : ''
  if (!byRows)
    return `static void infer(${parameters}) {
  if (!receive(MODEL_INPUT_COUNT${form})) return;
  const unsigned long start = micros();
  model_run();
  answer(micros() - start);
}
`
  return `static void infer(${parameters}) {
  unsigned long microseconds = 0;
  model_begin();
  for (model_index row = 0; row < MODEL_ROWS; row++) {
    if (row > 0) { /* the port's buffer is small: the sender waits */
      MODEL_SERIAL.print(F("ROW "));
      MODEL_SERIAL.println((unsigned int)row);
    }
    if (!receive(MODEL_ROW_COUNT${form})) return;
    const unsigned long start = micros();
    model_next_row();
    microseconds += micros() - start;
  }
  answer(microseconds);
}
`
}

const pixelCommand = `    case 'I':
      infer(true);
      break;
`

function printSketch(build: Build): string {
  const { board } = build.plan
  const pixels = pixelForm(build) !== 'none'
  const byRows = inputRows(build.program) !== undefined
  return `/* ${modelTitle(build)} on the ${plainText(board.name)}, made by MoTrans Studio.
 * Send an input over the serial port at 115200 baud, get the outputs: README.md has the protocol. */
#include "src/model.h"

/* 1: compares the outputs for the inputs of src/vectors.h with those of the simulation. */
#ifndef SELF_TEST
#define SELF_TEST 0
#endif

#ifndef MODEL_SERIAL
#define MODEL_SERIAL ${board.serialPort ?? 'Serial'}
#endif

#if SELF_TEST
#include "src/vectors.h"

static bool passes(uint8_t vector) {
${printSetVector(byRows)}  for (model_index i = 0; i < MODEL_OUTPUT_COUNT; i++)
    if (model_output_s8(i) != VECTOR_READ(vector_outputs[vector][i])) return false;
  return true;
}

static void selfTest() {
  for (uint8_t vector = 0; vector < VECTOR_COUNT; vector++) {
    MODEL_SERIAL.print(passes(vector) ? F("PASS ") : F("FAIL "));
    MODEL_SERIAL.println(vector);
  }
}
#endif

${printReceive(pixels)}
${answer}
${printInfer(byRows, pixels)}
void setup() {
  MODEL_SERIAL.begin(115200);
#if SELF_TEST
  /* A port of native USB drops what nobody reads yet: time to open it. */
  while (!MODEL_SERIAL && millis() < 5000) {
  }
  selfTest();
#endif
}

void loop() {
  switch (MODEL_SERIAL.read()) {
${pixels ? pixelCommand : ''}    case 'Q': /* int8 inputs as they are */
      infer(${pixels ? 'false' : ''});
      break;
#if SELF_TEST
    case 'S':
      selfTest();
      break;
#endif
    case '?':
      MODEL_SERIAL.println(F("MOTRANS 1 IN ${build.program.input.bytes} OUT ${build.program.output.bytes}"));
      break;
  }
}
`
}

function printRun(build: Build, name: string): string {
  const { board } = build.plan
  return `1. Unpack the zip and open \`${name}/${name}.ino\` in the Arduino IDE. No library is needed.
2. Choose the board ${plainText(board.name)}${board.fqbn ? ` (\`${board.fqbn}\`)` : ''} and its port; upload.
3. For a first test set \`SELF_TEST\` to 1 at the top of the sketch, upload, and open the Serial Monitor at
   115200 baud: it says PASS for every test vector in \`src/vectors.h\`. A board with native USB waits up to
   five seconds for the monitor; whatever was missed, send \`S\` and it tests again.

From the command line: \`arduino-cli compile --fqbn ${board.fqbn ?? 'BOARD'} ${name}\`
`
}

function files(build: Build, extras: Extras) {
  const name = projectName(build)
  const readme = printReadme(build, extras, {
    title: modelTitle(build),
    pixels: pixelForm(build) !== 'none',
    run: printRun(build, name),
  })
  return [
    { path: `${name}/${name}.ino`, text: printSketch(build) },
    { path: `${name}/README.md`, text: readme },
    ...modelFiles(build, extras, `${name}/src`),
  ]
}

export const arduino: Exporter = {
  id: 'arduino',
  label: 'Arduino sketch',
  appliesTo: (board) => board.form === 'arduino',
  files,
}
