/* nn_avr_add_element.c: one sum by the left-shift-20 scheme [E1], where nn_avr_add cannot tell. */
#include "nn_avr.h"

NN_KERNEL uint8_t nn_avr_add_element(const nn_add_u8_step *step, uint8_t a, uint8_t b)
{
    const int16_t offset = step->out_offset, range = step->out_range;
    const int32_t x = nn_avr_requantize((int32_t)((int16_t)a - step->a_zero_point) * (1L << 20),
                                        step->a_multiplier, step->a_shift);
    const int32_t y = nn_avr_requantize((int32_t)((int16_t)b - step->b_zero_point) * (1L << 20),
                                        step->b_multiplier, step->b_shift);
    const int32_t sum = nn_avr_requantize(x + y, step->out_multiplier, step->out_shift);
    if (sum < -(int32_t)offset) return step->out_lo;
    if (sum > (int32_t)range - offset) return (uint8_t)(step->out_lo + range);
    return (uint8_t)(step->out_lo + offset + sum);
}
