/* nn_concat_s8.c: one input of a concatenation, brought to the output's scale by a table [M1]. */
#include "nn.h"

NN_KERNEL void nn_concat_s8(const nn_concat_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash table = nn_model_at(memory, step->table);
    const uint16_t in_run = step->in_run, out_stride = step->out_stride;
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out + step->out_at;
    (void)rows;
    for (uint16_t run = step->runs; run > 0; run--, out += out_stride)
        for (uint16_t i = 0; i < in_run; i++) {
            const uint8_t place = (uint8_t)(*in++ + 128);
            out[i] = nn_read_s8(table + place);
        }
}
