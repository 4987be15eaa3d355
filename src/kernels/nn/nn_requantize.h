/* nn_requantize.h: from an int32 sum to an int8 output. */
#ifndef NN_REQUANTIZE_H
#define NN_REQUANTIZE_H

#include "nn.h"

/* x · multiplier · 2^(shift − 31), rounded twice [R2]. */
int32_t nn_requantize(int32_t x, int32_t multiplier, int16_t shift);

/* The output of a sum, with the multiplier and shift of a channel record [R3]. */
int8_t nn_output(int32_t sum, nn_flash channel, int8_t zero_point, int8_t lo, int8_t hi);

/* zero_point + y, clamped to [lo, hi] [R3]. y may be near the ends of int32: compare, then add. */
static inline int8_t nn_clamp(int32_t y, int8_t zero_point, int8_t lo, int8_t hi)
{
    if (y < lo - zero_point) return lo;
    if (y > hi - zero_point) return hi;
    return (int8_t)(y + zero_point);
}

#endif
