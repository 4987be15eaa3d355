/* nn_pad2d_u8.c: a picture in the middle of a larger one [M2]. */
#include "nn_u8.h"

NN_KERNEL void nn_pad2d_u8(const nn_pad2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t in_w = step->in_w, out_w = step->out_w, channels = step->channels;
    const uint8_t value = step->value;
    const size_t row_bytes = (size_t)in_w * channels;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, (size_t)out_w * channels);
    for (uint16_t row = 0; row < rows.count; row++) {
        const uint16_t y = (uint16_t)(rows.first + row - step->pad_top); /* huge above it */
        const uint8_t row_inside = y < step->in_h;
        const uint8_t *from = in + (size_t)(uint16_t)(y - rows.in_at) * row_bytes;
        for (uint16_t c = channels; c > 0; c--) {
            uint16_t x = (uint16_t)(0 - step->pad_left);
            for (uint16_t column = out_w; column > 0; column--, x++) {
                uint8_t stored = value;
                if (row_inside && x < in_w) stored = *from++;
                *out++ = stored;
            }
        }
    }
}
