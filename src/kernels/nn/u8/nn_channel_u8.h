/* nn_channel_u8.h: reads a channel record (nn_u8.h) back into the numbers of SPEC.md. */
#ifndef NN_CHANNEL_U8_H
#define NN_CHANNEL_U8_H

#include "nn_requantize.h"
#include "nn_u8.h"

typedef struct {
    int32_t bias, multiplier;
    int8_t shift;
} nn_channel_u8;

nn_channel_u8 nn_read_channel_u8(nn_flash record);

/* Stored output of an accumulator that includes the channel's bias. */
uint8_t nn_output_u8(const nn_channel_u8 *channel, int32_t sum, int16_t offset, uint8_t range, uint8_t lo);

#endif
