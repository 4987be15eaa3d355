/* nn_avr_conv2d.c: which runs every row of windows has. The work is in nn_avr_row and the taps. */
#include "nn_avr.h"

/* One view: the row of windows whose first kernel row is input row y; `in` is where column −pad_left
 * of that row would be. */
static NN_KERNEL void set_view(const nn_conv2d_u8_step *step, nn_avr_frame *frame, uint8_t lower,
                               int16_t y, const uint8_t *in, uint8_t *boxes)
{
    nn_avr_view *view = &frame->view[lower];
    nn_avr_start *start = &frame->start[lower];
    nn_avr_box *box = &frame->box;
    const uint8_t kernel_h = step->kernel_h;
    uint8_t above = 0, below = 0;
    if (y < 0) above = (uint8_t)-y, in += above * frame->row_bytes;
    y += kernel_h - (int16_t)step->in_h;
    if (y > 0) below = (uint8_t)y;
    const uint8_t inside = kernel_h - above - below, channels = (uint8_t)step->in_c;
    start->x = in;
    start->box = boxes;
    start->before = (int8_t)step->pad_left;
    const uint8_t loads = step->kernel_w + 3 * frame->stride; /* of a tile of 4 in a run */
    start->after = (int8_t)(loads - step->pad_left - (uint8_t)step->in_w);
    start->above = above * frame->run_weights;
    start->inside = inside * frame->run_weights;
    start->below = below * frame->run_weights;
    view->runs = box->runs = inside * channels;
    view->step = box->pitch - loads;
    view->box_bytes = box->bytes;
    view->pad = frame->width ? frame->width : step->in_zero_point;
    box->x = in + step->pad_left;
    box->base = (uint16_t)((uint8_t)(above + below) * channels) * step->in_zero_point;
    nn_avr_box_sums(boxes, box);
}

NN_KERNEL void nn_avr_conv2d(const nn_conv2d_u8_step *step, const nn_memory *memory,
                             const nn_rows *rows, nn_avr_frame *frame)
{
    const uint8_t pool = step->pool_h, kernel_w = step->kernel_w, in_w = (uint8_t)step->in_w;
    uint8_t *const arena = (uint8_t *)memory->arena;
    nn_avr_box *box = &frame->box;
    frame->scaling.range = step->out_range;
    frame->scaling.lo = step->out_lo;
    frame->scaling.offset = step->out_offset;
    frame->pool = step->pool_kind;
    frame->stride = step->stride_w;
    frame->in_zero_point = step->in_zero_point;
    frame->columns = (uint8_t)((uint8_t)step->out_w * pool);
    frame->row_bytes = in_w * step->in_c;
    frame->run_weights = step->in_c * kernel_w;
    frame->channel_weights = frame->run_weights * step->kernel_h;
    frame->scaling.out = arena + (uint16_t)step->out +
                 (uint16_t)((rows->first - rows->out_at) * (uint16_t)(step->out_w * step->out_c));
    box->columns = box->pitch = in_w;
    box->pad = (uint16_t)(step->kernel_h * step->in_c) * step->in_zero_point;
    box->before = step->pad_left;
    box->kernel_w = kernel_w;
    box->stride = frame->stride;
    box->bytes = frame->channel_weights > 257 ? 3 : 2; /* 257 · 255 = 65535 */
    const int16_t after = (int16_t)((frame->columns - 1) * frame->stride + kernel_w - box->before) - in_w;
    box->after = after > 0 ? (uint8_t)after : 0;
    const uint16_t box_bytes = box->bytes * (uint16_t)(box->before + ((in_w + 3) & ~3) + box->after);
    const uint8_t stride_h = step->stride_h;
    const uint16_t next_row = stride_h * frame->row_bytes;
    int16_t y = (int16_t)(rows->first * pool * stride_h) - step->pad_top;
    const uint8_t *in = arena + (uint16_t)step->in - box->before +
                        (uint16_t)((y - (int16_t)rows->in_at) * frame->row_bytes);
    for (uint16_t row = rows->count; row > 0; row--) {
        uint8_t *boxes = arena + (uint16_t)step->scratch;
        for (uint8_t v = 0; v < pool; v++, y += stride_h, in += next_row, boxes += box_bytes)
            set_view(step, frame, v, y, in, boxes);
        frame->scaling.channels = step->out_c;
        frame->weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame->scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        nn_avr_row(frame);
    }
}
