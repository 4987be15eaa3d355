/* runCases.c: random kernel calls on an emulated AVR, every byte compared with the plain C kernels
 * run here. Usage: runCases MCU FIRMWARE.elf CASES SEED [KERNEL]. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "channelRecord.h"
#include "emulator.h"
#include "nn_u8.h"

typedef void (*kernel)(const void *step, const nn_memory *memory, nn_rows rows);

static uint64_t state;
static uint32_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}
static int between(int lo, int hi) /* both included */
{
    return lo + (int)(next_random() % (uint32_t)(hi - lo + 1));
}

/* An x whose result is as near to the next integer as can be found, from below or above. */
static int32_t edge_value(scaling s, int range)
{
    const int e = -s.shift;
    const int64_t width = (int64_t)1 << (e > 0 ? e : 0);
    const int64_t around = (between(0, range) - s.offset) * width * 2 * (1 << 29) / (s.multiplier >> 1);
    int64_t best = around;
    uint64_t nearest = UINT64_MAX;
    for (int i = 0; i < 300; i++) {
        const int64_t x = around + between(-(int)width, (int)width);
        const __int128 t = (__int128)x * s.multiplier + ((__int128)1 << 30) +
                           ((__int128)1 << (30 + e)) - (x < 0 ? (__int128)1 << 31 : 0);
        const uint64_t part = (uint64_t)(t & ((((__int128)1) << (31 + e)) - 1));
        const uint64_t whole = (uint64_t)1 << (31 + e);
        const uint64_t distance = part < whole - part ? part : whole - part;
        if (distance < nearest) nearest = distance, best = x;
    }
    return (int32_t)best;
}

/* ---- cases -------------------------------------------------------------------------------- */

#define MODEL_BYTES 20000
#define ARENA_MAX 7000

typedef struct {
    union {
        nn_conv2d_u8_step conv;
        nn_dense_u8_step dense;
        nn_add_u8_step add;
    } step;
    unsigned step_bytes;
    uint8_t model[MODEL_BYTES];
    unsigned model_bytes, arena_bytes;
    nn_rows rows;
    uint64_t products;
} test_case;

static test_case c;
static int8_t weights[MODEL_BYTES];

static scaling random_scaling(int offset)
{
    static const int common[] = {5, 6, 7, 8, 9, 9, 10, 11, 12, 13};
    const int rare = between(0, 9) == 0;
    const scaling s = {(int32_t)(0x40000000u + (next_random() & 0x3fffffff)),
                       rare ? between(-31, 12) : -common[between(0, 9)], offset};
    return s;
}

static void random_clamp(int16_t *offset, uint8_t *lo, uint8_t *range)
{
    const int zero = between(0, 255);
    const int kind = between(0, 3); /* linear, ReLU, ReLU6, anything */
    int low = kind == 0 ? 0 : kind == 3 ? between(0, 255) : zero, high = 255;
    if (kind >= 2) high = between(low, 255);
    *offset = (int16_t)(zero - low);
    *lo = (uint8_t)low;
    *range = (uint8_t)(high - low);
}

/* Weights of one channel: count of them; sums of the negative and of the positive ones. */
static bounds random_weights(int8_t *w, unsigned count)
{
    const int most = between(0, 3) == 0 ? 127 : between(1, 127);
    bounds b = {0, 0};
    for (unsigned i = 0; i < count; i++) {
        w[i] = (int8_t)between(-most, most);
        if (w[i] < 0) b.lowest += 255 * w[i];
        else b.highest += 255 * w[i];
    }
    return b;
}

/* A record for a channel, some of whose sums are near `sum`. */
static int random_record(uint8_t *record, bounds b, int64_t sum, int offset, int range, int wide)
{
    for (int tries = 0; tries < 20; tries++) {
        const scaling s = random_scaling(offset);
        const int e = -s.shift;
        int64_t bias;
        const int kind = between(0, 9);
        if (kind < 5 && e >= 1 && e < 18) bias = edge_value(s, range) - sum;
        else if (kind < 8) bias = -sum + between(-1000, 1000);
        else if (kind == 8) bias = (1 << 23) - 1 - b.highest - between(0, 1 << 16);
        else bias = -(1 << 23) - b.lowest + between(0, 1 << 16);
        if (wide && kind == 8) bias = INT32_MAX - b.highest - between(0, 1 << 20);
        if (wide && kind == 9) bias = INT32_MIN - b.lowest + between(0, 1 << 20);
        if (bias + b.lowest < INT32_MIN || bias + b.highest > INT32_MAX) continue;
        if (wide && between(0, 7)) {
            write_wide_record(record, bias, s);
            return 1;
        }
        if (write_record(record, bias, s, b)) return 1;
    }
    return 0;
}

