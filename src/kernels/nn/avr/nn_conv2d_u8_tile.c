/* nn_conv2d_u8_tile.c: see nn_avr_conv2d.c. */
#include "nn_avr.h"

NN_KERNEL void nn_conv2d_u8_tile(const nn_conv2d_u8_step *step, const nn_memory *memory,
                                 nn_rows rows)
{
    nn_avr_frame frame;
    NN_AVR_TILES(frame, nn_avr_taps);
    frame.width = step->kernel_w;
    nn_avr_conv2d(step, memory, &rows, &frame);
}
