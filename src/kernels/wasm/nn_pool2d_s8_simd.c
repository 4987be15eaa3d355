/* nn_pool2d_s8_simd.c: the two poolings, sixteen or eight channels at a time, the rest one by one, in the
 * order of the plain kernels: so they may run in place where those may [P1, P2]. */
#include "nn_bulk.h"

#if defined(__wasm_simd128__)
#include "nn_window.h"
#include "vector.h"

/* The part of a window that lies inside the picture. */
typedef struct {
    size_t row, channels; /* bytes between rows and columns */
    uint32_t high, wide;
} window;

#define EACH_VALUE(w, at, corner)                                                                  \
    for (uint32_t dy = 0; dy < (w)->high; dy++)                                                    \
        for (const int8_t *at = (corner) + dy * (w)->row, *end = at + (w)->wide * (w)->channels;   \
             at < end; at += (w)->channels)

static void most_of_16(const window *w, const int8_t *corner, int8_t *out)
{
    v128_t most = wasm_i8x16_splat(-128);
    EACH_VALUE(w, at, corner) most = wasm_i8x16_max(most, wasm_v128_load(at));
    wasm_v128_store(out, most);
}

static void most_of_1(const window *w, const int8_t *corner, int8_t *out)
{
    int8_t most = -128;
    EACH_VALUE(w, at, corner) most = *at > most ? *at : most;
    *out = most;
}

static void mean_of_8(const window *w, const int8_t *corner, int8_t *out)
{
    const uint32_t count = w->high * w->wide;
    halves sum = halves_zero();
    if (count < HALVES_COUNT) {
        EACH_VALUE(w, at, corner) sum = halves_add(sum, halves_widen(at));
        halves_store(out, halves_mean(sum, count), 8);
        return;
    }
    int32_t sums[8] = {0};
    EACH_VALUE(w, at, corner)
    {
        sum = halves_widen(at);
        halves_flush(&sum, sums);
    }
    halves_store(out, halves_means(sums, count), 8);
}

static void mean_of_1(const window *w, const int8_t *corner, int8_t *out)
{
    int32_t sum = 0;
    EACH_VALUE(w, at, corner) sum += *at;
    *out = nn_mean(sum, w->high * w->wide);
}

typedef void part(const window *w, const int8_t *corner, int8_t *out);

/* Both steps have the same fields. Calls `several` for as many channels at once, and `one` for each of the rest. */
ALWAYS_INLINE void pool(const nn_max_pool2d_s8_step *step, const nn_memory *memory, nn_rows rows,
                        uint32_t at_once, part *several, part *one)
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
            for (; c + at_once <= channels; c += at_once) several(&w, corner + c, out + c);
            for (; c < channels; c++) one(&w, corner + c, out + c);
        }
    }
}

void nn_max_pool2d_s8_simd(const nn_max_pool2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    pool(step, memory, rows, 16, most_of_16, most_of_1);
}

void nn_average_pool2d_s8_simd(const nn_average_pool2d_s8_step *step, const nn_memory *memory,
                               nn_rows rows)
{
    pool((const nn_max_pool2d_s8_step *)(const void *)step, memory, rows, 8, mean_of_8, mean_of_1);
}
#endif
