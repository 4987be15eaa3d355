/* channelRecord.h: packs a channel record (nn_u8.h), for tests. */
#ifndef CHANNEL_RECORD_H
#define CHANNEL_RECORD_H

#include <stdint.h>

typedef struct {
    int32_t multiplier;
    int shift, offset;
} scaling;

/* The lowest and highest accumulator without bias, over all inputs of 0 … 255. */
typedef struct {
    int64_t lowest, highest;
} bounds;

/* `bias` goes with stored inputs: C1's bias − 128 Σ w. Writes the fastest form of the record that is
 * exact with 24-bit accumulators; 0 if there is none. */
int write_record(uint8_t *record, int64_t bias, scaling s, bounds b);

/* The third form, for sums of 32 bits. */
void write_wide_record(uint8_t *record, int64_t bias, scaling s);

/* Rounds down. */
int64_t floor_div(__int128 a, __int128 b);

#endif
