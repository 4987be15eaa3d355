/* nn_conv2d_u8.c: the plain form of every tile kernel; any stride, dilation, padding and pooling. */
#include "nn_windows_u8.h"

NN_KERNEL void nn_conv2d_u8(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_windows_u8(step, memory, rows, 0);
}
