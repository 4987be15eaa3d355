/* run_cases.c: runs steps from a file on this machine. Every buffer is allocated at its exact size,
 * so that a sanitizer sees any access beside it. Test only.
 * A case: four uint32 (bytes of model, arena, record, unused) and the three of them; the answer is
 * the arena. Or, as `requantize`: three int32 (x, multiplier, shift), the answer is one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "nn_requantize.h"

uint32_t scratch_bytes(const void *program, uint32_t steps);
void run_one_step(const void *at, int8_t *arena, nn_flash model, int16_t *scratch);

static void *take(uint32_t bytes, FILE *from)
{
    void *to = malloc(bytes ? bytes : 1);
    if (to == NULL || fread(to, 1, bytes, from) != bytes) exit(2);
    return to;
}

static void run_steps(FILE *in, FILE *out)
{
    uint32_t bytes[4];
    while (fread(bytes, 1, sizeof bytes, in) == sizeof bytes) {
        uint8_t *model = take(bytes[0], in);
        int8_t *arena = take(bytes[1], in);
        void *record = take(bytes[2], in);
        const uint32_t scratch = scratch_bytes(record, 1);
        int16_t *room = malloc(scratch ? scratch : 1);
        run_one_step(record, arena, model, room);
        fwrite(arena, 1, bytes[1], out);
        free(model), free(arena), free(record), free(room);
    }
}

static void run_requantize(FILE *in, FILE *out)
{
    int32_t triple[3];
    while (fread(triple, 1, sizeof triple, in) == sizeof triple) {
        const int32_t y = nn_requantize(triple[0], triple[1], (int16_t)triple[2]);
        fwrite(&y, 1, sizeof y, out);
    }
}

int main(int argc, char **argv)
{
    FILE *in = argc == 4 ? fopen(argv[2], "rb") : NULL;
    FILE *out = argc == 4 ? fopen(argv[3], "wb") : NULL;
    if (in == NULL || out == NULL) return 1;
    if (strcmp(argv[1], "steps") == 0) run_steps(in, out);
    else run_requantize(in, out);
    return fclose(out);
}
