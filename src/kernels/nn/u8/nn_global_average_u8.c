/* nn_global_average_u8.c: the mean over all positions, in a scale of its own [P3]. Until the last row
 * has come, out holds sums of 4 bytes; the mean of channel c is written at c after its sum is read. */
#include "nn_requantize.h"
#include "nn_u8.h"

static inline uint32_t read_sum(const uint8_t *at)
{
    return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint16_t)(at[1] << 8) | at[0];
}

static inline void write_sum(uint8_t *at, uint32_t sum)
{
    at[0] = (uint8_t)sum, at[1] = (uint8_t)(sum >> 8);
    at[2] = (uint8_t)(sum >> 16), at[3] = (uint8_t)(sum >> 24);
}

NN_KERNEL void nn_global_average_u8(const nn_global_average_u8_step *step, const nn_memory *memory,
                                    nn_rows rows)
{
    const uint16_t in_w = step->in_w, channels = step->channels;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in +
                        (size_t)(uint16_t)(rows.first - rows.in_at) * in_w * channels;
    uint8_t *const out = (uint8_t *)memory->arena + step->out;
    const uint16_t end = rows.first + rows.count;
    uint8_t *at;
    for (uint16_t row = rows.first; row < end; row++) {
        at = out;
        for (uint16_t c = channels; c > 0; c--, at += 4) {
            uint32_t sum = row == 0 ? 0 : read_sum(at);
            for (uint16_t x = in_w; x > 0; x--) sum += *in++;
            write_sum(at, sum);
        }
    }
    if (end != step->in_h) return;
    at = out;
    for (uint16_t c = 0; c < channels; c++, at += 4) {
        const int32_t sum = (int32_t)read_sum(at) + step->start;
        const int32_t mean = nn_requantize(sum, step->multiplier, step->shift);
        const uint8_t zero = step->out_zero_point;
        out[c] = mean < -(int32_t)zero ? 0 : mean > 255 - (int32_t)zero ? 255 : (uint8_t)(mean + zero);
    }
}
