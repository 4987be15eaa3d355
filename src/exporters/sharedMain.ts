// main.c of a Makefile project: the serial protocol of the sketch, over stdin and stdout or over two
// functions of the board. No printf: it would be larger than most models' kernels.

import { printSetVector } from './sharedVectors'

export interface MainFacts {
  readonly title: string
  readonly pixels: boolean
  /** The input arrives row by row. */
  readonly byRows: boolean
  readonly linux: boolean
}

const computerHeaders = `#include <stdio.h>
#include <time.h>

`

const computerPort = `static int board_read(void) { return getchar(); }

static void board_write(char c)
{
    putchar(c);
    if (c == '\\n') fflush(stdout);
}

static uint32_t board_micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)(now.tv_sec * 1000000ULL + (uint64_t)now.tv_nsec / 1000);
}
`

/** The Makefile says where it compiles for a computer. */
const onComputer = `#ifndef ON_COMPUTER
#define ON_COMPUTER 0
#endif

`

const bareMetalPort = `/* Yours to replace: a function of the same name in another file wins. */
__attribute__((weak)) int board_read(void) { return -1; } /* next byte; -1: none came for a second */
__attribute__((weak)) void board_write(char c) { (void)c; }
__attribute__((weak)) uint32_t board_micros(void) { return 0; }
`

/** Reads `count` values of the port into the inputs, counted from 0. */
function printReceive(pixels: boolean): string {
  const set = pixels
    ? `if (pixels) model_set_pixel(i, (uint8_t)byte);
        else model_set_s8(i, (int8_t)byte);`
    : 'model_set_s8(i, (int8_t)byte);'
  return `static int receive(model_index count${pixels ? ', int pixels' : ''})
{
    for (model_index i = 0; i < count; i++) {
        const int byte = board_read();
        if (byte < 0) {
            write_text("ERR input\\n");
            return 0;
        }
        ${set}
    }
    return 1;
}
`
}

/** From the first byte of an input to the answer. */
function printInfer(byRows: boolean, pixels: boolean): string {
  const parameters = pixels ? 'int pixels' : 'void'
  const form = pixels ? ', pixels' : ''
  if (!byRows)
    return `static void infer(${parameters})
{
    if (!receive(MODEL_INPUT_COUNT${form})) return;
    const uint32_t start = board_micros();
    model_run();
    answer(board_micros() - start);
}
`
  return `static void infer(${parameters})
{
    uint32_t microseconds = 0;
    model_begin();
    for (model_index row = 0; row < MODEL_ROWS; row++) {
        if (row > 0) {
            write_text("ROW ");
            write_number(row);
            board_write('\\n');
        }
        if (!receive(MODEL_ROW_COUNT${form})) return;
        const uint32_t start = board_micros();
        model_next_row();
        microseconds += board_micros() - start;
    }
    answer(microseconds);
}
`
}

const posix = '#define _POSIX_C_SOURCE 199309L\n'

/** On a computer the input ends; on a board more may come. */
const bareMetalEnd = `if (command < 0) {
            if (ON_COMPUTER) return 0;
            continue;
        }`

const pixelCommand = "        else if (command == 'I') infer(1);\n"

export function printMain({ title, pixels, byRows, linux }: MainFacts): string {
  return `/* main.c: ${title}
 * Reads an input, answers with the outputs: README.md has the protocol. */
${linux ? posix : `${onComputer}#if ON_COMPUTER\n${posix}#endif\n`}#include "src/model.h"

#ifndef SELF_TEST
#define SELF_TEST 0
#endif

#if SELF_TEST
#include "src/vectors.h"
#endif

${
  linux
    ? computerHeaders + computerPort
    : `#if ON_COMPUTER\n${computerHeaders}${computerPort}#else\n${bareMetalPort}#endif\n`
}
static void write_text(const char *text)
{
    while (*text) board_write(*text++);
}

static void write_number(uint32_t number)
{
    char digits[11];
    char *at = digits + sizeof digits;
    *--at = 0;
    do *--at = (char)('0' + number % 10);
    while (number /= 10);
    write_text(at);
}

static void answer(uint32_t microseconds)
{
    write_text("OUT ");
    for (model_index i = 0; i < MODEL_OUTPUT_COUNT; i++) {
        const int q = model_output_s8(i);
        if (q < 0) board_write('-');
        write_number((uint32_t)(q < 0 ? -q : q));
        board_write(' ');
    }
    write_text("TOP ");
    write_number(model_top1());
    write_text(" US ");
    write_number(microseconds);
    board_write('\\n');
}

${printReceive(pixels)}
${printInfer(byRows, pixels)}
static void identify(void)
{
    write_text("MOTRANS 1 IN ");
    write_number(MODEL_INPUT_COUNT);
    write_text(" OUT ");
    write_number(MODEL_OUTPUT_COUNT);
    board_write('\\n');
}

#if SELF_TEST
static int passes(int vector)
{
${printSetVector(byRows).replace(/^( +)/gm, '$1$1')}    for (model_index i = 0; i < MODEL_OUTPUT_COUNT; i++)
        if (model_output_s8(i) != VECTOR_READ(vector_outputs[vector][i])) return 0;
    return 1;
}

static void self_test(void)
{
    for (int vector = 0; vector < VECTOR_COUNT; vector++) {
        write_text(passes(vector) ? "PASS " : "FAIL ");
        write_number((uint32_t)vector);
        board_write('\\n');
    }
}
#endif

int main(void)
{
#if SELF_TEST
    self_test();
#endif
    for (;;) {
        const int command = board_read();
        ${linux ? 'if (command < 0) return 0;' : bareMetalEnd}
        if (command == '?') identify();
#if SELF_TEST
        else if (command == 'S') self_test();
#endif
${pixels ? pixelCommand : ''}        else if (command == 'Q') infer(${pixels ? '0' : ''});
    }
}
`
}
