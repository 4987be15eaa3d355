/* nn_max_pool2d_u8.c: the largest value of each window [P1]. */
#include "nn_pool_rows_u8.h"

static uint8_t largest_of(const nn_pool_window_u8 *window)
{
    const uint8_t *line = window->corner;
    uint8_t largest = 0;
    for (uint16_t high = window->high; high > 0; high--, line += window->line) {
        const uint8_t *at = line;
        for (uint16_t wide = window->wide; wide > 0; wide--, at++)
            if (*at > largest) largest = *at;
    }
    return largest;
}

NN_KERNEL void nn_max_pool2d_u8(const nn_max_pool2d_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_pool_rows_u8(step, memory, rows, largest_of);
}
