/* nn_pad2d_s8.c: a picture in the middle of a larger one [M2]. */
#include "nn.h"

NN_KERNEL void nn_pad2d_s8(const nn_pad2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t in_w = step->in_w, channels = step->channels, pad_left = step->pad_left;
    const int8_t value = step->value;
    const int8_t *in = memory->arena + step->in;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)step->out_w * channels);
    for (uint16_t row = 0; row < rows.count; row++) {
        const uint16_t y = (uint16_t)(rows.first + row - step->pad_top); /* huge above it */
        const uint8_t row_inside = y < step->in_h;
        for (uint16_t column = 0; column < step->out_w; column++) {
            const uint16_t x = (uint16_t)(column - pad_left);
            const uint8_t inside = row_inside && x < in_w;
            const int8_t *from = in + ((size_t)(uint16_t)(y - rows.in_at) * in_w + x) * channels;
            for (uint16_t c = 0; c < channels; c++) *out++ = inside ? from[c] : value;
        }
    }
}
