/* testCase.h: one kernel call on random data, and what it may read and write. */
#ifndef TEST_CASE_H
#define TEST_CASE_H

#include "channelRecord.h"
#include "nn_u8.h"

#define MODEL_BYTES 20000
#define ARENA_MAX 7000

typedef struct {
    union {
        nn_conv2d_u8_step conv;
        nn_dense_u8_step dense;
        nn_add_u8_step add;
        nn_softmax_u8_step softmax;
        nn_global_average_u8_step average;
    } step;
    unsigned step_bytes;
    uint8_t model[MODEL_BYTES];
    unsigned model_bytes;
    unsigned arena_bytes, in_end; /* inputs end where outputs or scratch may begin */
    unsigned read_from, read_to;   /* the inputs that the call may depend on */
    unsigned write_from, write_to; /* where its outputs go */
    int reads_outputs;             /* they go on from what is there */
    unsigned scratch;              /* from here to arena_bytes anything may be written */
    nn_rows rows;
    uint64_t products;
} test_case;

typedef struct {
    uint8_t any_width, width, pad, depthwise;
    uint8_t stride; /* of columns; 0: any, and dilation */
    uint8_t pools, wide;
    uint8_t dense; /* packing */
} case_kind;

/* 0 where the dice give no case that fits. `arena` holds random bytes. */
typedef int make_case(test_case *c, const uint8_t *arena, unsigned arena_limit, unsigned flash_limit,
                      case_kind kind);
make_case make_conv, make_dense, make_add, make_softmax, make_average;

/* Channels whose sums the roundings decide; adds to the ties of each. */
typedef struct {
    unsigned first, second;
} directed_ties;
void make_directed(test_case *c, unsigned channels, case_kind kind, directed_ties *ties);

void seed_random(uint64_t seed);
uint32_t next_random(void);
int between(int lo, int hi); /* both included */

/* out_offset, out_lo and out_range of some activation. */
void random_clamp(int16_t *offset, uint8_t *lo, uint8_t *range);
/* Weights of one channel: count of them. */
bounds random_weights(int8_t *w, unsigned count);
/* A record for a channel, some of whose sums are near `sum`. */
int random_record(uint8_t *record, bounds b, int64_t sum, int offset, int range, int wide);

#endif
