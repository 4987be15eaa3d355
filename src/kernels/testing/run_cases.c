/* run_cases.c: runs steps from a file on this machine. Every buffer is allocated at its exact size,
 * so that a sanitizer sees any access beside it. Test only.
 * A case: four uint32 (bytes of model, arena, record, unused) and the three of them; the answer is
 * the arena. */
#include <stdio.h>
#include <stdlib.h>
#include "nn.h"

uint32_t scratch_bytes(const void *program, uint32_t steps);
void run_one_step(const void *at, int8_t *arena, nn_flash model, int16_t *scratch);

static void *take(uint32_t bytes, FILE *from)
{
    void *to = malloc(bytes ? bytes : 1);
    if (to == NULL || fread(to, 1, bytes, from) != bytes) exit(2);
    return to;
}

int main(int argc, char **argv)
{
    uint32_t bytes[4];
    FILE *in = argc == 3 ? fopen(argv[1], "rb") : NULL, *out = argc == 3 ? fopen(argv[2], "wb") : NULL;
    if (in == NULL || out == NULL) return 1;
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
    return fclose(out);
}
