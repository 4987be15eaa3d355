/* makeDense.c: dense layers, element-wise sums, softmax, global means. */
#include <string.h>
#include "testCase.h"

static int8_t weights[MODEL_BYTES];

int make_dense(test_case *c, const uint8_t *arena, unsigned arena_limit, unsigned flash_limit, case_kind kind)
{
    nn_dense_u8_step *s = &c->step.dense;
    memset(&c->step, 0, sizeof c->step);
    s->in_count = (uint16_t)(between(0, 3) ? between(1, 70) : between(1, 600));
    s->out_count = (uint16_t)between(1, between(0, 3) ? 12 : 40);
    s->vectors = (uint16_t)between(1, 3);
    random_clamp(&s->out_offset, &s->out_lo, &s->out_range);
    s->in = (uint32_t)between(0, 7);
    s->out = s->in + (unsigned)s->vectors * s->in_count;
    c->scratch = c->arena_bytes = s->out + (unsigned)s->vectors * s->out_count;
    c->read_from = s->in, c->read_to = c->write_from = s->out, c->write_to = c->arena_bytes;
    s->weights = (uint32_t)between(0, 3);
    s->channels = s->weights + (unsigned)s->in_count * s->out_count;
    c->model_bytes = s->channels + 12u * s->out_count;
    if (c->arena_bytes > arena_limit || c->model_bytes > flash_limit) return 0;
    for (unsigned o = 0; o < s->out_count; o++) {
        int8_t *w = weights;
        const bounds b = random_weights(w, s->in_count);
        int64_t sum = 0;
        const uint8_t *in = arena + s->in + (unsigned)between(0, s->vectors - 1) * s->in_count;
        for (unsigned i = 0; i < s->in_count; i++) {
            sum += w[i] * in[i];
            const unsigned at = o < (s->out_count & ~3u) ? (o & ~3u) * s->in_count + 4 * i + (o & 3) : o * s->in_count + i;
            c->model[s->weights + at] = (uint8_t)(w[i] + 128);
        }
        if (!random_record(c->model + s->channels + 12 * o, b, sum, s->out_offset, s->out_range, kind.wide)) return 0;
    }
    c->products = (uint64_t)s->vectors * s->in_count * s->out_count;
    c->rows = (nn_rows){0, 1, 0, 0};
    c->step_bytes = sizeof *s;
    return 1;
}

/* multiplier · 2^(shift − 31) of a real number. */
static int32_t split(double real, int8_t *shift)
{
    *shift = 0;
    while (real >= 1) real /= 2, ++*shift;
    while (real < 0.5) real *= 2, --*shift;
    return (int32_t)(real * 2147483648.0);
}

int make_add(test_case *c, const uint8_t *arena, unsigned arena_limit, unsigned flash_limit, case_kind kind)
{
    (void)arena, (void)flash_limit, (void)kind;
    nn_add_u8_step *s = &c->step.add;
    memset(&c->step, 0, sizeof c->step);
    const double a = between(1, 5000) / 100.0, b = between(1, 5000) / 100.0;
    const double out = between(0, 9) ? (a + b) * between(20, 200) / 100.0 : between(1, 10) / 1000.0;
    const double most = 2 * (a > b ? a : b);
    s->a_multiplier = split(a / most, &s->a_shift);
    s->b_multiplier = split(b / most, &s->b_shift);
    s->out_multiplier = split(most / (1 << 20) / out, &s->out_shift);
    s->a_zero_point = (uint8_t)between(0, 255), s->b_zero_point = (uint8_t)between(0, 255);
    random_clamp(&s->out_offset, &s->out_lo, &s->out_range);
    const int down = 26 - s->a_shift - s->out_shift, down_b = 26 - s->b_shift - s->out_shift;
    const int64_t product = (int64_t)s->a_multiplier * s->out_multiplier, product_b = (int64_t)s->b_multiplier * s->out_multiplier;
    const int64_t factor = down < 63 ? product >> down : 0, factor_b = down_b < 63 ? product_b >> down_b : 0;
    if (s->out_shift <= -10 && s->a_shift <= 0 && s->b_shift <= 0 && factor < 1 << 22 && factor_b < 1 << 22) {
        s->a_factor = (uint32_t)factor, s->b_factor = (uint32_t)factor_b;
        /* as one fraction of 2^50: start = floor(2^16 (...)) */
        const __int128 one = (__int128)1 << 50;
        __int128 sum = (__int128)(2 * s->out_offset + 1) * 32768 * one - ((__int128)5 << (50 + 15 + s->out_shift));
        sum -= (__int128)s->a_zero_point * (down > 50 ? (product >> (down - 50)) + 1 : (__int128)product << (50 - down));
        sum -= (__int128)s->b_zero_point * (down_b > 50 ? (product_b >> (down_b - 50)) + 1 : (__int128)product_b << (50 - down_b));
        s->start = (int32_t)floor_div(sum, one);
        s->threshold = 252;
    }
    s->count = (uint16_t)between(1, 400);
    s->a = (uint32_t)between(0, 9);
    s->b = s->a + s->count;
    const int place = between(0, 2);
    s->out = place == 0 ? s->a : place == 1 ? s->b : s->b + s->count;
    c->scratch = c->arena_bytes = s->b + 2u * s->count;
    c->read_from = s->a, c->read_to = s->b + s->count, c->write_from = s->out, c->write_to = s->out + s->count;
    c->model_bytes = 1;
    if (c->arena_bytes > arena_limit) return 0;
    c->products = s->count;
    c->rows = (nn_rows){0, 1, 0, 0};
    c->step_bytes = sizeof *s;
    return 1;
}

