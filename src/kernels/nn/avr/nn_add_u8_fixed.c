/* nn_add_u8_fixed.c: the work is in nn_avr_add. */
#include "nn_avr.h"

NN_KERNEL void nn_add_u8_fixed(const nn_add_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    uint8_t *const arena = (uint8_t *)memory->arena;
    (void)rows;
    nn_avr_add(step, arena + (uint16_t)step->a, arena + (uint16_t)step->b, arena + (uint16_t)step->out);
}
