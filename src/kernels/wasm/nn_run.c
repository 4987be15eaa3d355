/* nn_run.c: runs programs in the page. A program is a list of records, each a head and the bytes of
 * a step; everything lies in the module's memory at places that the caller chose. */
#include "nn_bulk.h"
#include "nn_pairs.h"
#include "nn_u8.h"

int16_t *nn_scratch;

typedef struct {
    uint16_t kernel, bytes; /* number in the kernel table, bytes of the step */
    nn_rows rows;
} record;

static const record *next(const record *at)
{
    return (const record *)(const void *)((const char *)(at + 1) + at->bytes);
}

#define RUN(kernel) kernel((const kernel##_step *)step, memory, at->rows); break

/* Kernels that have a SIMD form with the same packing. */
#if defined(__wasm_simd128__)
#define RUN_SIMD(kernel) kernel##_simd((const kernel##_step *)step, memory, at->rows); break
#else
#define RUN_SIMD(kernel) RUN(kernel)
#endif

/* The order of the kernel table. */
static void run_step(const record *at, const nn_memory *memory)
{
    const void *step = at + 1;
    switch (at->kernel) {
    case 0: RUN(nn_conv2d_s8);
    case 1: RUN(nn_depthwise_conv2d_s8);
    case 2: RUN(nn_dense_s8);
    case 3: RUN_SIMD(nn_max_pool2d_s8);
    case 4: RUN_SIMD(nn_average_pool2d_s8);
    case 5: RUN_SIMD(nn_add_s8);
    case 6: RUN_SIMD(nn_lookup_s8);
    case 7: RUN(nn_softmax_s8);
    case 8: RUN_SIMD(nn_concat_s8);
    case 9: RUN_SIMD(nn_pad2d_s8);
    case 10: RUN(nn_conv2d_s8_bulk);
    case 11: RUN(nn_depthwise_conv2d_s8_bulk);
    case 12: RUN(nn_dense_s8_bulk);
    case 13: RUN_SIMD(nn_global_average_s8);
    case 14: RUN(nn_conv2d_u8);
    case 15: RUN(nn_conv2d_u8_grouped);
    case 16: RUN(nn_depthwise_conv2d_u8);
    case 17: RUN(nn_dense_u8);
    case 18: RUN(nn_add_u8);
    case 19: RUN(nn_max_pool2d_u8);
    case 20: RUN(nn_average_pool2d_u8);
    case 21: RUN(nn_global_average_u8);
    case 22: RUN(nn_lookup_u8);
    case 23: RUN(nn_softmax_u8);
    case 24: RUN(nn_concat_u8);
    case 25: RUN(nn_pad2d_u8);
    case 26: RUN(nn_transpose_u8);
    case 27: RUN(nn_conv2d_s8_pairs);
    case 28: RUN(nn_dense_s8_pairs);
    default: __builtin_trap();
    }
}

/* Bytes of scratch memory that the greediest of the program's steps needs. */
EXPORT(scratch_bytes) uint32_t scratch_bytes(const record *program, uint32_t steps)
{
    uint32_t most = 0;
    for (const record *at = program; steps > 0; steps--, at = next(at)) {
        const void *step = at + 1;
        uint32_t bytes = 0;
        if (at->kernel == 10) bytes = nn_conv2d_s8_bulk_scratch(step);
        if (at->kernel == 11) bytes = nn_depthwise_conv2d_s8_bulk_scratch(step);
        if (at->kernel == 12) bytes = nn_dense_s8_bulk_scratch(step);
        if (bytes > most) most = bytes;
    }
    return most;
}

EXPORT(run_one_step) void run_one_step(const record *at, int8_t *arena, nn_flash model,
                                       int16_t *scratch)
{
    const nn_memory memory = {arena, model};
    nn_scratch = scratch;
    run_step(at, &memory);
}

/* Where a program lies, and where its images come from and go to. */
typedef struct {
    const record *program;
    uint32_t steps;
    int8_t *arena;
    nn_flash model;
    int16_t *scratch;
    uint32_t input, input_bytes, output, output_bytes; /* places in the arena */
} job;

EXPORT(run) void run(const job *job, const int8_t *inputs, int8_t *outputs, uint32_t count)
{
    const nn_memory memory = {job->arena, job->model};
    nn_scratch = job->scratch;
    for (; count > 0; count--, inputs += job->input_bytes, outputs += job->output_bytes) {
        __builtin_memcpy(job->arena + job->input, inputs, job->input_bytes);
        const record *at = job->program;
        for (uint32_t step = job->steps; step > 0; step--, at = next(at)) run_step(at, &memory);
        __builtin_memcpy(outputs, job->arena + job->output, job->output_bytes);
    }
}
