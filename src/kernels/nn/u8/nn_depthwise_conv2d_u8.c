/* nn_depthwise_conv2d_u8.c: every output channel has a window of its own over one input channel
 * [C5]; the plain form of the tile kernels. */
#include "nn_windows_u8.h"

NN_KERNEL void nn_depthwise_conv2d_u8(const nn_depthwise_conv2d_u8_step *step,
                                      const nn_memory *memory, nn_rows rows)
{
    nn_windows_u8(step, memory, rows, 1);
}
