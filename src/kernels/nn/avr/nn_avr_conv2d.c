/* nn_avr_conv2d.c: which runs every row of windows has, and what the rows outside the picture add.
 * The work is in nn_avr_row and the taps. */
#include "nn_avr.h"

/* Kernel rows of a row of windows that lie in the picture. */
typedef struct {
    const uint8_t *x;      /* column 0 of the first */
    uint16_t runs, before; /* runs inside; runs above the picture */
    uint8_t outside;       /* kernel rows above and below */
} row_of_windows;

static row_of_windows find_rows(const nn_conv2d_u8_step *step, const uint8_t *in, int16_t y,
                                uint16_t channels, uint16_t row_bytes)
{
    int16_t above = y < 0 ? -y : 0;
    if (above > step->kernel_h) above = step->kernel_h;
    int16_t below = y + step->kernel_h - (int16_t)step->in_h;
    if (below < 0) below = 0;
    int16_t inside = step->kernel_h - above - below;
    if (inside < 0) inside = 0;
    const row_of_windows rows = {in + (uint16_t)(y + above) * row_bytes, (uint16_t)inside * channels,
                                 (uint16_t)above * channels, (uint8_t)(step->kernel_h - inside)};
    return rows;
}

/* Σ of the stored weights of the runs outside. */
static uint32_t outside_sum(nn_flash w, uint16_t count, uint8_t is_signed)
{
    uint32_t sum = 0;
    for (; count > 0; count--) {
        const int8_t weight = nn_read_s8(w++);
        sum += is_signed ? (uint32_t)(int32_t)weight : (uint8_t)weight;
    }
    return sum;
}

static void set_bias(nn_avr_view *view, uint32_t bias)
{
    view->bias[0] = (uint8_t)bias;
    view->bias[1] = (uint8_t)(bias >> 8);
    view->bias[2] = (uint8_t)(bias >> 16);
}

NN_KERNEL void nn_avr_conv2d(const nn_conv2d_u8_step *step, const nn_memory *memory, nn_rows rows,
                             const nn_avr_taps *taps)
{
    const nn_conv2d_u8_step s = *step;
    const uint8_t depthwise = taps->depthwise, pool = s.pool_h;
    const uint16_t row_bytes = s.in_w * s.in_c, channels = depthwise ? 1 : s.in_c;
    const uint16_t columns = s.out_w * pool, pitch = depthwise ? row_bytes : s.in_w;
    const uint16_t channel_weights = (uint16_t)s.kernel_h * s.kernel_w * channels;
    const int8_t after = (int8_t)(columns + s.kernel_w - 1 - s.pad_left - s.in_w);
    const uint8_t *in = (const uint8_t *)memory->arena + s.in - (uint16_t)(rows.in_at * row_bytes);
    uint8_t *scratch = (uint8_t *)memory->arena + s.scratch;
    const uint16_t scratch_bytes = 3 * (s.pad_left + ((s.in_w + 3) & ~3u) + (after > 0 ? after : 0));
    nn_avr_frame frame;
    frame.out = (uint8_t *)memory->arena + s.out +
                (uint16_t)((rows.first - rows.out_at) * s.out_w * s.out_c);
    frame.range = s.out_range;
    frame.lo = s.out_lo;
    frame.offset = s.out_offset;
    frame.pool = pool == 2 ? s.pool_kind : 0;
    frame.taps4 = taps->of4;
    frame.taps2 = taps->of2;
    int16_t y = (int16_t)(rows.first * pool) - s.pad_top;
    for (uint16_t row = rows.count; row > 0; row--) {
        row_of_windows windows[2];
        for (uint8_t v = 0; v < pool; v++, y++) {
            windows[v] = find_rows(&s, in, y, channels, row_bytes);
            if (depthwise) continue;
            const nn_avr_box box = {
                windows[v].x, s.in_w, windows[v].runs, s.in_w,
                windows[v].outside * channels * s.in_zero_point,
                s.kernel_h * channels * s.in_zero_point,
                s.pad_left, after > 0 ? (uint8_t)after : 0, s.kernel_w,
            };
            nn_avr_box_sums(scratch + v * scratch_bytes, &box);
        }
        nn_flash weights = nn_model_at(memory, s.weights), record = nn_model_at(memory, s.channels);
        const uint8_t multiplier = depthwise ? (uint8_t)(s.out_c / s.in_c) : 0;
        uint8_t turn = multiplier;
        uint16_t plane = 0;
        for (uint16_t c = s.out_c; c > 0; c--) {
            for (uint8_t v = 0; v < pool; v++) {
                nn_avr_view *view = &frame.view[v];
                const row_of_windows *w = &windows[v];
                const uint16_t skipped = w->before * s.kernel_w;
                view->x = w->x + plane - s.pad_left;
                view->box = scratch + v * scratch_bytes;
                view->runs = w->runs;
                view->step = pitch - 3 - s.kernel_w;
                view->weights = nn_avr_flash_at(weights + skipped);
                view->pad = taps->any_width ? s.kernel_w : s.in_zero_point;
                view->before = (int8_t)s.pad_left;
                view->after = (int8_t)(s.kernel_w + 3 - s.pad_left - s.in_w);
                uint32_t outside = 0;
                if (w->outside) {
                    const uint16_t inside = w->runs * s.kernel_w;
                    outside = outside_sum(weights, skipped, depthwise) +
                              outside_sum(weights + skipped + inside,
                                          channel_weights - skipped - inside, depthwise);
                    outside *= s.in_zero_point;
                }
                set_bias(view, outside);
            }
            frame.record = nn_avr_flash_at(record);
            frame.left = (uint8_t)columns;
            nn_avr_row(&frame);
            weights += channel_weights;
            record += NN_CHANNEL_BYTES_U8;
            if (depthwise && --turn == 0) turn = multiplier, plane += s.in_w;
        }
    }
}
