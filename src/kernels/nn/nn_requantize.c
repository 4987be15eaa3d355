/* nn_requantize.c: the one rounding rule of the library, as in the reference kernels of TensorFlow
 * Lite Micro: a doubling high multiply that rounds, then a division by 2^n that rounds half away
 * from zero [R2]. */
#include "nn_requantize.h"

/* Apart from both of its callers: a sketch then has it once, whichever of them it uses. */
static NN_KERNEL int32_t requantize(int32_t x, int32_t multiplier, int16_t shift)
{
    if (shift > 0) { /* saturates, where the reference is undefined */
        if (x > INT32_MAX >> shift) x = INT32_MAX;
        else if (x < INT32_MIN >> shift) x = INT32_MIN;
        else x = (int32_t)((uint32_t)x << shift);
    }
    const int32_t y = nn_multiply_high(x, multiplier);
    if (shift >= 0) return y;
    /* All bits but the last at once: one variable shift, no mask. */
    return (((y - (y < 0)) >> (-shift - 1)) + 1) >> 1;
}

NN_KERNEL int32_t nn_requantize(int32_t x, int32_t multiplier, int16_t shift)
{
    return requantize(x, multiplier, shift);
}

NN_KERNEL int8_t nn_output(int32_t sum, nn_flash channel, int8_t zero_point, int8_t lo, int8_t hi)
{
    const int32_t y = requantize(sum, nn_read_s32(channel + 4), (int16_t)nn_read_u16(channel + 8));
    return nn_clamp(y, zero_point, lo, hi);
}
