/* nn_max_pool2d_s8_simd.c: sixteen channels at a time, the rest one by one, in the order of the
 * plain kernel: so it may run in place where that may [P1]. */
#include "nn_bulk.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#include "nn_window.h"

typedef struct {
    size_t row, channels;
    uint32_t high, wide;
} window;

static void sixteen(const window *w, const int8_t *corner, int8_t *out)
{
    v128_t largest = wasm_i8x16_splat(-128);
    for (uint32_t dy = 0; dy < w->high; dy++)
        for (uint32_t dx = 0; dx < w->wide; dx++) {
            const int8_t *at = corner + dy * w->row + dx * w->channels;
            largest = wasm_i8x16_max(largest, wasm_v128_load(at));
        }
    wasm_v128_store(out, largest);
}

static void one(const window *w, const int8_t *corner, int8_t *out)
{
    int8_t largest = -128;
    for (uint32_t dy = 0; dy < w->high; dy++)
        for (uint32_t dx = 0; dx < w->wide; dx++) {
            const int8_t value = corner[dy * w->row + dx * w->channels];
            if (value > largest) largest = value;
        }
    *out = largest;
}

void nn_max_pool2d_s8_simd(const nn_max_pool2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint32_t channels = step->channels;
    window w = {(size_t)step->in_w * channels, channels, 0, 0};
    const int8_t *in = memory->arena + step->in - rows.in_at * w.row;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)step->out_w * channels);
    for (uint32_t row = 0; row < rows.count; row++) {
        const int y = (int)((rows.first + row) * step->stride_h) - step->pad_top;
        const int top = y < 0 ? 0 : y;
        w.high = (uint32_t)(nn_window_end(y, step->kernel_h, step->in_h) - top);
        for (uint32_t column = 0; column < step->out_w; column++, out += channels) {
            const int x = (int)(column * step->stride_w) - step->pad_left;
            const int left = x < 0 ? 0 : x;
            const int8_t *corner = in + (size_t)top * w.row + (size_t)left * channels;
            uint32_t c = 0;
            w.wide = (uint32_t)(nn_window_end(x, step->kernel_w, step->in_w) - left);
            for (; c + 16 <= channels; c += 16) sixteen(&w, corner + c, out + c);
            for (; c < channels; c++) one(&w, corner + c, out + c);
        }
    }
}
#endif
