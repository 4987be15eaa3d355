/* nn_conv2d_u8_tile3_stride2.c: see nn_avr_conv2d.c. */
#include "nn_avr.h"

NN_KERNEL void nn_conv2d_u8_tile3_stride2(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    NN_AVR_CONV2D(nn_avr_taps3_stride2_4, nn_avr_taps3_stride2_2, 0);
}
