/* nn_add_element_u8.c: both inputs are brought to one scale with 20 bits behind the point, added, and
 * brought to the output's scale [E1]. */
#include "nn_add_element_u8.h"
#include "nn_requantize.h"

NN_KERNEL uint8_t nn_add_element_u8(const nn_add_u8_step *step, uint8_t a, uint8_t b)
{
    const int32_t x = nn_requantize((int32_t)((int16_t)a - step->a_zero_point) * (1L << 20),
                                    step->a_multiplier, step->a_shift);
    const int32_t y = nn_requantize((int32_t)((int16_t)b - step->b_zero_point) * (1L << 20),
                                    step->b_multiplier, step->b_shift);
    const int32_t sum = nn_requantize(x + y, step->out_multiplier, step->out_shift);
    if (sum < -(int32_t)step->out_offset) return step->out_lo;
    if (sum > step->out_range - (int32_t)step->out_offset) return (uint8_t)(step->out_lo + step->out_range);
    return (uint8_t)(step->out_lo + step->out_offset + sum);
}
