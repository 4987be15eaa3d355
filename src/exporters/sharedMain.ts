// main.c of a Makefile project: the serial protocol of the sketch, over stdin and stdout or over two
// functions of the board. No printf: it would be larger than most models' kernels.

export interface MainFacts {
  readonly title: string
  readonly pixels: boolean
  readonly linux: boolean
}

const linuxPort = `#include <stdio.h>
#include <time.h>

static int board_read(void) { return getchar(); }

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

const bareMetalPort = `/* Yours to replace: a function of the same name in another file wins. */
__attribute__((weak)) int board_read(void) { return -1; } /* next byte; -1: none came for a second */
__attribute__((weak)) void board_write(char c) { (void)c; }
__attribute__((weak)) uint32_t board_micros(void) { return 0; }
`

const pixelCommand = `        else if (command == 'I' && receive_input()) {
            model_set_pixels((const uint8_t *)model_input_s8());
            answer();
        }
`

export function printMain({ title, pixels, linux }: MainFacts): string {
  return `/* main.c: ${title}
 * Reads an input, answers with the outputs: README.md has the protocol. */
${linux ? '#define _POSIX_C_SOURCE 199309L\n' : ''}#include "src/model.h"

#ifndef SELF_TEST
#define SELF_TEST 0
#endif

#if SELF_TEST
#include "src/vectors.h"
#endif

${linux ? linuxPort : bareMetalPort}
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

static void answer(void)
{
    const uint32_t start = board_micros();
    model_run();
    const uint32_t microseconds = board_micros() - start;
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

static int receive_input(void)
{
    int8_t *input = model_input_s8();
    for (model_index i = 0; i < MODEL_INPUT_COUNT; i++) {
        const int byte = board_read();
        if (byte < 0) {
            write_text("ERR input\\n");
            return 0;
        }
        input[i] = (int8_t)byte;
    }
    return 1;
}

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
    for (model_index i = 0; i < MODEL_INPUT_COUNT; i++)
        model_input_s8()[i] = VECTOR_READ(vector_inputs[vector][i]);
    model_run();
    for (model_index i = 0; i < MODEL_OUTPUT_COUNT; i++)
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
        ${linux ? 'if (command < 0) return 0;' : 'if (command < 0) continue;'}
        if (command == '?') identify();
#if SELF_TEST
        else if (command == 'S') self_test();
#endif
${pixels ? pixelCommand : ''}        else if (command == 'Q' && receive_input()) answer();
    }
}
`
}
