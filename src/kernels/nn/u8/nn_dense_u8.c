/* nn_dense_u8.c: one sum per output [C6]; the plain form of nn_dense_u8_quad. */
#include "nn_channel_u8.h"

NN_KERNEL void nn_dense_u8(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t in_count = step->in_count, grouped = step->out_count & ~3u;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in;
    uint8_t *out = (uint8_t *)memory->arena + step->out;
    (void)rows;
    for (uint16_t vector = step->vectors; vector > 0; vector--, in += in_count) {
        const nn_flash weights = nn_model_at(memory, step->weights);
        nn_flash record = nn_model_at(memory, step->channels);
        for (uint16_t o = 0; o < step->out_count; o++, record += NN_CHANNEL_BYTES_U8) {
            const uint8_t apart = o < grouped ? 4 : 1; /* bytes between an output's weights */
            nn_flash w = weights + (nn_flash_size)(o < grouped ? o & ~3u : o) * in_count + (apart == 4 ? o & 3 : 0);
            const nn_channel_u8 channel = nn_read_channel_u8(record);
            int32_t sum = channel.bias;
            for (uint16_t i = 0; i < in_count; i++, w += apart)
                sum += (int32_t)((uint8_t)nn_read_s8(w) - 128) * in[i];
            *out++ = nn_output_u8(&channel, sum, step->out_offset, step->out_range, step->out_lo);
        }
    }
}
