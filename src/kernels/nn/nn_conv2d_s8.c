/* nn_conv2d_s8.c: a window inside the picture is one dot product over rows of values that lie side
 * by side; taps in the padding read the input's zero point [C1, C2]. */
#include "nn.h"
#include "nn_dot.h"
#include "nn_mean.h"
#include "nn_requantize.h"
#include "nn_window.h"

/* What stays the same from window to window. Distances are in values of the picture. */
typedef struct {
    const nn_conv2d_s8_step *step;
    size_t run;              /* values in a row of the kernel */
    size_t below;            /* from one row of a window to the next */
    size_t next_h, next_w;   /* from one window to the next */
    nn_flash_size row_bytes; /* weights of a row of the kernel */
} view;

static int32_t sum_of(nn_flash w, nn_flash_size n)
{
    int32_t sum = 0;
    for (; n > 0; n--) sum += nn_read_s8(w++);
    return sum;
}

/* Σ weight · value over a window that begins at (y, x) and reaches into the padding, or whose taps
 * lie apart. `from` is the place of its first tap, which may lie outside. */
static int32_t border_sum(const view *v, const int8_t *from, nn_flash w, int y, int x)
{
    const nn_conv2d_s8_step *step = v->step;
    const uint16_t in_c = step->in_c;
    const nn_taps rows = nn_taps_inside(y, step->kernel_h, step->dilation_h, step->in_h);
    const nn_taps columns = nn_taps_inside(x, step->kernel_w, step->dilation_w, step->in_w);
    const uint8_t inside = (uint8_t)(columns.end - columns.first);
    const size_t apart = (size_t)step->dilation_w * in_c;
    const nn_flash_size before = (nn_flash_size)columns.first * in_c;
    const nn_flash_size within = (nn_flash_size)inside * in_c;
    int32_t sum = 0, outside = 0;
    from += columns.first * apart;
    for (uint8_t ky = 0; ky < step->kernel_h; ky++, from += v->below, w += v->row_bytes) {
        if (ky < rows.first || ky >= rows.end || inside == 0) {
            outside += sum_of(w, v->row_bytes);
            continue;
        }
        sum = nn_dot_rows(sum, from, apart, w + before, in_c, inside);
        if (inside == step->kernel_w) continue;
        outside += sum_of(w, before);
        outside += sum_of(w + before + within, v->row_bytes - before - within);
    }
    return sum + outside * step->in_zero_point;
}

/* One output: the window's sum, or what the pooling makes of its sums. Requantizing keeps order, so
 * the largest sum is found first and requantized once [R3, P1]. */
static int8_t output(const view *v, const int8_t *from, nn_flash w, nn_flash channel, int y, int x,
                     uint8_t all_inside)
{
    const nn_conv2d_s8_step *step = v->step;
    const int32_t bias = nn_read_s32(channel);
    const int8_t zero_point = step->out_zero_point, lo = step->out_lo, hi = step->out_hi;
    const uint8_t average = step->pool_kind == NN_POOL_AVERAGE;
    int32_t total = 0, largest = INT32_MIN;
    for (uint8_t py = step->pool_h; py > 0; py--, y += step->stride_h, from += v->next_h) {
        const int8_t *at = from;
        int at_x = x;
        for (uint8_t px = step->pool_w; px > 0; px--, at_x += step->stride_w, at += v->next_w) {
            const int32_t sum =
                all_inside ? nn_dot_rows(bias, at, v->below, w, v->run, step->kernel_h)
                           : bias + border_sum(v, at, w, y, at_x);
            if (average) total += nn_output(sum, channel, zero_point, lo, hi);
            else if (sum > largest) largest = sum;
        }
    }
    if (average) return nn_mean(total, (uint32_t)step->pool_h * step->pool_w);
    return nn_output(largest, channel, zero_point, lo, hi);
}

NN_KERNEL void nn_conv2d_s8(const nn_conv2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t in_c = step->in_c, out_w = step->out_w, out_c = step->out_c;
    const size_t row = (size_t)step->in_w * in_c, run = (size_t)step->kernel_w * in_c;
    const nn_flash_size row_bytes = (nn_flash_size)step->kernel_w * in_c;
    const nn_flash_size taps = step->kernel_h * row_bytes;
    const view v = {step, run, row * step->dilation_h, row * step->stride_h,
                    (size_t)step->stride_w * in_c, row_bytes};
    const int step_h = step->pool_h * step->stride_h, step_w = step->pool_w * step->stride_w;
    /* Place of the last tap of an output's last window, from the first tap of its first one. */
    const int reach_h = step_h - step->stride_h + (step->kernel_h - 1) * step->dilation_h;
    const int reach_w = step_w - step->stride_w + step->kernel_w - 1;
    const int8_t *in = memory->arena + step->in - rows.in_at * row;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)out_w * out_c);
    int y = rows.first * step_h - step->pad_top;
    for (uint16_t n = rows.count; n > 0; n--, y += step_h) {
        const uint8_t row_inside =
            step->dilation_w == 1 && y >= 0 && y + reach_h < (int)step->in_h;
        const int8_t *from = in + (ptrdiff_t)y * (ptrdiff_t)row - (size_t)step->pad_left * in_c;
        int x = -(int)step->pad_left;
        for (uint16_t column = out_w; column > 0; column--) {
            const uint8_t all_inside = row_inside && x >= 0 && x + reach_w < (int)step->in_w;
            nn_flash w = nn_model_at(memory, step->weights);
            nn_flash channel = nn_model_at(memory, step->channels);
            for (uint16_t c = out_c; c > 0; c--, w += taps, channel += NN_CHANNEL_BYTES)
                *out++ = output(&v, from, w, channel, y, x, all_inside);
            x += step_w;
            from += step->pool_w * v.next_w;
        }
    }
}
