/* runSteps.c: runs kernel calls read from stdin on an emulated AVR, prints the cycles of each, one per
 * line. Usage: runSteps MCU FIRMWARE.elf. A call is: uint32 kernel (its place in the firmware's list),
 * bytes of step, model and arena; 4 × uint16 rows; step, model, arena. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "emulator.h"

#define MODEL_MAX 65536
#define ARENA_MAX 8192
#define MOST_CYCLES 400000000u

static int read_exactly(void *to, size_t bytes)
{
    return fread(to, 1, bytes, stdin) == bytes;
}

int main(int argc, char **argv)
{
    static uint8_t step[64], model[MODEL_MAX], arena[ARENA_MAX];
    if (argc < 3) {
        fprintf(stderr, "usage: runSteps MCU FIRMWARE.elf < calls\n");
        return 2;
    }
    emulator e = emulator_open(argv[1], argv[2]);
    uint32_t head[4];
    uint16_t rows[4];
    while (read_exactly(head, sizeof head)) {
        const uint32_t step_bytes = head[1], model_bytes = head[2], arena_bytes = head[3];
        if (step_bytes > sizeof step || model_bytes > MODEL_MAX || arena_bytes > e.arena_bytes ||
            e.code_end + model_bytes > e.avr->flashend + 1) {
            fprintf(stderr, "a call does not fit: step %" PRIu32 ", model %" PRIu32 ", arena %" PRIu32 "\n",
                    step_bytes, model_bytes, arena_bytes);
            return 1;
        }
        if (!read_exactly(rows, sizeof rows) || !read_exactly(step, step_bytes) ||
            !read_exactly(model, model_bytes) || !read_exactly(arena, arena_bytes))
            return 1;
        memcpy(e.avr->flash + e.code_end, model, model_bytes);
        memcpy(e.avr->data + e.arena, arena, arena_bytes);
        const emulator_run run =
            emulator_call(&e, (uint8_t)head[0], step, step_bytes, e.code_end, rows, MOST_CYCLES);
        if (run.stopped) {
            fprintf(stderr, "kernel %" PRIu32 " did not return\n", head[0]);
            return 1;
        }
        printf("%" PRIu64 "\n", run.cycles);
    }
    return 0;
}
