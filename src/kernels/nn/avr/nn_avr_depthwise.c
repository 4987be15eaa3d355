/* nn_avr_depthwise.c: which kernel rows lie inside the picture, row after row. The work is in
 * nn_avr_depthwise_row. */
#include "nn_avr.h"

NN_KERNEL void nn_avr_depthwise(const nn_conv2d_u8_step *step, const nn_memory *memory,
                                const nn_rows *rows, nn_avr_planes *frame)
{
    const uint8_t stride_w = step->stride_w, stride_h = step->stride_h, pad_left = step->pad_left;
    const uint16_t in_w = step->in_w, row_bytes = in_w * step->in_c;
    uint8_t *const arena = (uint8_t *)memory->arena;
    frame->scaling.range = step->out_range;
    frame->scaling.lo = step->out_lo;
    frame->scaling.offset = step->out_offset;
    frame->scaling.out = arena + (uint16_t)step->out +
                         (uint16_t)((rows->first - rows->out_at) * (uint16_t)(step->out_w * step->out_c));
    frame->step = row_bytes - 3 - 3 * stride_w;
    frame->pad = step->in_zero_point;
    frame->columns = (uint8_t)step->out_w;
    frame->before = pad_left;
    frame->behind = (uint16_t)((frame->columns - 1) * stride_w + 3) > in_w + pad_left ? 2 : 0;
    frame->stride = stride_w;
    frame->width = in_w;
    frame->multiplier = (uint8_t)(step->out_c / step->in_c);
    int16_t y = (int16_t)(rows->first * stride_h) - step->pad_top;
    const uint8_t *in = arena + (uint16_t)step->in - pad_left + (uint16_t)((y - (int16_t)rows->in_at) * row_bytes);
    for (uint16_t row = rows->count; row > 0; row--, y += stride_h, in += stride_h * row_bytes) {
        uint8_t above = 0, below = 0;
        frame->x = in;
        if (y < 0) above = (uint8_t)-y, frame->x += above * row_bytes;
        if (y + 3 > (int16_t)step->in_h) below = (uint8_t)(y + 3 - step->in_h);
        frame->runs = 3 - above - below;
        above *= 3;
        frame->above = above;
        frame->below = below * 3;
        frame->inside = frame->runs * 3;
        frame->turn = frame->multiplier;
        frame->scaling.channels = step->out_c;
        frame->scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        frame->weights = nn_avr_flash_at(nn_model_at(memory, step->weights) + above);
        nn_avr_depthwise_row(frame);
    }
}