static int window_sum(const uint8_t *arena, const nn_conv2d_u8_step *s, const int8_t *w, int y, int x,
                      int plane, int planes)
{
    int sum = 0;
    for (int ky = 0; ky < s->kernel_h; ky++)
        for (int ci = 0; ci < planes; ci++)
            for (int kx = 0; kx < s->kernel_w; kx++, w++) {
                const int iy = y + ky * s->dilation_h, ix = x + kx * s->dilation_w;
                const int inside = iy >= 0 && iy < s->in_h && ix >= 0 && ix < s->in_w;
                sum += *w * (inside ? arena[s->in + (unsigned)((iy * s->in_c + plane + ci) * s->in_w + ix)]
                                    : s->in_zero_point);
            }
    return sum;
}

typedef struct {
    int any_width, width, pad, depthwise, stride /* of columns; 0: any, and dilation */, pools,
        wide, dense /* packing */;
} conv_kind;

static int make_conv(uint8_t *arena, unsigned arena_limit, unsigned flash_limit, conv_kind kind)
{
    nn_conv2d_u8_step *s = &c.step.conv;
    memset(&c.step, 0, sizeof c.step);
    const int big = between(0, 4) == 0;
    s->kernel_h = (uint8_t)between(1, 7);
    s->kernel_w = (uint8_t)(kind.any_width ? between(1, 7) : kind.width);
    if ((kind.depthwise && !kind.any_width) || (!kind.any_width && between(0, 1))) s->kernel_h = s->kernel_w;
    s->stride_h = s->stride_w = s->dilation_h = s->dilation_w = 1;
    if (kind.stride) {
        s->stride_h = (uint8_t)(between(0, 2) ? kind.stride : between(1, 3));
        s->stride_w = (uint8_t)kind.stride;
    } else {
        s->stride_h = (uint8_t)between(1, 3), s->stride_w = (uint8_t)between(1, 3);
        s->dilation_h = (uint8_t)between(1, 2), s->dilation_w = (uint8_t)between(1, 2);
    }
    const int reach_h = (s->kernel_h - 1) * s->dilation_h + 1, reach_w = (s->kernel_w - 1) * s->dilation_w + 1;
    s->pool_h = s->pool_w = 1;
    if (kind.pools && between(0, 3)) s->pool_h = s->pool_w = 2, s->pool_kind = (uint8_t)between(1, 2);
    s->in_c = (uint16_t)(big ? between(1, 67) : between(1, 6));
    s->out_c = (uint16_t)(big ? between(1, 9) : between(1, 5));
    if (kind.depthwise) s->out_c = (uint16_t)(s->in_c * (between(0, 3) ? 1 : between(1, 3)));
    s->in_h = (uint16_t)between(1, big ? 9 : 20);
    s->in_w = (uint16_t)between(1, big ? 12 : 40);
    s->pad_top = (uint8_t)between(0, reach_h - 1);
    const int pad_bottom = between(0, reach_h - 1);
    s->pad_left = (uint8_t)between(0, kind.pad);
    const int pad_right = between(0, kind.pad);
    const int space_h = s->in_h + s->pad_top + pad_bottom - reach_h, space_w = s->in_w + s->pad_left + pad_right - reach_w;
    if (space_h < 0 || space_w < 0) return 0;
    s->out_h = (uint16_t)((space_h / s->stride_h + 1) / s->pool_h);
    s->out_w = (uint16_t)((space_w / s->stride_w + 1) / s->pool_w);
    if (s->out_h < 1 || s->out_w < 1) return 0;
    if (kind.stride && s->out_w * s->pool_w < 2) return 0;
    const int planes = kind.depthwise ? 1 : s->in_c;
    if (kind.stride && planes * s->kernel_h > 255) return 0;
    random_clamp(&s->out_offset, &s->out_lo, &s->out_range);
    s->in_zero_point = (uint8_t)between(0, 255);
    const unsigned in_bytes = (unsigned)s->in_h * s->in_w * s->in_c, out_bytes = (unsigned)s->out_h * s->out_w * s->out_c;
    const unsigned taps = (unsigned)s->kernel_h * s->kernel_w * (unsigned)planes;
    const int behind = (s->out_w * s->pool_w - 1) * s->stride_w + s->kernel_w - s->pad_left - s->in_w;
    const unsigned boxes = (unsigned)(s->pad_left + s->in_w + 3 + (behind > 0 ? behind : 0));
    const unsigned scratch = kind.depthwise ? 0 : !kind.dense ? s->pool_h * (taps > 257 ? 3u : 2u) * boxes : taps;
    s->in = (uint32_t)between(0, 7);
    s->out = s->in + in_bytes + (uint32_t)between(0, 3);
    s->scratch = s->out + out_bytes;
    c.arena_bytes = s->scratch + scratch;
    s->weights = (uint32_t)between(0, 3);
    s->channels = s->weights + s->out_c * taps + (uint32_t)between(0, 3);
    c.model_bytes = s->channels + 12u * s->out_c;
    if (c.arena_bytes > arena_limit || c.model_bytes > flash_limit) return 0;
    c.products = (uint64_t)out_bytes * s->pool_h * s->pool_w * taps;
    if (c.products > 150000) return 0;
    for (unsigned i = 0; i < s->out_c; i++) {
        int8_t *w = weights + i * taps;
        const bounds b = random_weights(w, taps);
        const int y = between(0, s->out_h * s->pool_h - 1) * s->stride_h - s->pad_top;
        const int x = between(0, s->out_w * s->pool_w - 1) * s->stride_w - s->pad_left;
        const int plane = kind.depthwise ? (int)i / (s->out_c / s->in_c) : 0;
        const int sum = window_sum(arena, s, w, y, x, plane, planes);
        if (!random_record(c.model + s->channels + 12 * i, b, sum, s->out_offset, s->out_range, kind.wide)) return 0;
    }
    const unsigned count = s->out_c * taps;
    for (unsigned i = 0; i < count; i++) {
        unsigned at = i;
        if (kind.dense) {
            const unsigned o = i / taps, t = i % taps;
            if (o < (s->out_c & ~3u)) at = (o & ~3u) * taps + 4 * t + (o & 3);
        }
        c.model[s->weights + at] = (uint8_t)(kind.depthwise ? weights[i] : weights[i] + 128);
    }
    c.rows = (nn_rows){0, s->out_h, 0, 0};
    if (between(0, 2) == 0) { /* a stripe */
        c.rows.first = (uint16_t)between(0, s->out_h - 1);
        c.rows.count = (uint16_t)between(1, s->out_h - c.rows.first);
        c.rows.out_at = (uint16_t)between(0, c.rows.first);
    }
    c.step_bytes = sizeof c.step.conv;
    return 1;
}

