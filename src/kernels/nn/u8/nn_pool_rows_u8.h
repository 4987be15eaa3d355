/* nn_pool_rows_u8.h: where the windows of a row of outputs lie; what the two poolings share. */
#ifndef NN_POOL_ROWS_U8_H
#define NN_POOL_ROWS_U8_H

#include "nn_u8.h"
#include "nn_window.h"

/* One window of one channel: `high` lines of `wide` values, `line` bytes apart. */
typedef struct {
    const uint8_t *corner;
    uint16_t high, wide;
    size_t line;
} nn_pool_window_u8;

/* All outputs of `rows`, channel by channel; `reduce` gives one from its window. In place without
 * padding: no output lies behind a value that is still to be read. */
void nn_pool_rows_u8(const nn_max_pool2d_u8_step *step, const nn_memory *memory, nn_rows rows,
                     uint8_t (*reduce)(const nn_pool_window_u8 *window));

#endif
