/* nn_average_pool2d_u8.c: the mean of each window's values inside the picture [P2]. */
#include "nn_mean.h"
#include "nn_pool_rows_u8.h"

static uint8_t mean_of(const nn_pool_window_u8 *window)
{
    const uint8_t *line = window->corner;
    const uint32_t count = (uint32_t)window->high * window->wide;
    uint32_t sum = 0;
    for (uint16_t high = window->high; high > 0; high--, line += window->line) {
        const uint8_t *at = line;
        for (uint16_t wide = window->wide; wide > 0; wide--) sum += *at++;
    }
    return (uint8_t)(nn_mean((int32_t)(sum - 128 * count), count) + 128);
}

NN_KERNEL void nn_average_pool2d_u8(const nn_average_pool2d_u8_step *step, const nn_memory *memory,
                                    nn_rows rows)
{
    nn_pool_rows_u8(step, memory, rows, mean_of);
}