static int make_dense(uint8_t *arena, unsigned arena_limit, unsigned flash_limit, conv_kind kind)
{
    nn_dense_u8_step *s = &c.step.dense;
    memset(&c.step, 0, sizeof c.step);
    s->in_count = (uint16_t)(between(0, 3) ? between(1, 70) : between(1, 600));
    s->out_count = (uint16_t)between(1, between(0, 3) ? 12 : 40);
    s->vectors = (uint16_t)between(1, 3);
    random_clamp(&s->out_offset, &s->out_lo, &s->out_range);
    s->in = (uint32_t)between(0, 7);
    s->out = s->in + (unsigned)s->vectors * s->in_count;
    c.arena_bytes = s->out + (unsigned)s->vectors * s->out_count;
    s->weights = (uint32_t)between(0, 3);
    s->channels = s->weights + (unsigned)s->in_count * s->out_count;
    c.model_bytes = s->channels + 12u * s->out_count;
    if (c.arena_bytes > arena_limit || c.model_bytes > flash_limit) return 0;
    for (unsigned o = 0; o < s->out_count; o++) {
        int8_t *w = weights;
        const bounds b = random_weights(w, s->in_count);
        int64_t sum = 0;
        const uint8_t *in = arena + s->in + (unsigned)between(0, s->vectors - 1) * s->in_count;
        for (unsigned i = 0; i < s->in_count; i++) {
            sum += w[i] * in[i];
            const unsigned at = o < (s->out_count & ~3u) ? (o & ~3u) * s->in_count + 4 * i + (o & 3) : o * s->in_count + i;
            c.model[s->weights + at] = (uint8_t)(w[i] + 128);
        }
        if (!random_record(c.model + s->channels + 12 * o, b, sum, s->out_offset, s->out_range, kind.wide)) return 0;
    }
    c.products = (uint64_t)s->vectors * s->in_count * s->out_count;
    c.rows = (nn_rows){0, 1, 0, 0};
    c.step_bytes = sizeof *s;
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

static int make_add(unsigned arena_limit)
{
    nn_add_u8_step *s = &c.step.add;
    memset(&c.step, 0, sizeof c.step);
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
    c.arena_bytes = s->b + 2u * s->count;
    c.model_bytes = 1;
    if (c.arena_bytes > arena_limit) return 0;
    c.products = s->count;
    c.rows = (nn_rows){0, 1, 0, 0};
    c.step_bytes = sizeof *s;
    return 1;
}

enum { CONV, DENSE, ADD };
static const struct {
    const char *name;
    kernel plain;
    int maker;
    conv_kind kind;
} tests[] = {
    {"nn_conv2d_u8_tile", (kernel)nn_conv2d_u8, CONV, {.any_width = 1, .stride = 1, .pools = 1}},
    {"nn_conv2d_u8_tile3", (kernel)nn_conv2d_u8, CONV, {.width = 3, .stride = 1, .pools = 1}},
    {"nn_conv2d_u8_tile5", (kernel)nn_conv2d_u8, CONV, {.width = 5, .stride = 1, .pools = 1}},
    {"nn_dense_u8_quad", (kernel)nn_dense_u8, DENSE, {.pad = 0}},
    {"nn_conv2d_u8_tile3_pad", (kernel)nn_conv2d_u8, CONV, {.width = 3, .pad = 1, .stride = 1, .pools = 1}},
    {"nn_conv2d_u8_tile5_pad", (kernel)nn_conv2d_u8, CONV, {.width = 5, .pad = 2, .stride = 1, .pools = 1}},
    {"nn_conv2d_u8_gather", (kernel)nn_conv2d_u8_grouped, CONV, {.any_width = 1, .pad = 6, .dense = 1}},
    {"nn_depthwise_conv2d_u8_tile3", (kernel)nn_depthwise_conv2d_u8, CONV, {.width = 3, .pad = 1, .depthwise = 1, .stride = 1}},
    {"nn_depthwise_conv2d_u8_tile3_stride2", (kernel)nn_depthwise_conv2d_u8, CONV, {.width = 3, .pad = 1, .depthwise = 1, .stride = 2}},
    {"nn_add_u8_fixed", (kernel)nn_add_u8, ADD, {.pad = 0}},
    {"nn_dense_u8_wide", (kernel)nn_dense_u8, DENSE, {.wide = 1}},
    {"nn_conv2d_u8_wide", (kernel)nn_conv2d_u8_grouped, CONV, {.any_width = 1, .pad = 6, .wide = 1, .dense = 1}},
    {"nn_depthwise_conv2d_u8_any", (kernel)nn_depthwise_conv2d_u8, CONV, {.any_width = 1, .pad = 6, .depthwise = 1, .pools = 1}},
    {"nn_conv2d_u8_tile1", (kernel)nn_conv2d_u8, CONV, {.width = 1, .stride = 1, .pools = 1}},
    {"nn_conv2d_u8_tile3_stride2", (kernel)nn_conv2d_u8, CONV, {.width = 3, .pad = 1, .stride = 2, .pools = 1}},
    {"nn_conv2d_u8_tile5_stride2", (kernel)nn_conv2d_u8, CONV, {.width = 5, .pad = 2, .stride = 2, .pools = 1}},
};
#define TESTS (sizeof tests / sizeof *tests)

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: runCases MCU FIRMWARE.elf CASES SEED [KERNEL]\n");
        return 2;
    }
    emulator e = emulator_open(argv[1], argv[2]);
    const unsigned count = (unsigned)atoi(argv[3]);
    int failures = 0;
    for (unsigned t = 0; t < TESTS; t++) {
        if (argc > 5 && strcmp(argv[5], tests[t].name)) continue;
        uint64_t cycles = 0, products = 0;
        int stack = 0;
        state = 0x9E3779B97F4A7C15u ^ ((uint64_t)atoi(argv[4]) << 20) ^ t;
        for (int i = 0; i < 20; i++) next_random();
        for (unsigned done = 0; done < count && failures < 10;) {
            static uint8_t before[ARENA_MAX], here[ARENA_MAX + 16];
            const unsigned arena_limit = e.arena_bytes < ARENA_MAX ? e.arena_bytes : ARENA_MAX;
            const unsigned room = e.avr->flashend + 1 - e.code_end;
            for (unsigned i = 0; i < arena_limit; i++) before[i] = (uint8_t)next_random();
            const unsigned flash_limit = room < MODEL_BYTES ? room : MODEL_BYTES;
            const int made = tests[t].maker == CONV    ? make_conv(before, arena_limit, flash_limit, tests[t].kind)
                             : tests[t].maker == DENSE ? make_dense(before, arena_limit, flash_limit, tests[t].kind)
                                                       : make_add(arena_limit);
            if (!made) continue;
            uint32_t at = e.code_end + next_random() % (e.avr->flashend + 1 - e.code_end - c.model_bytes + 1);
            if (e.far && between(0, 2)) { /* across a line */
                const uint32_t line = between(0, 1) ? 0x10000 : 0x20000;
                at = line - next_random() % c.model_bytes;
            }
            memcpy(e.avr->flash + at, c.model, c.model_bytes);
            memcpy(here, before, arena_limit);
            memcpy(e.avr->data + e.arena, before, arena_limit);
            const nn_memory memory = {(int8_t *)here, c.model};
            tests[t].plain(&c.step, &memory, c.rows);
            const uint16_t rows[4] = {c.rows.first, c.rows.count, c.rows.in_at, c.rows.out_at};
            const emulator_run run = emulator_call(&e, (uint8_t)t, &c.step, c.step_bytes, at, rows, 40000000);
            unsigned differs = arena_limit;
            const unsigned compared = tests[t].maker == CONV ? c.step.conv.scratch : arena_limit;
            for (unsigned i = compared; i-- > 0;)
                if (here[i] != e.avr->data[e.arena + i]) differs = i;
            if (differs < arena_limit || run.stopped) {
                failures++;
                printf("%s case %u: byte %u is %u, expected %u%s\n", tests[t].name, done, differs,
                       e.avr->data[e.arena + differs], here[differs], run.stopped ? " (did not return)" : "");
                if (tests[t].maker == CONV) {
                    const nn_conv2d_u8_step *s = &c.step.conv;
                    printf("  in %u×%u×%u out %u×%u×%u kernel %u×%u pad %u %u pool %u kind %u, rows %u + %u, out at %u, weights at %06x\n",
                           s->in_h, s->in_w, s->in_c, s->out_h, s->out_w, s->out_c, s->kernel_h, s->kernel_w,
                           s->pad_top, s->pad_left, s->pool_h, s->pool_kind, rows[0], rows[1], s->out, at);
                } else printf("  %u vectors %u → %u out at %u\n", c.step.dense.vectors, c.step.dense.in_count, c.step.dense.out_count, c.step.dense.out);
                if (run.stopped) return 1;
            }
            cycles += run.cycles, products += c.products;
            if (run.stack > stack) stack = run.stack;
            done++;
        }
        printf("%-32s %u cases, %.2f cycles/product, stack %d\n", tests[t].name, count,
               products ? (double)cycles / (double)products : 0.0, stack);
        fflush(stdout);
    }
    return failures != 0;
}
