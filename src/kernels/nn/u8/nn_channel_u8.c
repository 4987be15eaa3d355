/* nn_channel_u8.c: the three forms of a channel record. */
#include "nn_channel_u8.h"

static uint8_t byte_at(nn_flash at)
{
    return (uint8_t)nn_read_s8(at);
}

NN_KERNEL nn_channel_u8 nn_read_channel_u8(nn_flash record)
{
    const uint8_t e = byte_at(record + 6);
    nn_channel_u8 channel;
    if (e == 255) {
        channel.bias = nn_read_s32(record);
        channel.multiplier = (int32_t)((uint32_t)byte_at(record + 4) | (uint32_t)byte_at(record + 5) << 8 |
                                       (uint32_t)byte_at(record + 8) << 16 | (uint32_t)byte_at(record + 9) << 24);
        channel.shift = nn_read_s8(record + 7);
        return channel;
    }
    const uint8_t cut = e < 8 ? e + 7 : e - 1;
    const uint32_t factor = (uint32_t)byte_at(record + 3) << 16 | (uint16_t)(byte_at(record + 4) << 8) |
                            byte_at(record + 5);
    const int32_t low = (int32_t)((uint32_t)byte_at(record + 7) | (uint32_t)byte_at(record + 8) << 8 |
                                  (uint32_t)byte_at(record + 9) << 16);
    const uint32_t bias = (uint32_t)byte_at(record) << 8 | (uint32_t)byte_at(record + 1) << 16 |
                          (uint32_t)byte_at(record + 2) << 24;
    channel.multiplier =
        (int32_t)(factor << cut | byte_at(record + 10) | (uint16_t)(byte_at(record + 11) << 8));
    channel.bias = ((int32_t)bias >> 8) - (e < 8 ? low >> 8 : low);
    channel.shift = (int8_t)-e;
    return channel;
}

NN_KERNEL uint8_t nn_output_u8(const nn_channel_u8 *channel, int32_t sum, int16_t offset,
                               uint8_t range, uint8_t lo)
{
    const int32_t y = nn_requantize(sum, channel->multiplier, channel->shift);
    if (y < -(int32_t)offset) return lo;
    if (y > range - (int32_t)offset) return (uint8_t)(lo + range);
    return (uint8_t)(lo + offset + y);
}
