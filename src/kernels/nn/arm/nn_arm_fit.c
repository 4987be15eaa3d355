/* nn_arm_fit.c: which layers the assembly may do. */
#include "nn_arm.h"

#if defined(NN_ARM)

NN_KERNEL uint8_t nn_arm_fit(nn_arm_job *job, size_t taps, int8_t zero_point, int8_t lo, int8_t hi)
{
    const uint32_t room = (1UL << 30) - 128UL * 128UL * taps; /* beside the products */
    uint32_t largest = 0; /* bias, or its complement */
    int32_t shifts = -1;  /* bits that all have: the sign */
    nn_flash channel = job->channels;
    job->clamps = lo != -128 || hi != 127;
    job->lo = lo;
    job->hi = hi;
    job->rounding = 2 * zero_point + 1;
    for (size_t n = job->count; n > 0; n--, channel += NN_CHANNEL_BYTES) {
        const int32_t bias = nn_read_s32(channel);
        const uint32_t size = (uint32_t)(bias ^ (bias >> 31));
        if (size > largest) largest = size;
        shifts &= (int16_t)nn_read_u16(channel + 8);
    }
    return job->count >= NN_ARM_LEAST_CHANNELS && taps < 0xFFFF && largest < room && shifts < 0;
}

#endif
