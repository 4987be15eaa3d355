/* nn_conv2d_s8_woven.c: assembly where the core can. */
#include "nn_pairs.h"

#if defined(NN_ARM_DSP)
#include "nn_arm.h"
#define CONVOLVE nn_arm_conv2d
#else
#define CONVOLVE nn_conv2d_s8_pairs
#endif

NN_KERNEL void nn_conv2d_s8_woven(const nn_conv2d_s8_woven_step *step, const nn_memory *memory,
                                  nn_rows rows)
{
    CONVOLVE(step, memory, rows);
}
