/* nn_add_u8_fixed.c: the work is in nn_avr_add. */
#include "nn_avr.h"

NN_KERNEL void nn_add_u8_fixed(const nn_add_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t count = step->count, skip = (uint16_t)(rows.first - rows.in_at) * count;
    const uint8_t *a = (const uint8_t *)memory->arena + (uint16_t)step->a + skip;
    const uint8_t *b = (const uint8_t *)memory->arena + (uint16_t)step->b + skip;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, count);
    for (uint16_t row = rows.count; row > 0; row--, a += count, b += count, out += count)
        nn_avr_add(step, a, b, out);
}
