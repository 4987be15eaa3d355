/* nn_windows_u8.h: what the plain convolutions share. */
#ifndef NN_WINDOWS_U8_H
#define NN_WINDOWS_U8_H

#include "nn_channel_u8.h"

void nn_windows_u8(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows,
                   uint8_t depthwise);

#endif
