/* nn_conv2d_u8_grouped.c: a convolution whose weights are packed as a dense layer's; the plain form of
 * the kernel that copies windows. Taps in the padding read the input's zero point [C1, C2]. */
#include "nn_channel_u8.h"

static int32_t window_sum(const nn_conv2d_u8_step *step, const uint8_t *in, nn_flash w, uint8_t apart,
                          int y, int x)
{
    int32_t sum = 0;
    for (uint8_t ky = step->kernel_h; ky > 0; ky--, y += step->dilation_h) {
        const uint8_t row_inside = y >= 0 && y < (int)step->in_h;
        for (uint16_t c = 0; c < step->in_c; c++) {
            const uint8_t *run = in + ((int32_t)y * step->in_c + c) * step->in_w;
            int at = x;
            for (uint8_t kx = step->kernel_w; kx > 0; kx--, at += step->dilation_w, w += apart) {
                const uint8_t inside = row_inside && at >= 0 && at < (int)step->in_w;
                sum += (int32_t)((uint8_t)nn_read_s8(w) - 128) * (inside ? run[at] : step->in_zero_point);
            }
        }
    }
    return sum;
}

NN_KERNEL void nn_conv2d_u8_grouped(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash_size taps = (nn_flash_size)step->kernel_h * step->kernel_w * step->in_c;
    const uint16_t grouped = step->out_c & ~3u;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in -
                        (size_t)rows.in_at * step->in_w * step->in_c;
    uint8_t *out = (uint8_t *)memory->arena + step->out +
                   (size_t)(uint16_t)(rows.first - rows.out_at) * step->out_w * step->out_c;
    int y = rows.first * step->stride_h - step->pad_top;
    for (uint16_t row = 0; row < rows.count; row++, y += step->stride_h)
        for (uint16_t c = 0; c < step->out_c; c++) {
            const uint8_t apart = c < grouped ? 4 : 1; /* bytes between a channel's weights */
            const nn_flash w = nn_model_at(memory, step->weights) +
                               (apart == 4 ? (c & ~3u) * taps + (c & 3) : c * taps);
            const nn_channel_u8 channel = nn_read_channel_u8(
                nn_model_at(memory, step->channels) + (nn_flash_size)c * NN_CHANNEL_BYTES_U8);
            int x = -(int)step->pad_left;
            for (uint16_t column = 0; column < step->out_w; column++, x += step->stride_w)
                *out++ = nn_output_u8(&channel, channel.bias + window_sum(step, in, w, apart, y, x),
                                      step->out_offset, step->out_range, step->out_lo);
        }
}
