/* nn_depthwise_conv2d_s8.c: every output channel has a window of its own over one input channel
 * [C5]. Taps in the padding read the input's zero point [C2]. */
#include "nn.h"
#include "nn_dot.h"
#include "nn_requantize.h"
#include "nn_window.h"

/* What stays the same from window to window. */
typedef struct {
    const nn_depthwise_conv2d_s8_step *step;
    size_t below, apart; /* values between kernel rows, between taps of a row in the picture */
    nn_flash_size row;   /* weights between kernel rows */
} view;

/* Σ weight over n taps in the padding. */
static int32_t sum_of(nn_flash w, uint16_t apart, uint16_t n)
{
    int32_t sum = 0;
    for (; n > 0; n--, w += apart) sum += nn_read_s8(w);
    return sum;
}

/* Σ weight · value over a window of which only `rows` and `columns` of taps lie inside; `from` and
 * `w` are the channel's first tap, which may lie outside. */
static int32_t window_sum(const view *v, const int8_t *from, nn_flash w, nn_taps rows,
                          nn_taps columns)
{
    const uint16_t out_c = v->step->out_c;
    const uint8_t kernel_h = v->step->kernel_h, kernel_w = v->step->kernel_w;
    const uint8_t high = (uint8_t)(rows.end - rows.first);
    const uint8_t wide = (uint8_t)(columns.end - columns.first);
    const nn_flash_size before = (nn_flash_size)columns.first * out_c;
    const nn_flash_size end = (nn_flash_size)columns.end * out_c;
    int32_t sum = 0, outside = 0;
    from += columns.first * v->apart;
    if (wide == kernel_w && high == kernel_h)
        return nn_dot_apart(0, from, v->apart, v->below, w, out_c, wide, high);
    for (uint8_t ky = 0; ky < kernel_h; ky++, from += v->below, w += v->row) {
        if (ky < rows.first || ky >= rows.end || wide == 0) {
            outside += sum_of(w, out_c, kernel_w);
            continue;
        }
        sum = nn_dot_apart(sum, from, v->apart, 0, w + before, out_c, wide, 1);
        outside += sum_of(w, out_c, columns.first);
        outside += sum_of(w + end, out_c, (uint16_t)(kernel_w - columns.end));
    }
    return sum + outside * v->step->in_zero_point;
}

NN_KERNEL void nn_depthwise_conv2d_s8(const nn_depthwise_conv2d_s8_step *step,
                                      const nn_memory *memory, nn_rows rows)
{
    const uint16_t in_c = step->in_c, out_w = step->out_w, out_c = step->out_c;
    const size_t row = (size_t)step->in_w * in_c;
    const view v = {step, row * step->dilation_h, (size_t)in_c * step->dilation_w,
                    (nn_flash_size)step->kernel_w * out_c};
    const int8_t *in = memory->arena + step->in - rows.in_at * row;
    const int8_t zero_point = step->out_zero_point, lo = step->out_lo, hi = step->out_hi;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)out_w * out_c);
    int y = rows.first * step->stride_h - step->pad_top;
    for (uint16_t n = rows.count; n > 0; n--, y += step->stride_h) {
        const nn_taps high = nn_taps_inside(y, step->kernel_h, step->dilation_h, step->in_h);
        int x = -(int)step->pad_left;
        for (uint16_t column = out_w; column > 0; column--, x += step->stride_w) {
            const nn_taps wide = nn_taps_inside(x, step->kernel_w, step->dilation_w, step->in_w);
            nn_flash w = nn_model_at(memory, step->weights);
            nn_flash channel = nn_model_at(memory, step->channels);
            const int8_t *from = in + (ptrdiff_t)y * (ptrdiff_t)row + (ptrdiff_t)x * in_c;
            uint8_t turn = step->multiplier; /* outputs that still read this input channel */
            for (uint16_t c = out_c; c > 0; c--, w++, channel += NN_CHANNEL_BYTES) {
                const int32_t sum = nn_read_s32(channel) + window_sum(&v, from, w, high, wide);
                *out++ = nn_output(sum, channel, zero_point, lo, hi);
                if (--turn == 0) turn = step->multiplier, from++;
            }
        }
    }
}
