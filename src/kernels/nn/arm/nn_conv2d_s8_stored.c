/* nn_conv2d_s8_stored.c: assembly where the core can. */
#include "nn_pairs.h"

#if defined(NN_ARM_SMALL)
#include "nn_arm.h"
#define CONVOLVE nn_arm_conv2d
#else
#define CONVOLVE nn_conv2d_s8_pairs
#endif

NN_KERNEL void nn_conv2d_s8_stored(const nn_conv2d_s8_stored_step *step, const nn_memory *memory,
                                  nn_rows rows)
{
    CONVOLVE(step, memory, rows);
}
