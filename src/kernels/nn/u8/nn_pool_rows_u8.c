/* nn_pool_rows_u8.c: windows are cut at the picture's edge: padding neither wins nor counts [P1, P2]. */
#include "nn_pool_rows_u8.h"

NN_KERNEL void nn_pool_rows_u8(const nn_max_pool2d_u8_step *step, const nn_memory *memory, nn_rows rows,
                               uint8_t (*reduce)(const nn_pool_window_u8 *window))
{
    const uint16_t in_w = step->in_w, channels = step->channels, out_w = step->out_w;
    const uint16_t stride_w = step->stride_w;
    const size_t row_bytes = (size_t)in_w * channels;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in;
    uint8_t *out = (uint8_t *)nn_output_row(memory, step->out, rows, (size_t)out_w * channels);
    nn_pool_window_u8 window;
    window.line = row_bytes;
    int y = rows.first * step->stride_h - step->pad_top;
    for (uint16_t row = rows.count; row > 0; row--, y += step->stride_h) {
        const uint16_t top = (uint16_t)(y < 0 ? 0 : y);
        const uint8_t *line = in + (size_t)(uint16_t)(top - rows.in_at) * row_bytes;
        window.high = nn_window_end(y, step->kernel_h, step->in_h) - top;
        for (uint16_t c = channels; c > 0; c--, line += in_w) {
            int x = -(int)step->pad_left;
            for (uint16_t column = out_w; column > 0; column--, x += stride_w) {
                const uint16_t left = (uint16_t)(x < 0 ? 0 : x);
                window.wide = nn_window_end(x, step->kernel_w, in_w) - left;
                window.corner = line + left;
                *out++ = reduce(&window);
            }
        }
    }
}
