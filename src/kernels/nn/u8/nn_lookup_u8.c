/* nn_lookup_u8.c: a function of one value is 256 bytes of flash [E2]. */
#include "nn_u8.h"

NN_KERNEL void nn_lookup_u8(const nn_lookup_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash table = nn_model_at(memory, step->table);
    const size_t count = step->count;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in +
                        (uint16_t)(rows.first - rows.in_at) * count;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, count);
    for (size_t n = rows.count * count; n > 0; n--) *out++ = (uint8_t)nn_read_s8(table + *in++);
}
