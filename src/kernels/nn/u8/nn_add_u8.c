/* nn_add_u8.c: element by element; the plain form of nn_add_u8_fixed. */
#include "nn_add_element_u8.h"

NN_KERNEL void nn_add_u8(const nn_add_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint8_t *a = (const uint8_t *)memory->arena + step->a, *b = (const uint8_t *)memory->arena + step->b;
    uint8_t *out = (uint8_t *)memory->arena + step->out;
    (void)rows;
    for (uint16_t n = step->count; n > 0; n--) *out++ = nn_add_element_u8(step, *a++, *b++);
}