/* Tables fall from 65535 to nothing, or hardly, or as they like. */
int make_softmax(test_case *c, const uint8_t *arena, unsigned arena_limit, unsigned flash_limit, case_kind kind)
{
    (void)arena, (void)kind;
    nn_softmax_u8_step *s = &c->step.softmax;
    memset(&c->step, 0, sizeof c->step);
    s->vectors = (uint16_t)between(1, 3);
    s->count = (uint16_t)(between(0, 3) ? between(1, 20) : between(1, 600));
    s->in = (uint32_t)between(0, 7);
    const unsigned values = (unsigned)s->vectors * s->count;
    s->out = between(0, 1) ? s->in : s->in + values;
    s->table = (uint32_t)between(0, 3);
    c->scratch = c->arena_bytes = s->out + values;
    c->read_from = s->in, c->read_to = s->in + values, c->write_from = s->out, c->write_to = c->arena_bytes;
    c->model_bytes = s->table + 512;
    if (c->arena_bytes > arena_limit || c->model_bytes > flash_limit) return 0;
    const int kind_of_table = between(0, 2);
    const uint32_t keeps = kind_of_table ? (uint32_t)between(0, 65535) : (uint32_t)between(65000, 65535);
    uint32_t value = 65535;
    for (unsigned d = 0; d < 256; d++) {
        c->model[s->table + 2 * d] = (uint8_t)value;
        c->model[s->table + 2 * d + 1] = (uint8_t)(value >> 8);
        value = kind_of_table == 2 ? next_random() & 65535 : value * keeps >> 16;
    }
    c->products = values;
    c->rows = (nn_rows){0, 1, 0, 0};
    c->step_bytes = sizeof *s;
    return 1;
}

int make_average(test_case *c, const uint8_t *arena, unsigned arena_limit, unsigned flash_limit, case_kind kind)
{
    (void)arena, (void)flash_limit, (void)kind;
    nn_global_average_u8_step *s = &c->step.average;
    memset(&c->step, 0, sizeof c->step);
    s->in_h = (uint16_t)between(1, 12), s->in_w = (uint16_t)between(1, 20);
    s->channels = (uint16_t)between(1, 30);
    const int positions = s->in_h * s->in_w;
    s->out_zero_point = (uint8_t)between(0, 255);
    s->start = -positions * between(0, 255);
    const double share = between(1, 400) / 100.0 / positions;
    s->multiplier = split(between(0, 9) ? share : between(1, 1000), &s->shift);
    const unsigned first = (unsigned)between(0, s->in_h - 1) * (unsigned)between(0, 1);
    const unsigned count = (unsigned)(between(0, 2) ? s->in_h - (int)first : between(1, s->in_h - (int)first));
    const unsigned in_at = (unsigned)between(0, (int)first), row_bytes = (unsigned)s->in_w * s->channels;
    c->rows = (nn_rows){(uint16_t)first, (uint16_t)count, (uint16_t)in_at, 0};
    s->in = (uint32_t)between(0, 7);
    c->read_from = s->in + (first - in_at) * row_bytes, c->read_to = c->read_from + count * row_bytes;
    s->out = c->read_to + (unsigned)between(0, 3);
    c->write_from = s->out, c->write_to = c->scratch = c->arena_bytes = s->out + 4u * s->channels;
    c->reads_outputs = 1;
    c->model_bytes = 1;
    if (c->arena_bytes > arena_limit) return 0;
    c->products = count * row_bytes;
    c->step_bytes = sizeof *s;
    return 1;
}
