/* nn_average_pool2d_s8.c: windows are cut at the picture's edge, so padding does not count [P2].
 * Without padding no output lies behind a value that is still to be read: it may run in place. */
#include "nn.h"
#include "nn_mean.h"
#include "nn_window.h"

NN_KERNEL void nn_average_pool2d_s8(const nn_average_pool2d_s8_step *step, const nn_memory *memory,
                                       nn_rows rows)
{
    const uint16_t in_h = step->in_h, in_w = step->in_w;
    const uint16_t channels = step->channels, out_w = step->out_w;
    const size_t row_bytes = (size_t)in_w * channels;
    const int8_t *in = memory->arena + step->in - (size_t)rows.in_at * row_bytes;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)out_w * channels);
    int y = rows.first * step->stride_h - step->pad_top;
    for (uint16_t row = 0; row < rows.count; row++, y += step->stride_h) {
        const uint16_t top = (uint16_t)(y < 0 ? 0 : y);
        const uint16_t high = nn_window_end(y, step->kernel_h, in_h) - top;
        int x = -(int)step->pad_left;
        for (uint16_t column = 0; column < out_w; column++, x += step->stride_w) {
            const uint16_t left = (uint16_t)(x < 0 ? 0 : x);
            const uint16_t wide = nn_window_end(x, step->kernel_w, in_w) - left;
            const int8_t *corner = in + top * row_bytes + (size_t)left * channels;
            for (uint16_t c = 0; c < channels; c++, corner++) {
                const int8_t *line = corner;
                int32_t sum = 0;
                for (uint16_t dy = high; dy > 0; dy--, line += row_bytes) {
                    const int8_t *at = line;
                    for (uint16_t dx = wide; dx > 0; dx--, at += channels) sum += *at;
                }
                *out++ = nn_mean(sum, (uint32_t)high * wide);
            }
        }
    }
}
