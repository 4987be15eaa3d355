/* runCases.c: random kernel calls on an emulated AVR, every byte compared with the plain C kernels
 * run here; then sums that rounding decides. The plain kernels see other bytes than the AVR where a
 * kernel must not look, and write elsewhere; on the AVR outputs may lie over dead input rows, and no
 * byte but outputs and scratch may change.
 * Usage: runCases MCU FIRMWARE.elf CASES SEED [KERNEL]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "emulator.h"
#include "testCase.h"

#define DIRECTED_CALLS 10
#define DIRECTED_CHANNELS 60

typedef void (*kernel)(const void *step, const nn_memory *memory, nn_rows rows);

static const struct {
    const char *name;
    kernel plain;
    make_case *make;
    case_kind kind;
    uint8_t directed;
} tests[] = {
    {"nn_conv2d_u8_tile", (kernel)nn_conv2d_u8, make_conv, {.any_width = 1, .stride = 1, .pools = 1}, 0},
    {"nn_conv2d_u8_tile3", (kernel)nn_conv2d_u8, make_conv, {.width = 3, .stride = 1, .pools = 1}, 1},
    {"nn_conv2d_u8_tile5", (kernel)nn_conv2d_u8, make_conv, {.width = 5, .stride = 1, .pools = 1}, 0},
    {"nn_dense_u8_quad", (kernel)nn_dense_u8, make_dense, {.pad = 0}, 1},
    {"nn_conv2d_u8_tile3_pad", (kernel)nn_conv2d_u8, make_conv, {.width = 3, .pad = 1, .stride = 1, .pools = 1}, 0},
    {"nn_conv2d_u8_tile5_pad", (kernel)nn_conv2d_u8, make_conv, {.width = 5, .pad = 2, .stride = 1, .pools = 1}, 0},
    {"nn_conv2d_u8_gather", (kernel)nn_conv2d_u8_grouped, make_conv, {.any_width = 1, .pad = 6, .dense = 1}, 0},
    {"nn_depthwise_conv2d_u8_tile3", (kernel)nn_depthwise_conv2d_u8, make_conv, {.width = 3, .pad = 1, .depthwise = 1, .stride = 1}, 1},
    {"nn_depthwise_conv2d_u8_tile3_stride2", (kernel)nn_depthwise_conv2d_u8, make_conv, {.width = 3, .pad = 1, .depthwise = 1, .stride = 2}, 0},
    {"nn_add_u8_fixed", (kernel)nn_add_u8, make_add, {.pad = 0}, 0},
    {"nn_dense_u8_wide", (kernel)nn_dense_u8, make_dense, {.wide = 1}, 1},
    {"nn_conv2d_u8_wide", (kernel)nn_conv2d_u8_grouped, make_conv, {.any_width = 1, .pad = 6, .wide = 1, .dense = 1}, 0},
    {"nn_depthwise_conv2d_u8_any", (kernel)nn_depthwise_conv2d_u8, make_conv, {.any_width = 1, .pad = 6, .depthwise = 1, .pools = 1}, 0},
    {"nn_conv2d_u8_tile1", (kernel)nn_conv2d_u8, make_conv, {.width = 1, .stride = 1, .pools = 1}, 0},
    {"nn_conv2d_u8_tile3_stride2", (kernel)nn_conv2d_u8, make_conv, {.width = 3, .pad = 1, .stride = 2, .pools = 1}, 0},
    {"nn_conv2d_u8_tile5_stride2", (kernel)nn_conv2d_u8, make_conv, {.width = 5, .pad = 2, .stride = 2, .pools = 1}, 0},
    {"nn_softmax_u8", (kernel)nn_softmax_u8, make_softmax, {.pad = 0}, 0},
    {"nn_global_average_u8", (kernel)nn_global_average_u8, make_average, {.pad = 0}, 0},
};
#define TESTS (sizeof tests / sizeof *tests)

static test_case c;
static uint8_t before[ARENA_MAX];

typedef struct {
    uint64_t cycles, products;
    unsigned exact, failures;
    int stack;
} totals;

/* What the plain kernel makes of the case, over `expected`, a copy of `before`. */
static void run_plain(unsigned test, uint8_t *expected)
{
    static uint8_t arena[2 * ARENA_MAX];
    for (unsigned i = 0; i < sizeof arena; i++) arena[i] = (uint8_t)next_random();
    memcpy(arena + c.read_from, before + c.read_from, c.read_to - c.read_from);
    test_case here = c;
    uint32_t *out = tests[test].make == make_add ? &here.step.add.out : &here.step.conv.out; /* of the others, too */
    const unsigned from = ARENA_MAX + c.write_from - *out;
    *out = ARENA_MAX;
    if (c.reads_outputs) memcpy(arena + from, before + c.write_from, c.write_to - c.write_from);
    const nn_memory memory = {(int8_t *)arena, c.model};
    tests[test].plain(&here.step, &memory, c.rows);
    memcpy(expected, before, ARENA_MAX);
    memcpy(expected + c.write_from, arena + from, c.write_to - c.write_from);
}

