/* makeDirected.c: sums that the two roundings of [R2] decide: products whose fraction is one half
 * exactly, results half way between two integers, and their neighbors. Weights are 0, so that a
 * channel's sum is its bias. */
#include <string.h>
#include "testCase.h"

#define HALF ((int64_t)1 << 30)

static int64_t high(int64_t x, int32_t multiplier)
{
    return (x * multiplier + HALF) >> 31;
}

/* A multiplier with `t` trailing zeros, and a sum whose product ends in exactly one half; or one whose
 * result is near a half. `result`: about what comes out. */
static int32_t next_vector(scaling *s, int result)
{
    const int e = -s->shift;
    const int64_t target = ((int64_t)result << e) + ((int64_t)1 << e >> 1) + between(-1, 1);
    if (between(0, 1)) {
        const int t = between(12, 30);
        s->multiplier = (int32_t)((HALF >> t | (next_random() & ((HALF >> t) - 1)) | 1) << t);
        const int64_t unit = HALF >> t, x = floor_div((__int128)target << 31, s->multiplier);
        return (int32_t)((x / unit | 1) * unit);
    }
    const int kind = between(0, 3);
    s->multiplier = (int32_t)(kind == 0 ? HALF : kind == 1 ? 2 * HALF - 1 : HALF + (next_random() & (HALF - 1)));
    return (int32_t)floor_div((__int128)target << 31, s->multiplier) + between(-1, 1);
}

/* Fills `count` records; counts the sums that are ties of the first and of the second rounding. */
static void fill_records(uint8_t *records, unsigned count, int offset, int range, int wide, directed_ties *ties)
{
    const bounds none = {0, 0};
    for (unsigned i = 0; i < count;) {
        scaling s = {0, -between(between(0, 3) ? 4 : 1, wide ? 24 : 17), offset};
        const int32_t x = next_vector(&s, between(-2, range + 2) - offset);
        if (wide) write_wide_record(records + 12 * i, x, s);
        else if (!write_record(records + 12 * i, x, s, none)) continue;
        const int64_t product = (int64_t)x * s.multiplier, y = high(x, s.multiplier);
        const uint64_t size = (uint64_t)(y < 0 ? -y : y), last = (uint64_t)1 << -s.shift;
        ties->first += (product & (2 * HALF - 1)) == HALF;
        ties->second += (size & (last - 1)) == last / 2;
        i++;
    }
}

/* Half the channels' weights for 0 are 128, those of depthwise kernels 0. */
void make_directed(test_case *c, unsigned channels, case_kind kind, directed_ties *ties)
{
    memset(&c->step, 0, sizeof c->step);
    int16_t offset;
    uint8_t lo, range;
    random_clamp(&offset, &lo, &range);
    unsigned taps = 1, in_bytes = 1, outputs = channels;
    if (kind.width) {
        nn_conv2d_u8_step *s = &c->step.conv;
        taps = 9, in_bytes = 15, outputs = 3 * channels;
        if (kind.depthwise) in_bytes = 15 * channels;
        s->in_h = 3, s->in_w = 5, s->in_c = (uint16_t)(kind.depthwise ? channels : 1);
        s->out_h = 1, s->out_w = 3, s->out_c = (uint16_t)channels;
        s->kernel_h = s->kernel_w = 3, s->stride_h = s->stride_w = s->dilation_h = s->dilation_w = 1;
        s->pool_h = s->pool_w = 1;
        s->out = in_bytes, s->scratch = s->out + outputs;
        s->channels = taps * channels;
        s->out_offset = offset, s->out_lo = lo, s->out_range = range;
        c->step_bytes = sizeof *s;
    } else {
        nn_dense_u8_step *s = &c->step.dense;
        s->vectors = s->in_count = 1, s->out_count = (uint16_t)channels;
        s->out = in_bytes, s->channels = channels;
        s->out_offset = offset, s->out_lo = lo, s->out_range = range;
        c->step_bytes = sizeof *s;
    }
    memset(c->model, kind.depthwise ? 0 : 128, taps * channels);
    fill_records(c->model + taps * channels, channels, offset, range, kind.wide, ties);
    c->model_bytes = (taps + 12) * channels;
    c->read_from = 0, c->read_to = c->write_from = in_bytes;
    c->scratch = c->write_to = in_bytes + outputs;
    c->arena_bytes = c->scratch + 40;
    c->rows = (nn_rows){0, 1, 0, 0};
    c->products = outputs * taps;
}
