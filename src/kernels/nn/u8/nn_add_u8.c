/* nn_add_u8.c: element by element; the plain form of nn_add_u8_fixed. */
#include "nn_add_element_u8.h"

NN_KERNEL void nn_add_u8(const nn_add_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const size_t count = step->count, skip = (uint16_t)(rows.first - rows.in_at) * count;
    const uint8_t *a = (const uint8_t *)memory->arena + step->a + skip;
    const uint8_t *b = (const uint8_t *)memory->arena + step->b + skip;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, count);
    for (size_t n = rows.count * count; n > 0; n--) *out++ = nn_add_element_u8(step, *a++, *b++);
}
