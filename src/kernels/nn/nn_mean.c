/* nn_mean.c: the mean of a pooling window [P2]. */
#include "nn_mean.h"

NN_KERNEL int8_t nn_mean(int32_t sum, uint32_t count)
{
    if (count < 256) { /* |sum| + count / 2 fits 16 bits: on AVR a third of a long division */
        const int16_t small = (int16_t)sum, half = (int16_t)(count >> 1);
        return (int8_t)((small < 0 ? small - half : small + half) / (int16_t)count);
    }
    const int32_t half = (int32_t)(count >> 1);
    return (int8_t)((sum < 0 ? sum - half : sum + half) / (int32_t)count);
}
