/* nn_concat_u8.c: one input of a concatenation, brought to the output's scale by a table [M1]. */
#include "nn_u8.h"

NN_KERNEL void nn_concat_u8(const nn_concat_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash table = nn_model_at(memory, step->table);
    const uint16_t in_run = step->in_run, out_stride = step->out_stride;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in +
                        (size_t)(uint16_t)(rows.first - rows.in_at) * in_run;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, out_stride) + step->out_at;
    for (uint16_t row = rows.count; row > 0; row--, out += out_stride)
        for (uint16_t i = 0; i < in_run; i++) out[i] = (uint8_t)nn_read_s8(table + *in++);
}
