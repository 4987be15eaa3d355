/* nn_avr_conv2d.c: which runs every row of windows has. The work is in nn_avr_row and the taps. */
#include "nn_avr.h"

/* What all rows share. */
typedef struct {
    uint16_t row_bytes, run_weights; /* of a kernel row in the picture, in flash */
    uint16_t row_pad;                /* what a kernel row outside adds to a column's sum */
    uint16_t in_h;
    uint8_t channels, kernel_h, runs;
} shape;

/* One view: the row of windows whose first kernel row is input row y; `in` is where column −pad_left
 * of that row would be. Loops, not products: they are short, and products take much code. */
static NN_KERNEL void set_view(const shape *all, nn_avr_view *view, nn_avr_start *start, nn_avr_box *box,
                               int16_t y, const uint8_t *in)
{
    uint16_t above = 0, below = 0, base = 0;
    uint8_t runs = all->runs, ky = all->kernel_h;
    for (; y < 0; y++, ky--) {
        above += all->run_weights, base += all->row_pad;
        in += all->row_bytes;
        runs -= all->channels;
    }
    for (uint16_t last = (uint16_t)y + ky; last > all->in_h; last--) {
        below += all->run_weights, base += all->row_pad;
        runs -= all->channels;
    }
    start->x = in;
    start->above = above;
    start->below = below;
    uint16_t inside = 0;
    for (uint8_t run = runs; run > 0; run -= all->channels) inside += all->run_weights;
    start->inside = inside;
    view->runs = box->runs = runs;
    box->x = in + box->before;
    box->base = base;
    nn_avr_box_sums((uint8_t *)start->box, box);
}

NN_KERNEL void nn_avr_conv2d(const nn_conv2d_u8_step *step, const nn_memory *memory,
                             const nn_rows *rows, nn_avr_frame *frame)
{
    const uint8_t kernel_w = step->kernel_w, in_w = (uint8_t)step->in_w, pad_left = step->pad_left;
    const uint8_t stride = step->stride_w, pool = step->pool_h, zero_point = step->in_zero_point;
    uint8_t *const arena = (uint8_t *)memory->arena;
    nn_avr_box box;
    shape all;
    all.in_h = step->in_h;
    all.channels = (uint8_t)step->in_c;
    all.kernel_h = step->kernel_h;
    all.runs = all.kernel_h * all.channels;
    all.row_bytes = in_w * step->in_c;
    all.run_weights = kernel_w * step->in_c;
    all.row_pad = all.channels * zero_point;
    frame->scaling.range = step->out_range;
    frame->scaling.lo = step->out_lo;
    frame->scaling.offset = step->out_offset;
    frame->pool = step->pool_kind;
    frame->stride = stride;
    frame->in_zero_point = zero_point;
    frame->columns = (uint8_t)step->out_w * pool;
    frame->channel_weights = all.runs * kernel_w;
    frame->scaling.out = arena + (uint16_t)step->out +
                         (uint16_t)((rows->first - rows->out_at) * (uint16_t)(step->out_w * step->out_c));
    box.columns = box.pitch = in_w;
    box.pad = all.runs * zero_point;
    box.before = pad_left;
    box.kernel_w = kernel_w;
    box.stride = stride;
    box.bytes = frame->channel_weights > 257 ? 3 : 2; /* 257 · 255 = 65535 */
    const int16_t after = (int16_t)((uint8_t)(frame->columns - 1) * stride + kernel_w) - pad_left - in_w;
    box.after = after > 0 ? (uint8_t)after : 0;
    const uint8_t loads = kernel_w + 3 * stride; /* of a tile of 4 in a run */
    uint8_t *boxes = arena + (uint16_t)step->scratch;
    for (uint8_t v = 0; v < 2; v++) {
        nn_avr_view *view = &frame->view[v];
        nn_avr_start *start = &frame->start[v];
        view->box_bytes = box.bytes;
        view->step = in_w - loads;
        view->pad = frame->width ? frame->width : zero_point;
        start->box = boxes;
        start->before = (int8_t)pad_left;
        start->after = (int8_t)(loads - pad_left - in_w);
        boxes += box.bytes * (uint16_t)(pad_left + ((in_w + 3) & ~3) + box.after);
    }
    const uint8_t stride_h = step->stride_h;
    const uint16_t next_row = stride_h * all.row_bytes;
    int16_t y = (int16_t)(rows->first * (uint8_t)(pool * stride_h)) - step->pad_top;
    const uint8_t *in = arena + (uint16_t)step->in - pad_left + (uint16_t)((y - (int16_t)rows->in_at) * all.row_bytes);
    for (uint16_t row = rows->count; row > 0; row--) {
        for (uint8_t v = 0; v < pool; v++, y += stride_h, in += next_row)
            set_view(&all, &frame->view[v], &frame->start[v], &box, y, in);
        frame->scaling.channels = step->out_c;
        frame->weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame->scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        nn_avr_row(frame);
    }
}
