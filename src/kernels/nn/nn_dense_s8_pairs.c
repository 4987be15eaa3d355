/* nn_dense_s8_pairs.c: one dot product per output [C6], for any numbers. */
#include "nn_pairs.h"
#include "nn_pair_weight.h"
#include "nn_requantize.h"

NN_KERNEL void nn_dense_s8_pairs(const nn_dense_s8_pairs_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_pair_weights weights = {nn_model_at(memory, step->weights), step->in_count,
                                     step->out_count, NN_CROSSED};
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out;
    nn_flash record = nn_model_at(memory, step->channels);
    (void)rows;
    for (uint16_t c = 0; c < step->out_count; c++, record += NN_CHANNEL_BYTES) {
        uint32_t sum = (uint32_t)nn_read_s32(record);
        for (uint16_t i = 0; i < step->in_count; i++)
            sum += (uint32_t)((int32_t)in[i] * nn_pair_weight(weights, c, i));
        out[c] = nn_output((int32_t)sum, record, step->out_zero_point, step->out_lo, step->out_hi);
    }
}
