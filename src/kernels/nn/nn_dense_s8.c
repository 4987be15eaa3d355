/* nn_dense_s8.c: one dot product per output [C6]. */
#include "nn.h"
#include "nn_dot.h"
#include "nn_requantize.h"

NN_KERNEL void nn_dense_s8(const nn_dense_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t in_count = step->in_count, out_count = step->out_count;
    const int8_t zero_point = step->out_zero_point, lo = step->out_lo, hi = step->out_hi;
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out;
    (void)rows;
    for (uint16_t vector = step->vectors; vector > 0; vector--, in += in_count) {
        nn_flash w = nn_model_at(memory, step->weights);
        nn_flash channel = nn_model_at(memory, step->channels);
        for (uint16_t o = out_count; o > 0; o--, w += in_count, channel += NN_CHANNEL_BYTES) {
            const int32_t sum = nn_dot_rows(nn_read_s32(channel), in, in_count, w, in_count, 1);
            *out++ = nn_output(sum, channel, zero_point, lo, hi);
        }
    }
}
