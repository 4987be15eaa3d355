/* nn_conv2d_s8_bulk.c: convolution on a picture that was widened to int16 and framed with the zero
 * point, so that no window needs a border case. A block is up to four windows × eight channels; a
 * lane is a channel, so nothing is ever summed across lanes. */
#include "nn_bulk.h"
#include "plane.h"
#include "vector.h"

/* What stays the same over a step. */
typedef struct {
    uint32_t pairs;         /* of taps in a filter */
    const uint32_t *places; /* where in the plane these are, in bytes from a window's corner */
    size_t filter;          /* weights of eight channels */
    const int16_t *weights;
    const nn_bulk_channels *channels;
    uint32_t pool_h, pool_w, average, out_c;
    size_t step_h, step_w; /* values between windows in the plane */
    nn_range range;
} shape;

/* Sums of `windows` windows × `groups` groups of four channels. */
ALWAYS_INLINE void block(uint32_t windows, uint32_t groups, const shape *s,
                         const int16_t *const x[4], const int16_t *w, lanes sums[4][2])
{
    const uint32_t *place = s->places;
    for (uint32_t k = s->pairs; k > 0; k--, w += 16) {
        const uint32_t at = *place++;
        two_weights weights[2];
        for (uint32_t g = 0; g < groups; g++) weights[g] = weights_load(w + 8 * g);
        for (uint32_t i = 0; i < windows; i++) {
            const two_values values = values_splat(bytes_behind(x[i], at));
            for (uint32_t g = 0; g < groups; g++)
                sums[i][g] = lanes_dot(sums[i][g], values, weights[g]);
        }
    }
}

ALWAYS_INLINE void start(uint32_t windows, uint32_t groups, const nn_bulk_channels *c,
                         lanes sums[4][2])
{
    for (uint32_t g = 0; g < groups; g++)
        for (uint32_t i = 0; i < windows; i++) sums[i][g] = lanes_load(c[g].bias);
}

/* Sums of one window as outputs; of one group they stand twice. */
ALWAYS_INLINE halves finish(uint32_t groups, const lanes sums[2], const nn_bulk_channels *c,
                            const shape *s)
{
    const lanes low = lanes_requantize(sums[0], c);
    return halves_output(low, groups == 2 ? lanes_requantize(sums[1], c + 1) : low, s->range);
}

/* `windows` outputs side by side, without pooling. */
ALWAYS_INLINE void outputs(uint32_t windows, uint32_t groups, const shape *s, const int16_t *x,
                           uint32_t group, int8_t *out)
{
    const nn_bulk_channels *c = s->channels + group;
    const int16_t *const from[4] = {x, x + s->step_w, x + 2 * s->step_w, x + 3 * s->step_w};
    const uint32_t left = s->out_c - 4 * group;
    lanes sums[4][2];
    start(windows, groups, c, sums);
    block(windows, groups, s, from, s->weights + (group >> 1) * s->filter, sums);
    for (uint32_t i = 0; i < windows; i++, out += s->out_c)
        halves_store(out, finish(groups, sums[i], c, s), left);
}

/* What a pooling has seen: the largest sums, or the sum of the outputs [P1, P2]. */
typedef struct {
    lanes most[2];
    halves total;
} pooled;

/* Four windows, of which the first `windows` count. */
ALWAYS_INLINE void pool_four(uint32_t windows, uint32_t groups, const shape *s,
                             const int16_t *const from[4], uint32_t group, pooled *p)
{
    const nn_bulk_channels *c = s->channels + group;
    lanes sums[4][2];
    start(4, groups, c, sums);
    block(4, groups, s, from, s->weights + (group >> 1) * s->filter, sums);
    for (uint32_t i = 0; i < 4 && i < windows; i++) {
        if (s->average) p->total = halves_add(p->total, finish(groups, sums[i], c, s));
        else
            for (uint32_t g = 0; g < groups; g++) p->most[g] = lanes_max(p->most[g], sums[i][g]);
    }
}

/* One output from the windows of a pooling. The last four are filled up with one of them. */
ALWAYS_INLINE void pooled_output(uint32_t groups, const shape *s, const int16_t *x, uint32_t group,
                                 int8_t *out)
{
    const uint32_t pool = s->pool_h * s->pool_w, left = s->out_c - 4 * group;
    pooled p = {{lanes_splat(INT32_MIN), lanes_splat(INT32_MIN)}, halves_zero()};
    if (s->pool_h == 2 && s->pool_w == 2) {
        const int16_t *below = x + s->step_h;
        const int16_t *const from[4] = {x, x + s->step_w, below, below + s->step_w};
        pool_four(4, groups, s, from, group, &p);
        if (s->average) p.total = halves_mean(p.total, 4);
    } else {
        int32_t totals[8] = {0};
        uint32_t column = 0;
        for (uint32_t rest = pool; rest > 0;) {
            const int16_t *from[4];
            const uint32_t windows = rest < 4 ? rest : 4;
            for (uint32_t i = 0; i < 4; i++) {
                from[i] = i < windows ? x + column * s->step_w : from[0];
                if (i < windows && ++column == s->pool_w) column = 0, x += s->step_h;
            }
            pool_four(windows, groups, s, from, group, &p);
            if (pool >= HALVES_COUNT) halves_flush(&p.total, totals);
            rest -= windows;
        }
        if (s->average)
            p.total = pool < HALVES_COUNT ? halves_mean(p.total, pool) : halves_means(totals, pool);
    }
    if (!s->average) p.total = finish(groups, p.most, s->channels + group, s);
    halves_store(out, p.total, left);
}

