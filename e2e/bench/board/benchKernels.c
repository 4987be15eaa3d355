/* benchKernels.c: cycles per product of every AVR kernel on layers as they occur, with random weights
 * and ReLU outputs that fill the range. Usage: benchKernels MCU FIRMWARE.elf */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "channelRecord.h"
#include "emulator.h"
#include "nn_u8.h"

static uint64_t state = 88172645463325252u;
static int between(int lo, int hi)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return lo + (int)((uint32_t)(state >> 32) % (uint32_t)(hi - lo + 1));
}

static uint8_t model[60000];

/* Weights (any packing: they are random) and records for `channels` channels of `taps` taps. */
static void fill_layer(unsigned at, unsigned channels, unsigned taps, int depthwise, int offset)
{
    uint8_t *records = model + at + channels * taps;
    for (unsigned i = 0; i < channels * taps; i++) model[at + i] = (uint8_t)(between(-127, 127) + (depthwise ? 0 : 128));
    for (unsigned c = 0; c < channels; c++) {
        const double spread = 0.7 * 128 / (73.0 * 74.0) / sqrt(taps) * (0.8 + between(0, 400) / 1000.0);
        scaling s = {0, 0, offset};
        double m = spread;
        while (m < 0.5) m *= 2, s.shift--;
        s.multiplier = (int32_t)(m * 2147483648.0);
        bounds b = {-(int64_t)taps * 60 * 255, (int64_t)taps * 60 * 255};
        if (!write_record(records + 12 * c, between(-20000, 20000), s, b)) exit(3);
    }
}

typedef struct {
    const char *name, *kernel;
    int in_h, in_c, out_c, kernel_h, kernel_w, stride, pad, pool;
} layer;

static const layer layers[] = {
    {"conv 5×5 1→6 on 32×32, average pool", "nn_conv2d_u8_tile5", 32, 1, 6, 5, 5, 1, 0, 2},
    {"conv 5×5 6→16 on 14×14, average pool", "nn_conv2d_u8_tile5", 14, 6, 16, 5, 5, 1, 0, 2},
    {"conv 5×5 6→16 on 14×14, max pool", "nn_conv2d_u8_tile5", 14, 6, 16, 5, 5, 1, 0, 1},
    {"conv 5×5 6→16 on 14×14", "nn_conv2d_u8_tile5", 14, 6, 16, 5, 5, 1, 0, 0},
    {"conv 5×5 6→16 on 14×14, same", "nn_conv2d_u8_tile5_pad", 14, 6, 16, 5, 5, 1, 2, 0},
    {"conv 3×3 8→16 on 16×16, max pool", "nn_conv2d_u8_tile3", 16, 8, 16, 3, 3, 1, 0, 1},
    {"conv 3×3 8→16 on 16×16", "nn_conv2d_u8_tile3", 16, 8, 16, 3, 3, 1, 0, 0},
    {"conv 3×3 8→16 on 12×12, same", "nn_conv2d_u8_tile3_pad", 12, 8, 16, 3, 3, 1, 1, 0},
    {"conv 3×3 8→16 on 12×12, same, max pool", "nn_conv2d_u8_tile3_pad", 12, 8, 16, 3, 3, 1, 1, 1},
    {"conv 3×3 1→8 on 28×28, same, max pool", "nn_conv2d_u8_tile3_pad", 28, 1, 8, 3, 3, 1, 1, 1},
    {"conv 4×4 8→16 on 12×12", "nn_conv2d_u8_tile", 12, 8, 16, 4, 4, 1, 0, 0},
    {"conv 1×1 16→32 on 10×10", "nn_conv2d_u8_tile1", 10, 16, 32, 1, 1, 1, 0, 0},
    {"conv 1×1 32→32 on 8×8", "nn_conv2d_u8_tile1", 8, 32, 32, 1, 1, 1, 0, 0},
    {"conv 1×1 64→64 on 4×4", "nn_conv2d_u8_tile1", 4, 64, 64, 1, 1, 1, 0, 0},
    {"conv 1×1 16→32 on 10×10", "nn_conv2d_u8_gather", 10, 16, 32, 1, 1, 1, 0, 0},
    {"conv 3×3 8→16 on 16×16, stride 2", "nn_conv2d_u8_gather", 16, 8, 16, 3, 3, 2, 1, 0},
    {"conv 3×3 8→16 on 16×16, stride 2", "nn_conv2d_u8_tile3_stride2", 16, 8, 16, 3, 3, 2, 1, 0},
    {"conv 3×3 1→8 on 28×28, stride 2", "nn_conv2d_u8_tile3_stride2", 28, 1, 8, 3, 3, 2, 1, 0},
    {"conv 5×5 1→8 on 28×28, stride 2", "nn_conv2d_u8_tile5_stride2", 28, 1, 8, 5, 5, 2, 2, 0},
    {"conv 5×5 6→16 on 14×14, stride 2", "nn_conv2d_u8_tile5_stride2", 14, 6, 16, 5, 5, 2, 2, 0},
    {"depthwise 3×3 16 on 14×14, same", "nn_depthwise_conv2d_u8_tile3", 14, 16, 16, 3, 3, 1, 1, 0},
    {"depthwise 3×3 16 on 12×12, stride 2", "nn_depthwise_conv2d_u8_tile3_stride2", 12, 16, 16, 3, 3, 2, 1, 0},
    {"depthwise 3×3 16 on 14×14, same", "nn_depthwise_conv2d_u8_any", 14, 16, 16, 3, 3, 1, 1, 0},
    {"depthwise 5×5 16 on 14×14, same", "nn_depthwise_conv2d_u8_any", 14, 16, 16, 5, 5, 1, 2, 0},
    {"dense 400→120", "nn_dense_u8_quad", 0, 400, 120, 0, 0, 0, 0, 0},
    {"dense 256→64", "nn_dense_u8_quad", 0, 256, 64, 0, 0, 0, 0, 0},
    {"dense 400→120", "nn_dense_u8_wide", 0, 400, 120, 0, 0, 0, 0, 0},
    {"conv 3×3 32→16 on 8×8", "nn_conv2d_u8_wide", 8, 32, 16, 3, 3, 1, 1, 0},
    {"dense 64→10", "nn_dense_u8_quad", 0, 64, 10, 0, 0, 0, 0, 0},
};

