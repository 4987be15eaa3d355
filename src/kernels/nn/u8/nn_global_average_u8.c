/* nn_global_average_u8.c: the mean over all positions, in a scale of its own [P3]. It may run in
 * place: channel c is written at c after all its values are read, and no later channel has a value
 * at or before c. */
#include "nn_requantize.h"
#include "nn_u8.h"

NN_KERNEL void nn_global_average_u8(const nn_global_average_u8_step *step, const nn_memory *memory,
                                    nn_rows rows)
{
    const uint16_t in_w = step->in_w;
    const size_t row_bytes = (size_t)in_w * step->channels;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in;
    uint8_t *out = (uint8_t *)memory->arena + step->out;
    (void)rows;
    for (uint16_t c = step->channels; c > 0; c--, in += in_w) {
        const uint8_t *line = in;
        uint32_t sum = 0;
        for (uint16_t high = step->in_h; high > 0; high--, line += row_bytes) {
            const uint8_t *at = line;
            for (uint16_t wide = in_w; wide > 0; wide--) sum += *at++;
        }
        const int32_t mean = nn_requantize((int32_t)sum + step->start, step->multiplier, step->shift);
        const uint8_t zero = step->out_zero_point;
        *out++ = mean < -(int32_t)zero ? 0 : mean > 255 - (int32_t)zero ? 255 : (uint8_t)(mean + zero);
    }
}