/* One output row, for one or two groups of channels. */
ALWAYS_INLINE void output_row(uint32_t groups, const shape *s, const int16_t *x, uint32_t group,
                              uint32_t out_w, int8_t *out)
{
    const uint32_t out_c = s->out_c;
    out += 4 * group;
    if (s->pool_h * s->pool_w > 1) {
        for (; out_w > 0; out_w--, x += s->pool_w * s->step_w, out += out_c)
            pooled_output(groups, s, x, group, out);
        return;
    }
    for (; out_w >= 4; out_w -= 4, x += 4 * s->step_w, out += 4 * out_c)
        outputs(4, groups, s, x, group, out);
    if (out_w & 2) outputs(2, groups, s, x, group, out), x += 2 * s->step_w, out += 2 * out_c;
    if (out_w & 1) outputs(1, groups, s, x, group, out);
}

static plane_place place_of(const nn_conv2d_s8_bulk_step *step, uint32_t first, uint32_t count)
{
    const uint32_t high = count * step->pool_h, wide = (uint32_t)step->out_w * step->pool_w;
    const plane_place place = {
        windows_extent(high, step->stride_h, step->kernel_h, step->dilation_h),
        windows_extent(wide, step->stride_w, step->kernel_w, step->dilation_w),
        (int)(first * step->pool_h * step->stride_h) - step->pad_top,
        -(int)step->pad_left,
    };
    return place;
}

/* Pairs of values in a kernel row; with dilation also those between the taps. */
static uint32_t row_pairs(const nn_conv2d_s8_bulk_step *step)
{
    const uint32_t columns = (step->kernel_w - 1u) * step->dilation_w + 1u;
    return (columns * step->in_c + 1) / 2;
}

uint32_t nn_conv2d_s8_bulk_scratch(const nn_conv2d_s8_bulk_step *step)
{
    return scratch_bytes_of(step->kernel_h * row_pairs(step), place_of(step, 0, step->out_h),
                            step->in_c);
}

void nn_conv2d_s8_bulk(const nn_conv2d_s8_bulk_step *step, const nn_memory *memory, nn_rows rows)
{
    const plane_place place = place_of(step, rows.first, rows.count);
    const uint32_t in_c = step->in_c, out_c = step->out_c, out_w = step->out_w;
    const uint32_t in_row = row_pairs(step), pairs = step->kernel_h * in_row;
    const size_t plane_row = (size_t)place.columns * in_c;
    uint32_t *places = (uint32_t *)(void *)nn_scratch;
    int16_t *plane = (int16_t *)(void *)(places + pairs);
    const shape s = {
        .pairs = pairs,
        .places = places,
        .filter = (size_t)pairs * 16,
        .weights = (const int16_t *)(const void *)(memory->model + step->weights),
        .channels = (const nn_bulk_channels *)(const void *)(memory->model + step->channels),
        .pool_h = step->pool_h,
        .pool_w = step->pool_w,
        .average = step->pool_kind == NN_POOL_AVERAGE,
        .out_c = out_c,
        .step_h = plane_row * step->stride_h,
        .step_w = (size_t)step->stride_w * in_c,
        .range = {step->out_zero_point, step->out_lo, step->out_hi},
    };
    const int8_t *picture = memory->arena + step->in - (size_t)rows.in_at * step->in_w * in_c;
    int8_t *out = nn_output_row(memory, step->out, rows, (size_t)out_w * out_c);
    for (uint32_t ky = 0, t = 0; ky < step->kernel_h; ky++)
        for (uint32_t k = 0; k < in_row; k++)
            places[t++] = (uint32_t)(2 * (ky * step->dilation_h * plane_row + 2 * k));
    plane_widen(plane, picture, place, step->in_h, step->in_w, in_c, 1, step->in_zero_point);
    for (uint32_t row = rows.count; row > 0; row--, out += out_w * out_c) {
        uint32_t group = 0;
        for (; 4 * group + 4 < out_c; group += 2) output_row(2, &s, plane, group, out_w, out);
        if (4 * group < out_c) output_row(1, &s, plane, group, out_w, out);
        plane += s.pool_h * s.step_h;
    }
}
