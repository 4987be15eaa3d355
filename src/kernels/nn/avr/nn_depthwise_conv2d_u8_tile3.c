/* nn_depthwise_conv2d_u8_tile3.c: see nn_avr_depthwise.c. */
#include "nn_avr.h"

NN_KERNEL void nn_depthwise_conv2d_u8_tile3(const nn_conv2d_u8_step *step, const nn_memory *memory,
               nn_rows rows)
{
    nn_avr_planes frame;
    NN_AVR_TILES(frame, nn_avr_depthwise3);
    nn_avr_depthwise(step, memory, &rows, &frame);
}
