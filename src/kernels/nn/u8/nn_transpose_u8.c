/* nn_transpose_u8.c: the values of a row in the other order. */
#include "nn_u8.h"

NN_KERNEL void nn_transpose_u8(const nn_transpose_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t columns = step->columns, depth = step->depth;
    const size_t row_bytes = (size_t)columns * depth;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in +
                        (size_t)(uint16_t)(rows.first - rows.in_at) * row_bytes;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, row_bytes);
    for (uint16_t row = rows.count; row > 0; row--, in += row_bytes)
        for (uint16_t d = 0; d < depth; d++) {
            const uint8_t *from = in + d;
            for (uint16_t c = columns; c > 0; c--, from += depth) *out++ = *from;
        }
}
