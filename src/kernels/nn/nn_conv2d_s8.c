/* nn_conv2d_s8.c: one dot product per kernel row, channel by channel. Taps that lie side by side in
 * the picture are one run; taps in the padding read the input's zero point [C1, C2]. */
#include "nn.h"
#include "nn_mean.h"
#include "nn_requantize.h"

/* Σ weight · value over the window whose first tap is at (y, x), which may lie outside. */
static int32_t window_sum(const nn_conv2d_s8_step *step, const int8_t *in, nn_flash w, int y, int x)
{
    const uint16_t in_c = step->in_c;
    const int in_h = step->in_h, in_w = step->in_w;
    const int together = step->dilation_w == 1 ? step->kernel_w : 1; /* taps of a run */
    int32_t sum = 0, outside = 0;
    for (uint8_t ky = step->kernel_h; ky > 0; ky--, y += step->dilation_h) {
        int at = x;
        for (int kx = step->kernel_w; kx > 0; kx -= together, at += step->dilation_w) {
            int before = at < 0 ? -at : 0, after = at + together - in_w;
            if (after < 0) after = 0;
            if (y < 0 || y >= in_h || before + after >= together) before = together, after = 0;
            const size_t inside = (size_t)(together - before - after);
            for (nn_flash_size n = (nn_flash_size)before * in_c; n > 0; n--) outside += nn_read_s8(w++);
            if (inside > 0) {
                const size_t place = (size_t)y * step->in_w + (size_t)(at + before), run = inside * in_c;
                sum = nn_dot_s8(sum, in + place * in_c, w, run);
                w += run;
            }
            for (nn_flash_size n = (nn_flash_size)after * in_c; n > 0; n--) outside += nn_read_s8(w++);
        }
    }
    return sum + outside * step->in_zero_point;
}

/* One output: the window's sum, or what the pooling makes of its sums. Requantizing keeps order, so
 * the largest sum is found first and requantized once [P1]. */
static int8_t output(const nn_conv2d_s8_step *step, const int8_t *in, nn_flash w, nn_flash channel,
                     int y, int x)
{
    const int32_t bias = nn_read_s32(channel), multiplier = nn_read_s32(channel + 4);
    const int16_t shift = (int16_t)nn_read_u16(channel + 8);
    const int8_t zero_point = step->out_zero_point, lo = step->out_lo, hi = step->out_hi;
    const uint8_t average = step->pool_kind == NN_POOL_AVERAGE;
    int32_t total = 0, largest = INT32_MIN;
    for (uint8_t py = step->pool_h; py > 0; py--, y += step->stride_h) {
        int at = x;
        for (uint8_t px = step->pool_w; px > 0; px--, at += step->stride_w) {
            const int32_t sum = bias + window_sum(step, in, w, y, at);
            if (average) total += nn_clamp(nn_requantize(sum, multiplier, shift), zero_point, lo, hi);
            else if (sum > largest) largest = sum;
        }
    }
    if (average) return nn_mean(total, (uint32_t)step->pool_h * step->pool_w);
    return nn_clamp(nn_requantize(largest, multiplier, shift), zero_point, lo, hi);
}

NN_KERNEL void nn_conv2d_s8(const nn_conv2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint16_t out_w = step->out_w, out_c = step->out_c;
    const nn_flash_size taps = (nn_flash_size)step->kernel_h * step->kernel_w * step->in_c;
    const int step_h = step->pool_h * step->stride_h, step_w = step->pool_w * step->stride_w;
    const int8_t *in = memory->arena + step->in - (size_t)rows.in_at * step->in_w * step->in_c;
    int8_t *out = memory->arena + step->out + (size_t)(uint16_t)(rows.first - rows.out_at) * out_w * out_c;
    int y = rows.first * step_h - step->pad_top;
    for (uint16_t row = 0; row < rows.count; row++, y += step_h) {
        int x = -(int)step->pad_left;
        for (uint16_t column = 0; column < out_w; column++, x += step_w) {
            nn_flash w = nn_model_at(memory, step->weights), channel = nn_model_at(memory, step->channels);
            for (uint16_t c = 0; c < out_c; c++, w += taps, channel += NN_CHANNEL_BYTES)
                *out++ = output(step, in, w, channel, y, x);
        }
    }
}