#define KERNEL(name) #name,
static const char *const kernel_names[] = {
#include "kernelList.h"
};

static uint8_t kernel_number(const char *name)
{
    for (uint8_t i = 0; i < sizeof kernel_names / sizeof *kernel_names; i++)
        if (!strcmp(kernel_names[i], name)) return i;
    exit(3);
}

static void bench(emulator *e, const layer *l)
{
    union {
        nn_conv2d_u8_step conv;
        nn_dense_u8_step dense;
    } step;
    memset(&step, 0, sizeof step);
    uint64_t products;
    unsigned bytes, end;
    uint16_t rows[4] = {0, 1, 0, 0};
    const int depthwise = strstr(l->kernel, "depthwise") != 0, pool = l->pool ? 2 : 1;
    if (l->in_h == 0) {
        nn_dense_u8_step *s = &step.dense;
        s->out = (uint32_t)l->in_c, s->channels = (uint32_t)(l->in_c * l->out_c), s->vectors = 1;
        s->in_count = (uint16_t)l->in_c, s->out_count = (uint16_t)l->out_c, s->out_range = 255;
        fill_layer(0, s->out_count, s->in_count, 0, 0);
        products = s->channels, bytes = sizeof *s, end = (unsigned)(l->in_c + l->out_c);
    } else {
        nn_conv2d_u8_step *s = &step.conv;
        const int out = ((l->in_h + 2 * l->pad - l->kernel_h) / l->stride + 1) / pool;
        const unsigned taps = (unsigned)(l->kernel_h * l->kernel_w * (depthwise ? 1 : l->in_c));
        s->in_h = s->in_w = (uint16_t)l->in_h, s->in_c = (uint16_t)l->in_c;
        s->out_h = s->out_w = (uint16_t)out, s->out_c = (uint16_t)l->out_c;
        s->kernel_h = (uint8_t)l->kernel_h, s->kernel_w = (uint8_t)l->kernel_w;
        s->stride_h = s->stride_w = (uint8_t)l->stride, s->dilation_h = s->dilation_w = 1;
        s->pad_top = s->pad_left = (uint8_t)l->pad, s->pool_h = s->pool_w = (uint8_t)pool, s->pool_kind = (uint8_t)l->pool;
        s->out_range = 255;
        s->out = (uint32_t)(l->in_h * l->in_h * l->in_c), s->scratch = s->out + (uint32_t)(out * out * l->out_c);
        s->channels = s->out_c * taps;
        fill_layer(0, s->out_c, taps, depthwise, 0);
        products = (uint64_t)out * (uint64_t)out * (uint64_t)(pool * pool) * s->channels;
        rows[1] = (uint16_t)out, bytes = sizeof *s, end = s->scratch + 300;
    }
    if (end > e->arena_bytes) {
        printf("%-44s does not fit\n", l->name);
        return;
    }
    const uint32_t at = (e->code_end + 3) & ~3u;
    memcpy(e->avr->flash + at, model, step.conv.channels + 12u * (unsigned)l->out_c > 30000 ? 50000 : 30000);
    for (unsigned i = 0; i < end; i++) e->avr->data[e->arena + i] = (uint8_t)between(0, 255);
    const emulator_run run = emulator_call(e, kernel_number(l->kernel), &step, bytes, at, rows, 400000000);
    printf("%-44s %-38s %9llu cycles %7llu products %6.2f, rare path %u\n", l->name, l->kernel, (unsigned long long)run.cycles,
           (unsigned long long)products, (double)run.cycles / (double)products, run.exact);
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    emulator e = emulator_open(argv[1], argv[2]);
    for (unsigned i = 0; i < sizeof layers / sizeof *layers; i++) bench(&e, &layers[i]);
    return 0;
}
