/* makeLenet.c: LeNet-5 with random weights as the AVR kernels want it: writes model.S, lenet.h (steps,
 * input, expected output). The plain kernels, run here, give the expected output.
 * Usage: makeLenet DIRECTORY [SIZE of the picture: 32 or 28]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "channelRecord.h"
#include "nn_u8.h"

static uint64_t state = 88172645463325252u;
static int between(int lo, int hi)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return lo + (int)((uint32_t)(state >> 32) % (uint32_t)(hi - lo + 1));
}

static uint8_t model[70000], arena[4000], input[1024];
static unsigned model_bytes;
static FILE *header;

/* Random weights in [-127, 127] and records that spread the outputs; returns the weights' offset. */
static void add_layer(unsigned outs, unsigned taps, int dense, int offset, uint32_t *at_weights, uint32_t *at_records)
{
    *at_weights = model_bytes;
    *at_records = model_bytes + outs * taps;
    model_bytes = *at_records + 12 * outs;
    for (unsigned o = 0; o < outs; o++) {
        bounds b = {0, 0};
        int sum = 0;
        for (unsigned i = 0; i < taps; i++) {
            const int w = between(-127, 127);
            const unsigned at = dense && o < (outs & ~3u) ? (o & ~3u) * taps + 4 * i + (o & 3) : o * taps + i;
            model[*at_weights + at] = (uint8_t)(w + 128);
            sum += w;
            if (w < 0) b.lowest += 255 * w;
            else b.highest += 255 * w;
        }
        double spread = 128.0 / (73.0 * 74.0), root = taps;
        for (int i = 0; i < 30; i++) root = (root + taps / root) / 2;
        spread = 0.7 * spread / root * (0.8 + between(0, 400) / 1000.0);
        scaling s = {0, 0, offset};
        while (spread < 0.5) spread *= 2, s.shift--;
        s.multiplier = (int32_t)(spread * 2147483648.0);
        if (!write_record(model + *at_records + 12 * o, -128 * sum + between(-2000, 2000), s, b)) exit(3);
    }
}

static void print_bytes(const char *name, const uint8_t *bytes, unsigned count)
{
    fprintf(header, "static const uint8_t %s[] PROGMEM = {", name);
    for (unsigned i = 0; i < count; i++) fprintf(header, "%u,", bytes[i]);
    fprintf(header, "};\n");
}

static nn_memory memory = {(int8_t *)arena, model};

static void add_conv(const char *name, uint32_t in, uint32_t out, uint32_t scratch, int size, int in_c, int out_c)
{
    nn_conv2d_u8_step s = {0};
    s.in = in, s.out = out, s.scratch = scratch;
    s.in_h = s.in_w = (uint16_t)size, s.in_c = (uint16_t)in_c;
    s.out_h = s.out_w = (uint16_t)((size - 4) / 2), s.out_c = (uint16_t)out_c;
    s.out_offset = 0, s.out_lo = 0, s.out_range = 255;
    s.kernel_h = s.kernel_w = 5, s.stride_h = s.stride_w = s.dilation_h = s.dilation_w = 1;
    s.pool_h = s.pool_w = 2, s.pool_kind = NN_POOL_AVERAGE;
    add_layer((unsigned)out_c, 25u * (unsigned)in_c, 0, 0, &s.weights, &s.channels);
    fprintf(header, "static const nn_conv2d_u8_step %s PROGMEM = {%u, %u, %u, %u, %u, %u, %u, %u, %u, %u, %u, 0, 5, 5, 1, 1, 1, 1, 0, 0, 2, 2, NN_POOL_AVERAGE, 0, 0, 255};\n",
            name, s.in, s.out, s.scratch, s.weights, s.channels, s.in_h, s.in_w, s.in_c, s.out_h, s.out_w, s.out_c);
    nn_conv2d_u8(&s, &memory, (nn_rows){0, s.out_h, 0, 0});
}

static void add_dense(const char *name, uint32_t in, uint32_t out, int in_count, int out_count, int relu)
{
    nn_dense_u8_step s = {0};
    s.in = in, s.out = out, s.vectors = 1, s.in_count = (uint16_t)in_count, s.out_count = (uint16_t)out_count;
    s.out_offset = relu ? 0 : 128, s.out_lo = 0, s.out_range = 255;
    add_layer((unsigned)out_count, (unsigned)in_count, 1, s.out_offset, &s.weights, &s.channels);
    fprintf(header, "static const nn_dense_u8_step %s PROGMEM = {%u, %u, %u, %u, 1, %d, %d, %d, 0, 255, 0, 0};\n",
            name, in, out, s.weights, s.channels, in_count, out_count, s.out_offset);
    nn_dense_u8(&s, &memory, (nn_rows){0, 1, 0, 0});
}

int main(int argc, char **argv)
{
    const int size = argc > 2 ? atoi(argv[2]) : 32;
    const int pool1 = (size - 4) / 2, pool2 = (pool1 - 4) / 2;
    char path[300];
    snprintf(path, sizeof path, "%s/lenet.h", argv[1]);
    header = fopen(path, "w");
    if (!header) return 2;
    const unsigned in_bytes = (unsigned)(size * size), pool1_bytes = (unsigned)(pool1 * pool1 * 6);
    for (unsigned i = 0; i < in_bytes; i++) input[i] = arena[i] = (uint8_t)between(0, 255);
    /* conv1 0 → in_bytes; conv2 in_bytes → 0; dense ping-pong behind */
    const unsigned scratch1 = in_bytes + pool1_bytes, pool2_bytes = (unsigned)(pool2 * pool2 * 16);
    fprintf(header, "#define INPUT_BYTES %u\n#define ARENA_BYTES %u\n#define OUTPUT_AT %u\n#define POOL1 %d\n#define POOL2 %d\n", in_bytes,
            scratch1 + 2 * 2 * (((unsigned)size + 3) & ~3u), pool2_bytes, pool1, pool2);
    add_conv("conv1", 0, in_bytes, scratch1, size, 1, 6);
    add_conv("conv2", in_bytes, 0, pool2_bytes, pool1, 6, 16);
    add_dense("dense1", 0, pool2_bytes, (int)pool2_bytes, 120, 1);
    add_dense("dense2", pool2_bytes, 0, 120, 84, 1);
    add_dense("dense3", 0, pool2_bytes, 84, 10, 0);
    print_bytes("input", input, in_bytes);
    print_bytes("expected", arena + pool2_bytes, 10);
    fprintf(header, "#define MODEL_BYTES %u\n", model_bytes);
    fclose(header);
    snprintf(path, sizeof path, "%s/model.S", argv[1]);
    FILE *assembly = fopen(path, "w");
    fprintf(assembly, "        .section .text.nn_model,\"a\",@progbits\n        .global nn_model\nnn_model:\n");
    for (unsigned i = 0; i < model_bytes; i++) fprintf(assembly, "        .byte %u\n", model[i]);
    fclose(assembly);
    return 0;
}
