/* nn_conv2d_u8_gather.c: see nn_avr_gather.c. */
#include "nn_avr.h"

NN_KERNEL void nn_conv2d_u8_gather(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_avr_gather(step, memory, &rows, nn_avr_dense);
}
