/* nn_conv2d_u8_tile1.c: see nn_avr_conv2d.c. */
#include "nn_avr.h"

NN_KERNEL void nn_conv2d_u8_tile1(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    NN_AVR_CONV2D(nn_avr_taps1_4, nn_avr_taps1_2, 0);
}
