/* nn_depthwise_conv2d_u8.c: every output channel has a window of its own over one input channel
 * [C5]; the plain form of the tile kernels. Taps in the padding read the input's zero point [C2]. */
#include "nn_channel_u8.h"

/* Σ weight · value; `in` is the channel's first row. */
static int32_t window_sum(const nn_depthwise_conv2d_u8_step *step, const uint8_t *in, nn_flash w,
                          int y, int x)
{
    int32_t sum = 0;
    for (uint8_t ky = step->kernel_h; ky > 0; ky--, y += step->dilation_h) {
        const uint8_t row_inside = y >= 0 && y < (int)step->in_h;
        const uint8_t *row = in + (int32_t)y * step->in_c * step->in_w;
        int at = x;
        for (uint8_t kx = step->kernel_w; kx > 0; kx--, at += step->dilation_w) {
            const uint8_t inside = row_inside && at >= 0 && at < (int)step->in_w;
            sum += (int32_t)nn_read_s8(w++) * (inside ? row[at] : step->in_zero_point);
        }
    }
    return sum;
}

NN_KERNEL void nn_depthwise_conv2d_u8(const nn_depthwise_conv2d_u8_step *step,
                                      const nn_memory *memory, nn_rows rows)
{
    const uint16_t multiplier = (uint16_t)(step->out_c / step->in_c);
    const uint8_t taps = (uint8_t)(step->kernel_h * step->kernel_w);
    const uint8_t *in = (const uint8_t *)memory->arena + step->in -
                        (size_t)rows.in_at * step->in_w * step->in_c;
    uint8_t *out = (uint8_t *)memory->arena + step->out +
                   (size_t)(uint16_t)(rows.first - rows.out_at) * step->out_w * step->out_c;
    int y = rows.first * step->stride_h - step->pad_top;
    for (uint16_t row = 0; row < rows.count; row++, y += step->stride_h) {
        nn_flash w = nn_model_at(memory, step->weights), record = nn_model_at(memory, step->channels);
        const uint8_t *plane = in;
        uint16_t turn = multiplier; /* output channels that still read this plane */
        for (uint16_t c = 0; c < step->out_c; c++, w += taps, record += NN_CHANNEL_BYTES_U8) {
            const nn_channel_u8 channel = nn_read_channel_u8(record);
            int x = -(int)step->pad_left;
            for (uint16_t column = 0; column < step->out_w; column++, x += step->stride_w)
                *out++ = nn_output_u8(&channel, channel.bias + window_sum(step, plane, w, y, x),
                                      step->out_offset, step->out_range, step->out_lo);
            if (--turn == 0) turn = multiplier, plane += step->in_w;
        }
    }
}
