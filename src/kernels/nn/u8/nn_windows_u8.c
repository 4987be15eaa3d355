/* nn_windows_u8.c: one sum per window, channel by channel: the plain form of all convolutions whose
 * weights lie in runs. Taps in the padding read the input's zero point [C1, C2]. */
#include "nn_windows_u8.h"
#include "nn_mean.h"

/* Σ weight · value over the window whose first tap is at (y, x), which may lie outside. `in` is the
 * first row of the first plane, `zero` what stands in flash for a weight of 0. */
static int32_t window_sum(const nn_conv2d_u8_step *step, const uint8_t *in, nn_flash w, uint8_t zero,
                          uint16_t planes, int y, int x)
{
    int32_t sum = 0;
    for (uint8_t ky = step->kernel_h; ky > 0; ky--, y += step->dilation_h) {
        const uint8_t row_inside = y >= 0 && y < (int)step->in_h;
        for (uint16_t c = 0; c < planes; c++) {
            const uint8_t *run = in + ((int32_t)y * step->in_c + c) * step->in_w;
            int at = x;
            for (uint8_t kx = step->kernel_w; kx > 0; kx--, at += step->dilation_w) {
                const uint8_t inside = row_inside && at >= 0 && at < (int)step->in_w;
                const int16_t weight =
                    zero ? (int16_t)((uint8_t)nn_read_s8(w++) - zero) : (int16_t)nn_read_s8(w++);
                sum += (int32_t)weight * (inside ? run[at] : step->in_zero_point);
            }
        }
    }
    return sum;
}

static uint8_t output(const nn_conv2d_u8_step *step, const uint8_t *in, nn_flash w, uint8_t zero,
                      uint16_t planes, const nn_channel_u8 *channel, int y, int x)
{
    const uint8_t average = step->pool_kind == NN_POOL_AVERAGE;
    int32_t total = 0, largest = INT32_MIN;
    for (uint8_t py = step->pool_h; py > 0; py--, y += step->stride_h) {
        int at = x;
        for (uint8_t px = step->pool_w; px > 0; px--, at += step->stride_w) {
            const int32_t sum = channel->bias + window_sum(step, in, w, zero, planes, y, at);
            if (average)
                total += nn_output_u8(channel, sum, step->out_offset, step->out_range, step->out_lo) - 128;
            else if (sum > largest) largest = sum;
        }
    }
    if (average) return (uint8_t)(nn_mean(total, (uint32_t)step->pool_h * step->pool_w) + 128);
    return nn_output_u8(channel, largest, step->out_offset, step->out_range, step->out_lo);
}

NN_KERNEL void nn_windows_u8(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows,
                             uint8_t depthwise)
{
    const uint16_t planes = depthwise ? 1 : step->in_c;
    const uint16_t multiplier = depthwise ? (uint16_t)(step->out_c / step->in_c) : 0;
    const nn_flash_size taps = (nn_flash_size)step->kernel_h * step->kernel_w * planes;
    const int step_h = step->pool_h * step->stride_h, step_w = step->pool_w * step->stride_w;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in -
                        (size_t)rows.in_at * step->in_w * step->in_c;
    uint8_t *out = (uint8_t *)memory->arena + step->out +
                   (size_t)(uint16_t)(rows.first - rows.out_at) * step->out_w * step->out_c;
    int y = rows.first * step_h - step->pad_top;
    for (uint16_t row = 0; row < rows.count; row++, y += step_h) {
        nn_flash w = nn_model_at(memory, step->weights), record = nn_model_at(memory, step->channels);
        const uint8_t *first = in;
        uint16_t turn = multiplier; /* output channels that still read this plane */
        for (uint16_t c = 0; c < step->out_c; c++, w += taps, record += NN_CHANNEL_BYTES_U8) {
            const nn_channel_u8 channel = nn_read_channel_u8(record);
            int x = -(int)step->pad_left;
            for (uint16_t column = 0; column < step->out_w; column++, x += step_w)
                *out++ = output(step, first, w, depthwise ? 0 : 128, planes, &channel, y, x);
            if (depthwise && --turn == 0) turn = multiplier, first += step->in_w;
        }
    }
}
