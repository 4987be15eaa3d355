/* nn_depthwise_conv2d_s8.c: every output channel has a window of its own over one input channel
 * [C5]. Taps in the padding read the input's zero point [C2]. */
#include "nn.h"
#include "nn_requantize.h"

/* Σ weight · value over the window whose first tap is at (y, x); `in` and `w` are the channel's. */
static int32_t window_sum(const nn_depthwise_conv2d_s8_step *step, const int8_t *in, nn_flash w,
                          int y, int x)
{
    const uint16_t in_c = step->in_c, out_c = step->out_c;
    const uint8_t kernel_w = step->kernel_w, dilation_w = step->dilation_w;
    const int in_h = step->in_h, in_w = step->in_w;
    int32_t sum = 0, outside = 0;
    for (uint8_t ky = step->kernel_h; ky > 0; ky--, y += step->dilation_h) {
        const uint8_t row_inside = y >= 0 && y < in_h;
        const int8_t *row = in + (row_inside ? (size_t)y * step->in_w * in_c : 0);
        int at = x;
        for (uint8_t kx = kernel_w; kx > 0; kx--, at += dilation_w, w += out_c) {
            const int8_t weight = nn_read_s8(w);
            if (row_inside && at >= 0 && at < in_w) sum += (int16_t)(row[(size_t)at * in_c] * weight);
            else outside += weight;
        }
    }
    return sum + outside * step->in_zero_point;
}

NN_KERNEL void nn_depthwise_conv2d_s8(const nn_depthwise_conv2d_s8_step *step, const nn_memory *memory,
                                      nn_rows rows)
{
    const uint16_t out_w = step->out_w, out_c = step->out_c;
    const uint8_t stride_w = step->stride_w, multiplier = step->multiplier;
    const int8_t zero_point = step->out_zero_point, lo = step->out_lo, hi = step->out_hi;
    const int8_t *in = memory->arena + step->in - (size_t)rows.in_at * step->in_w * step->in_c;
    int8_t *out = memory->arena + step->out + (size_t)(uint16_t)(rows.first - rows.out_at) * out_w * out_c;
    int y = rows.first * step->stride_h - step->pad_top;
    for (uint16_t row = 0; row < rows.count; row++, y += step->stride_h) {
        int x = -(int)step->pad_left;
        for (uint16_t column = 0; column < out_w; column++, x += stride_w) {
            nn_flash w = nn_model_at(memory, step->weights), channel = nn_model_at(memory, step->channels);
            const int8_t *from = in;
            uint8_t turn = multiplier; /* output channels that still read this input channel */
            for (uint16_t c = 0; c < out_c; c++, w++, channel += NN_CHANNEL_BYTES) {
                const int32_t sum = nn_read_s32(channel) + window_sum(step, from, w, y, x);
                const int32_t scaled =
                    nn_requantize(sum, nn_read_s32(channel + 4), (int16_t)nn_read_u16(channel + 8));
                *out++ = nn_clamp(scaled, zero_point, lo, hi);
                if (--turn == 0) turn = multiplier, from++;
            }
        }
    }
}
