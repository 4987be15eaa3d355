/* nn_avr_conv2d.c: which runs every row of windows has. The work is in nn_avr_row and the taps. */
#include "nn_avr.h"

NN_KERNEL void nn_avr_conv2d(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows,
                             const nn_avr_taps *taps)
{
    const uint8_t depthwise = taps->depthwise, pool = step->pool_h;
    const uint8_t kernel_h = step->kernel_h, kernel_w = step->kernel_w, zero_point = step->in_zero_point;
    const uint8_t in_w = (uint8_t)step->in_w, pad_left = step->pad_left;
    const uint8_t channels = depthwise ? 1 : (uint8_t)step->in_c;
    const uint16_t row_bytes = step->in_w * step->in_c;
    const uint16_t run_weights = (uint16_t)channels * kernel_w;
    nn_avr_frame frame;
    nn_avr_box box;
    frame.out = (uint8_t *)memory->arena + (uint16_t)step->out +
                (uint16_t)((rows.first - rows.out_at) * step->out_w * step->out_c);
    frame.range = step->out_range;
    frame.lo = step->out_lo;
    frame.offset = step->out_offset;
    frame.pool = step->pool_kind;
    frame.taps4 = taps->of4;
    frame.taps2 = taps->of2;
    frame.columns = (uint8_t)(step->out_w * pool);
    frame.channel_weights = run_weights * kernel_h;
    frame.multiplier = 0;
    frame.plane = 0;
    if (depthwise) frame.multiplier = (uint8_t)(step->out_c / step->in_c), frame.plane = in_w;
    frame.in_zero_point = zero_point;
    box.columns = box.pitch = in_w;
    box.pad = (uint16_t)(kernel_h * channels) * zero_point;
    box.before = pad_left;
    box.after = 0;
    const int16_t after = (int16_t)(frame.columns + kernel_w - 1 - pad_left - in_w);
    if (after > 0) box.after = (uint8_t)after;
    box.kernel_w = kernel_w;
    const uint16_t box_bytes = 3 * (pad_left + ((in_w + 3) & ~3) + box.after);
    int16_t y = (int16_t)(rows.first * pool) - step->pad_top;
    const uint8_t *in = (const uint8_t *)memory->arena + (uint16_t)step->in - pad_left +
                        (uint16_t)((y - (int16_t)rows.in_at) * row_bytes);
    for (uint16_t row = rows.count; row > 0; row--) {
        uint8_t *scratch = (uint8_t *)memory->arena + (uint16_t)step->scratch;
        nn_avr_view *view = frame.view;
        nn_avr_start *start = frame.start;
        for (uint8_t v = pool; v > 0; v--, y++, in += row_bytes) {
            const uint8_t above = y < 0 ? (uint8_t)-y : 0;
            const int16_t beyond = y + kernel_h - (int16_t)step->in_h;
            const uint8_t below = beyond > 0 ? (uint8_t)beyond : 0;
            const uint8_t inside = kernel_h - above - below;
            start->x = in + above * row_bytes;
            start->box = scratch;
            start->before = (int8_t)pad_left;
            start->after = (int8_t)(kernel_w + 3 - pad_left - in_w);
            start->above = above * run_weights;
            start->inside = inside * run_weights;
            start->below = below * run_weights;
            view->runs = inside * channels;
            view->step = (depthwise ? row_bytes : in_w) - 3 - kernel_w;
            view->pad = taps->any_width ? kernel_w : zero_point;
            if (!depthwise) {
                box.x = start->x + pad_left;
                box.runs = (uint8_t)view->runs;
                box.base = (uint16_t)((above + below) * channels) * zero_point;
                nn_avr_box_sums(scratch, &box);
                scratch += box_bytes;
            }
            start++;
            view++;
        }
        frame.channels = step->out_c;
        frame.weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        frame.turn = frame.multiplier;
        nn_avr_row(&frame);
    }
}