static void describe(unsigned test, const uint16_t rows[4], uint32_t at)
{
    if (tests[test].make != make_conv) return;
    const nn_conv2d_u8_step *s = &c.step.conv;
    printf("  in %u×%u×%u at %u, out %u×%u×%u at %u, kernel %u×%u stride %u %u pad %u %u pool %u kind %u, rows %u + %u, "
           "buffers begin with %u and %u, weights at %06x\n",
           s->in_h, s->in_w, s->in_c, s->in, s->out_h, s->out_w, s->out_c, s->out, s->kernel_h, s->kernel_w, s->stride_h,
           s->stride_w, s->pad_top, s->pad_left, s->pool_h, s->pool_kind, rows[0], rows[1], rows[2], rows[3], at);
}

static void run_case(emulator *e, unsigned test, unsigned arena_limit, totals *t)
{
    static uint8_t expected[ARENA_MAX];
    uint32_t at = e->code_end + next_random() % (e->avr->flashend + 1 - e->code_end - c.model_bytes + 1);
    if (e->far && between(0, 2)) { /* across a line */
        const uint32_t line = between(0, 1) ? 0x10000 : 0x20000;
        at = line - next_random() % c.model_bytes;
    }
    memcpy(e->avr->flash + at, c.model, c.model_bytes);
    memcpy(e->avr->data + e->arena, before, arena_limit);
    run_plain(test, expected);
    const uint16_t rows[4] = {c.rows.first, c.rows.count, c.rows.in_at, c.rows.out_at};
    const emulator_run run = emulator_call(e, (uint8_t)test, &c.step, c.step_bytes, at, rows, 40000000);
    unsigned differs = arena_limit;
    for (unsigned i = arena_limit; i-- > 0;)
        if (expected[i] != e->avr->data[e->arena + i] && !(i >= c.scratch && i < c.arena_bytes)) differs = i;
    if (differs < arena_limit || run.stopped) {
        t->failures++;
        printf("%s: byte %u is %u, expected %u%s\n", tests[test].name, differs, e->avr->data[e->arena + differs],
               expected[differs], run.stopped ? " (did not return)" : "");
        describe(test, rows, at);
        if (run.stopped) exit(1);
    }
    t->cycles += run.cycles, t->products += c.products, t->exact += run.exact;
    if (run.stack > t->stack) t->stack = run.stack;
}

static totals run_random(emulator *e, unsigned test, unsigned count, unsigned arena_limit)
{
    const unsigned room = e->avr->flashend + 1 - e->code_end, flash_limit = room < MODEL_BYTES ? room : MODEL_BYTES;
    totals t = {0};
    for (unsigned done = 0; done < count && t.failures < 10;) {
        for (unsigned i = 0; i < arena_limit; i++) before[i] = (uint8_t)next_random();
        c.reads_outputs = 0;
        if (!tests[test].make(&c, before, arena_limit, flash_limit, tests[test].kind)) continue;
        run_case(e, test, arena_limit, &t);
        done++;
    }
    printf("%-36s %u cases, %.2f cycles/product, stack %d\n", tests[test].name, count,
           t.products ? (double)t.cycles / (double)t.products : 0.0, t.stack);
    return t;
}

static totals run_directed(emulator *e, unsigned test, unsigned arena_limit)
{
    totals t = {0};
    directed_ties ties = {0, 0};
    for (unsigned i = 0; i < DIRECTED_CALLS; i++) {
        make_directed(&c, DIRECTED_CHANNELS, tests[test].kind, &ties);
        run_case(e, test, arena_limit, &t);
    }
    printf("%-36s %u directed sums, ties %u and %u, rare path %u times\n", tests[test].name,
           DIRECTED_CALLS * DIRECTED_CHANNELS, ties.first, ties.second, t.exact);
    return t;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: runCases MCU FIRMWARE.elf CASES SEED [KERNEL]\n");
        return 2;
    }
    emulator e = emulator_open(argv[1], argv[2]);
    const unsigned count = (unsigned)atoi(argv[3]);
    const unsigned arena_limit = e.arena_bytes < ARENA_MAX ? e.arena_bytes : ARENA_MAX;
    unsigned failures = 0;
    for (unsigned test = 0; test < TESTS; test++) {
        if (argc > 5 && strcmp(argv[5], tests[test].name)) continue;
        seed_random(0x9E3779B97F4A7C15u ^ ((uint64_t)atoi(argv[4]) << 20) ^ test);
        failures += run_random(&e, test, count, arena_limit).failures;
        if (tests[test].directed) failures += run_directed(&e, test, arena_limit).failures;
        fflush(stdout);
    }
    return failures != 0;
}
